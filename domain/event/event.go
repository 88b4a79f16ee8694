package event

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Type is the stored name of an event, equal to the name of its Go struct.
type Type string

// Payload is the body of an event. Every payload struct in this package has a
// value receiver for EventType and is registered in Catalog.
type Payload interface {
	EventType() Type
}

// Appender is a payload that writes its own JSON. It exists for the hot path:
// a DeviceObserved carries the device's canonical bytes, which no encoder needs
// to parse again.
type Appender interface {
	AppendJSON(dst []byte) ([]byte, error)
}

// New is an event on its way to the log: it has no position and no version yet.
type New struct {
	// Stream is the name of the stream, such as "device/<connection>/402".
	Stream string
	// Payload is the body; personal members are plain here and sealed by the store.
	Payload Payload
	// OccurredAt is when it happened in the RMM or at the desk of a person;
	// the zero time means "now", the store's clock.
	OccurredAt time.Time
	// Tag is the change tag that the stream's head gets with this event (see
	// streams.head_tag); nil leaves the tag as it is, an empty slice clears it.
	Tag []byte
	// TagVersion is the version of the table of members behind Tag.
	TagVersion int16
	// Metadata is optional JSON beside the payload; it is hashed but not read by folds.
	Metadata json.RawMessage
}

// Recorded is an event as the log holds it. Payload holds the exact bytes that
// were hashed; personal members in it are sealed.
type Recorded struct {
	Tenant        uuid.UUID
	Position      int64 // gapless from 1 within a tenant's log
	Stream        string
	Version       int64 // gapless from 1 within a stream
	ID            uuid.UUID
	Type          Type
	SchemaVersion int16
	OccurredAt    time.Time // in the RMM, or at the desk of the person who decided
	RecordedAt    time.Time // of the append, whole microseconds, never decreasing in a log
	Actor         string    // an id such as "cli:root" or a user id; never a name or address
	CorrelationID uuid.UUID
	CausationID   uuid.UUID // zero: not caused by an event
	Metadata      json.RawMessage
	Payload       json.RawMessage
	LeafHash      []byte // SHA-256, see eventstore
}
