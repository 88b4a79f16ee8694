package tree

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/leaf"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// evidenceFormat names the form of a file with evidence.
const evidenceFormat = "coresync-evidence-1"

// Evidence is one event with all that shows to somebody without the database that
// it stands in the log: a signed head and the path to its root.
type Evidence struct {
	Format string `json:"format"`
	// VerifierKey is that of the head (C2SP signed-note). Whoever checks should have
	// got it another way as well.
	VerifierKey string   `json:"verifier_key"`
	Head        string   `json:"head"` // C2SP tlog-checkpoint
	Path        [][]byte `json:"path"` // RFC 6962 §2.1.1, from the leaf upwards
	Event       Exhibit  `json:"event"`
}

// Exhibit is an event as evidence holds it. Payload and metadata are texts, so that
// no tool on the way writes their JSON anew: what was hashed are their bytes.
type Exhibit struct {
	Tenant        uuid.UUID  `json:"tenant"`
	Position      int64      `json:"position"`
	Stream        string     `json:"stream"`
	Version       int64      `json:"version"`
	ID            uuid.UUID  `json:"event_id"`
	Type          event.Type `json:"type"`
	SchemaVersion int16      `json:"schema_version"`
	OccurredAt    time.Time  `json:"occurred_at"`
	RecordedAt    time.Time  `json:"recorded_at"`
	Actor         string     `json:"actor"`
	CorrelationID uuid.UUID  `json:"correlation_id"`
	CausationID   uuid.UUID  `json:"causation_id"`
	Metadata      string     `json:"metadata,omitempty"`
	Payload       string     `json:"payload"`
}

// Exhibited is an event as evidence holds it.
func Exhibited(e event.Recorded) Exhibit {
	return Exhibit{
		Tenant: e.Tenant, Position: e.Position, Stream: e.Stream, Version: e.Version, ID: e.ID, Type: e.Type,
		SchemaVersion: e.SchemaVersion, OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor,
		CorrelationID: e.CorrelationID, CausationID: e.CausationID, Metadata: string(e.Metadata), Payload: string(e.Payload),
	}
}

// Leaf is the hash of the event in the tree of its log.
func (x *Exhibit) Leaf() [leaf.Size]byte {
	return leaf.Hash(x.recorded(), leaf.PayloadHash([]byte(x.Payload)))
}

func (x *Exhibit) recorded() event.Recorded {
	return event.Recorded{
		Tenant: x.Tenant, Position: x.Position, Stream: x.Stream, Version: x.Version, ID: x.ID, Type: x.Type,
		SchemaVersion: x.SchemaVersion, OccurredAt: x.OccurredAt, RecordedAt: x.RecordedAt, Actor: x.Actor,
		CorrelationID: x.CorrelationID, CausationID: x.CausationID, Metadata: []byte(x.Metadata),
	}
}

// ErrNotSigned says that no head covers the event yet.
var ErrNotSigned = errors.New("no signed head covers the event yet; a worker signs one within a minute")

// Gather makes the evidence for an event under the newest head of the log's present
// epoch. Error: ErrNotSigned.
func Gather(ctx context.Context, q db, e event.Recorded) (Evidence, error) {
	head, ok, err := Newest(ctx, q, e.Tenant)
	if err == nil && (!ok || head.Size < e.Position) {
		err = ErrNotSigned
	}
	if err != nil {
		return Evidence{}, fmt.Errorf("prove position %d: %w", e.Position, err)
	}
	public, _, err := PublicKey(ctx, q, e.Tenant)
	if err != nil {
		return Evidence{}, err
	}
	v := Evidence{Format: evidenceFormat, Head: head.Note, Event: Exhibited(e)}
	if v.VerifierKey, err = VerifierKey(e.Tenant, head.Epoch, public); err != nil {
		return Evidence{}, err
	}
	v.Path, err = Prove(ctx, q, e.Tenant, e.Position, head.Size)
	return v, err
}

// ParseEvidence reads a file with evidence.
func ParseEvidence(raw []byte) (Evidence, error) {
	var v Evidence
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, fmt.Errorf("read the evidence: %w", err)
	}
	if v.Format != evidenceFormat {
		return v, fmt.Errorf("read the evidence: its format is %q instead of %q", v.Format, evidenceFormat)
	}
	return v, nil
}

// Verify checks, without any database, that the event is the one of this position in
// the log that the head stands for, and that the head was signed by the key: the
// evidence's own where verifierKey is empty. Whatever is wrong is an error.
func (v *Evidence) Verify(verifierKey string) (Head, error) {
	if verifierKey == "" {
		verifierKey = v.VerifierKey
	}
	head, err := OpenHead(v.Head, verifierKey)
	if err != nil {
		return Head{}, err
	}
	if head.Tenant != v.Event.Tenant {
		return Head{}, fmt.Errorf("the head is of tenant %s, the event of tenant %s", head.Tenant, v.Event.Tenant)
	}
	return head, VerifyInclusion(head, v.Event.Position, v.Event.Leaf(), v.Path)
}
