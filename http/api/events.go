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
	// Sentence says in words what happened, where it was asked for; Told is the same in parts.
	Sentence string     `json:"sentence,omitempty"`
	Told     []ToldPart `json:"-"`
}

// ToldPart is a part of a sentence: some words, or the name of a thing.
type ToldPart struct {
	Text string
	Kind string // of the thing; empty: words
	// ID is the thing's in its page's address; zero: it has no page.
	ID uuid.UUID
	// Connection and Number are those of a thing of NinjaOne, Actor of who did something.
	Connection uuid.UUID
	Number     int64
	Actor      string
}

// EventFilter selects events; the zero value selects all.
type EventFilter struct {
	Types        []string
	Stream       string
	StreamPrefix string
	// About is a thing, as kind/id: asset/<uuid>, organization/<connection>/<number>; all of
	// its streams, such as those of the devices that an asset is made of.
	About       string
	Actor       string    // such as user:<uuid>, or poller
	Correlation uuid.UUID // zero: any; what was done in one go has it in common
	Run         uuid.UUID // a sync run; zero: any
	ID          uuid.UUID // of one event; zero: any
	From        int64     // position, inclusive; 0: from the first
	To          int64     // position, inclusive; 0: to the head
	Since       time.Time // recorded_at, inclusive; zero: no bound
	Until       time.Time // recorded_at, inclusive; zero: no bound
	// Tell asks for sentences; Open: with names of contacts, too; Unnamed: without any name that
	// things have now, so that they say the same whenever they are asked for.
	Tell, Open, Unnamed bool
}

// EventParameters are the names of what the log is narrowed by, the same on its page, in this
// API and for files.
func EventParameters() []string {
	return []string{"type", "about", "stream", "stream_prefix", "actor", "run", "correlation_id", "event_id", "since", "until", "from", "to"}
}

// MostSearched is how many positions of the log one request looks through where no index
// finds what is asked for: an actor, what was done in one go, streams by their beginning.
const MostSearched = 200_000

// EventPage is a page of the log. A filter that no index serves may end a page before it is
// full, even empty, though there is a next one.
type EventPage struct {
	Page[Event]
	// SearchedTo is the last position that was looked at, where the page ended since
	// MostSearched positions had been; 0: it did not.
	SearchedTo int64
}

// Events reads the log. Sort.By is always "position"; List.After holds the last
// position of the page before. The standing is the log's own: its head, age 0.
type Events interface {
	// List answers domain.CodeInvalid for a type that the program does not know, and for an
	// About that is none; domain.CodeNotFound for an asset or a run that there is not.
	List(ctx context.Context, s Scope, f EventFilter, l List) (Answer[EventPage], error)
}
