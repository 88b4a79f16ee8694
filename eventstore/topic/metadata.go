package topic

// Keys of a message's metadata. Correlation stands under the key of Watermill's
// own middleware, middleware.CorrelationIDMetadataKey.
const (
	MetaTenant        = "tenant"
	MetaStream        = "stream"
	MetaType          = "type"
	MetaSchemaVersion = "schema_version"
	MetaActor         = "actor"
	MetaCausation     = "causation_id"
	MetaOccurredAt    = "occurred_at" // RFC 3339 with up to nanoseconds
)
