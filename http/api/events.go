package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Event is an event as the log holds it: personal members stay sealed.
type Event struct {
	Position      int64           `json:"position"`
	ID            uuid.UUID       `json:"id"`
	Stream        string          `json:"stream"`
	Version       int64           `json:"version"`
	Type          string          `json:"type"`
	SchemaVersion int             `json:"schema_version"`
	OccurredAt    time.Time       `json:"occurred_at"`
	RecordedAt    time.Time       `json:"recorded_at"`
	Actor         string          `json:"actor"`
	CorrelationID uuid.UUID       `json:"correlation_id"`
	CausationID   *uuid.UUID      `json:"causation_id,omitempty"`
	Metadata      json.RawMessage `json:"metadata,omitempty"`
	Payload       json.RawMessage `json:"payload"`
	LeafHash      string          `json:"leaf_hash"` // hexadecimal
}

// EventFilter selects events; the zero value selects all.
type EventFilter struct {
	Types        []string
	Stream       string
	StreamPrefix string
	From         int64     // position, inclusive; 0: from the first
	To           int64     // position, inclusive; 0: to the head
	Since        time.Time // recorded_at, inclusive; zero: no bound
	Until        time.Time // recorded_at, inclusive; zero: no bound
}

// Events reads the log. Sort.By is always "position"; List.After holds the last
// position of the page before. The standing is the log's own: its head, age 0.
type Events interface {
	// List answers domain.CodeInvalid for a type that the program does not know.
	List(ctx context.Context, s Scope, f EventFilter, l List) (Answer[Page[Event]], error)
}
