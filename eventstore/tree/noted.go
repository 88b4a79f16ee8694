package tree

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// How far a walk over a log has come.
const (
	AuditQueued  = "queued"
	AuditRunning = "running"
	AuditAgrees  = "agrees"  // with all that was signed
	AuditDiffers = "differs" // Faults tell where
	AuditFailed  = "failed"  // it could not be walked
)

// Noted is the newest walk of Fsck over a log, as it is kept for people to see.
type Noted struct {
	State       string
	Done, Total int64 // events; Total 0: not known yet
	Heads       int64 // signed heads compared
	Root        []byte
	Faults      []Fault // at most MaxFaults of FaultCount
	FaultCount  int64
	Message     string
	StartedAt   time.Time
	EndedAt     *time.Time
	// AgreedAt is when a walk last found nothing; AgreedEvents is over how many events.
	AgreedAt     *time.Time
	AgreedEvents int64
}

// Ended tells whether it goes on no longer.
func (n *Noted) Ended() bool { return n.EndedAt != nil }

const selectNoted = `select state, done, total, heads, root, faults, fault_count, message, started_at, ended_at, agreed_at, agreed_events
from eventstore.audits where tenant_id = $1`

// ReadNoted is the newest walk over a log; nil: there was none.
func ReadNoted(ctx context.Context, q db, tenant uuid.UUID) (*Noted, error) {
	var n Noted
	var faults []byte
	err := q.QueryRow(ctx, selectNoted, tenant).Scan(&n.State, &n.Done, &n.Total, &n.Heads, &n.Root, &faults, &n.FaultCount,
		&n.Message, &n.StartedAt, &n.EndedAt, &n.AgreedAt, &n.AgreedEvents)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(faults, &n.Faults)
	}
	if err != nil {
		return nil, fmt.Errorf("read how the log of tenant %s was last walked: %w", tenant, err)
	}
	return &n, nil
}

// What was agreed before stays where a walk has not ended well.
const writeNoted = `
insert into eventstore.audits as a (tenant_id, state, done, total, heads, root, faults, fault_count, message, started_at, ended_at, agreed_at, agreed_events)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (tenant_id) do update set state = excluded.state, done = excluded.done, total = excluded.total, heads = excluded.heads,
    root = excluded.root, faults = excluded.faults, fault_count = excluded.fault_count, message = excluded.message,
    started_at = excluded.started_at, ended_at = excluded.ended_at, agreed_at = coalesce(excluded.agreed_at, a.agreed_at),
    agreed_events = case when excluded.agreed_at is null then a.agreed_events else excluded.agreed_events end`

// Note keeps how a walk goes, or how it ended.
func Note(ctx context.Context, q db, tenant uuid.UUID, n Noted) error {
	faults, err := json.Marshal(append([]Fault{}, n.Faults...))
	if err == nil {
		_, err = q.Exec(ctx, writeNoted, tenant, n.State, n.Done, n.Total, n.Heads, n.Root, faults, n.FaultCount, n.Message,
			n.StartedAt, n.EndedAt, n.AgreedAt, n.AgreedEvents)
	}
	if err != nil {
		return fmt.Errorf("note how the log of tenant %s is walked: %w", tenant, err)
	}
	return nil
}

// noteEvery is how often a walk says how far it has come.
const noteEvery = 2 * time.Second

// Walk is Fsck, noted: what came of it is there for whoever looks later. Its error is that
// it could not be walked, or noted.
func Walk(ctx context.Context, q db, folder *Folder, tenant uuid.UUID, clock func() time.Time, progress func(done, total int64)) (Audited, error) {
	n := Noted{State: AuditRunning, StartedAt: clock()}
	if err := Note(ctx, q, tenant, n); err != nil {
		return Audited{}, err
	}
	said := n.StartedAt
	found, err := Fsck(ctx, q, folder, tenant, func(done, total int64) {
		if progress != nil {
			progress(done, total)
		}
		if now := clock(); now.Sub(said) >= noteEvery {
			said, n.Done, n.Total = now, done, total
			_ = Note(ctx, q, tenant, n) // the next one says it too
		}
	})
	ended := clock()
	n.EndedAt = &ended
	if err != nil {
		n.State, n.Message = AuditFailed, "It could not be walked; the program's log says why."
		return found, errors.Join(err, Note(context.WithoutCancel(ctx), q, tenant, n))
	}
	n.Done, n.Total, n.Heads, n.Root, n.Faults, n.FaultCount = found.Events, found.Events, found.Heads, found.Root[:], found.Faults, found.FaultCount
	if n.State = AuditDiffers; found.OK() {
		n.State, n.AgreedAt, n.AgreedEvents = AuditAgrees, &ended, found.Events
	}
	return found, Note(ctx, q, tenant, n)
}
