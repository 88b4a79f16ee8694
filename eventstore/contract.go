package eventstore

import (
	"context"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Limits of an append. Chunks are small because COPY runs inside the lock of the
// log and a command must not wait longer than 50 ms.
const (
	MaxPayload    = 256 << 10 // bytes of one payload
	MaxChunk      = 500       // events of one transaction
	MaxChunkBytes = 1 << 20   // payload bytes of one transaction
)

// Append is one request to add events to a tenant's log: all of them or none.
type Append struct {
	Tenant uuid.UUID
	// ID makes the request idempotent for 30 days; zero: it is not repeated.
	ID            uuid.UUID
	Actor         string    // an id, such as "cli:root" or "poller"; never a name or address
	CorrelationID uuid.UUID // zero: the first event's id
	CausationID   uuid.UUID // zero: none
	// Events are appended in this order; at most MaxChunk.
	Events []event.New
	// Expect holds expectations by stream; a stream that is not named may be at any version.
	Expect map[string]Expected
}

// Appended is the answer: where the events are now.
type Appended struct {
	Tenant      uuid.UUID
	First, Last int64            // positions; both 0 when there was nothing to append
	Versions    map[string]int64 // of each stream after the append
	RecordedAt  time.Time
	Epoch       uuid.UUID
	// Replayed: the same request had been appended before; nothing was written now.
	Replayed bool
}

// Log is what deciders and the poller need of the store.
type Log interface {
	// Append adds the events in one transaction of its own. Single appends of one
	// process are grouped; a conflict of one never aborts another.
	//
	// Errors: *VersionConflictError, *AppendReusedError, *ReadOnlyError,
	// *EventTooLargeError, *event.UnknownTypeError, ErrNoTenant.
	Append(ctx context.Context, a Append) (Appended, error)

	// AppendTx adds the events in the caller's transaction, for a decision and its
	// job in one. The lock of the log is held until the caller commits: do it last,
	// commit at once. Errors as Append; after one, roll back. The caller calls
	// Committed afterwards, so that consumers wake up.
	AppendTx(ctx context.Context, tx pgx.Tx, a Append) (Appended, error)

	// Committed tells the store that a transaction with an AppendTx was committed.
	Committed(a Appended)

	// Streams returns the heads of the named streams; an absent one is missing in the map.
	Streams(ctx context.Context, tenant uuid.UUID, streams []string) (map[string]StreamHead, error)

	// ReadStream returns events of a stream after a version, in order, at most limit.
	ReadStream(ctx context.Context, tenant uuid.UUID, stream string, after int64, limit int) ([]event.Recorded, error)

	// Read calls yield for the events of a tenant that the query selects, in order of
	// position, and stops when yield returns an error, which it returns. The slices
	// of an event are valid during the call only.
	Read(ctx context.Context, tenant uuid.UUID, q Query, yield func(event.Recorded) error) error

	// Head returns where a tenant's log stands. Error: ErrNoTenant.
	Head(ctx context.Context, tenant uuid.UUID) (Head, error)
}

// Query selects events of a log.
type Query struct {
	After int64 // position; the first event is After+1
	To    int64 // position, inclusive; 0: up to the head
	// Types and Streams restrict; empty: all. StreamPrefix selects streams by the
	// beginning of their name, such as "device/".
	Types        []event.Type
	Streams      []string
	StreamPrefix string
	// Actor, Correlation and ID select what no index helps to find: who asks bounds the
	// positions, or reads all between them.
	Actor       string
	Correlation uuid.UUID // zero: any
	ID          uuid.UUID // of one event; zero: any
	Since       time.Time // recorded_at, inclusive; zero: no bound
	Until       time.Time // recorded_at, inclusive; zero: no bound
	Limit       int       // 0: no limit
	// Backwards gives the newest first.
	Backwards bool
	// Apart asks for each stream, or each type, on its own, where there are several and a
	// limit: for lists of what may be rare.
	Apart bool
}

// StreamHead is a row of eventstore.streams.
type StreamHead struct {
	Stream           string
	Version          int64
	FirstPosition    int64
	LastPosition     int64
	SnapshotPosition int64     // newest event of the stream's snapshot type; 0: none
	RecordedAt       time.Time // of the newest event
	Tag              []byte
	TagVersion       int16
}

// Head is where a log stands.
type Head struct {
	Tenant     uuid.UUID
	Epoch      uuid.UUID
	Position   int64     // 0: the log is empty
	RecordedAt time.Time // of the newest event
	ReadOnly   string    // reason; empty: appends are taken
}

// Sealer replaces plain personal members by cipher text before they reach the
// log, and opens them for readers. Both work on batches, since each costs a
// look-up of keys.
type Sealer interface {
	// Seal seals every plain member of the payloads; ids[i] is the id of the event
	// of payloads[i] and part of the associated data. Unknown subjects are made.
	Seal(ctx context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error
	// Open gives the sealed members their plain text, or marks them erased.
	Open(ctx context.Context, tenant uuid.UUID, ids []uuid.UUID, payloads []event.Payload) error
	// Tagger returns the tenant's tag function.
	Tagger(ctx context.Context, tenant uuid.UUID) (Tagger, error)
}

// Tagger appends to dst the 16 byte tag of data: an HMAC-SHA-256 under the
// tenant's key, cut. Change tags and idempotency hashes are made of it, so that
// they say nothing to who lacks the key. Safe for concurrent use.
type Tagger func(dst, data []byte) []byte
