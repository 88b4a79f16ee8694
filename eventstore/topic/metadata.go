package topic

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"coresync/domain/event"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/google/uuid"
)

// Keys of a message's metadata. Whatever else stands there is kept beside the
// event and comes back with it.
const (
	MetaTenant        = "tenant"
	MetaStream        = "stream"
	MetaType          = "type"
	MetaSchemaVersion = "schema_version"
	MetaActor         = "actor"
	MetaCausation     = "causation_id"
	MetaOccurredAt    = "occurred_at" // RFC 3339 with up to nanoseconds

	// MetaCorrelation is the key of Watermill's own middleware, which hands it on
	// from a message to those that its handler produces.
	MetaCorrelation = middleware.CorrelationIDMetadataKey

	// For publishing only. MetaExpected is "any" (as when it is absent), "none", or
	// the version that the stream must have. MetaAppend makes a publish repeatable;
	// it defaults to the message's UUID. Neighbours in one Publish with an equal
	// MetaAppend are appended together or not at all.
	MetaExpected = "expected_version"
	MetaAppend   = "append_id"

	// For reading only.
	MetaPosition   = "position"
	MetaVersion    = "version"
	MetaRecordedAt = "recorded_at"
)

// own tells the keys that have a place of their own in the log.
func own(key string) bool {
	switch key {
	case MetaTenant, MetaStream, MetaType, MetaSchemaVersion, MetaActor, MetaCausation, MetaOccurredAt,
		MetaCorrelation, MetaExpected, MetaAppend, MetaPosition, MetaVersion, MetaRecordedAt:
		return true
	}
	return false
}

// EventMessage makes the message of an event. Its UUID is the event's id, its
// payload the event's JSON in the shape that is written now; personal members are
// sealed. Error: *event.UnknownTypeError.
func EventMessage(registry *event.Registry, e event.Recorded) (*message.Message, error) {
	definition, err := registry.Lookup(e.Type)
	if err != nil {
		return nil, fmt.Errorf("message of the event at position %d: %w", e.Position, err)
	}
	payload, err := registry.Upcasted(e)
	if err != nil {
		return nil, fmt.Errorf("message of the event at position %d: %w", e.Position, err)
	}
	msg := message.NewMessage(e.ID.String(), payload)
	if err := restoreExtras(msg.Metadata, e.Metadata); err != nil {
		return nil, fmt.Errorf("message of the event at position %d: metadata: %w", e.Position, err)
	}
	for key, value := range map[string]string{
		MetaTenant:        e.Tenant.String(),
		MetaPosition:      strconv.FormatInt(e.Position, 10),
		MetaStream:        e.Stream,
		MetaVersion:       strconv.FormatInt(e.Version, 10),
		MetaType:          string(e.Type),
		MetaSchemaVersion: strconv.Itoa(int(definition.SchemaVersion)),
		MetaOccurredAt:    e.OccurredAt.UTC().Format(time.RFC3339Nano),
		MetaRecordedAt:    e.RecordedAt.UTC().Format(time.RFC3339Nano),
		MetaActor:         e.Actor,
		MetaCorrelation:   e.CorrelationID.String(),
	} {
		msg.Metadata.Set(key, value)
	}
	if e.CausationID != uuid.Nil {
		msg.Metadata.Set(MetaCausation, e.CausationID.String())
	}
	return msg, nil
}

// extras is the JSON of the metadata that the log has no place for; nil: none.
func extras(m message.Metadata) (json.RawMessage, error) {
	rest := make(map[string]string)
	for key, value := range m {
		if !own(key) {
			rest[key] = value
		}
	}
	if len(rest) == 0 {
		return nil, nil
	}
	return json.Marshal(rest)
}

// restoreExtras gives back what extras kept. A member that is no string, which
// another writer may have stored, comes as its JSON.
func restoreExtras(m message.Metadata, stored json.RawMessage) error {
	if len(stored) == 0 {
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(stored, &members); err != nil {
		return err
	}
	for key, raw := range members {
		if own(key) {
			continue
		}
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		m.Set(key, text)
	}
	return nil
}
