package eventstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/leaf"
	"coresync/eventstore/pgcopy"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	lockLogSQL = `select pg_advisory_xact_lock(hashtextextended('coresync log ' || $1::text, 0))`

	// The newest position by the primary key; the bound lets the planner leave out
	// the partitions before the newest that this process has seen.
	newestSQL = `select position, recorded_at from eventstore.events
		where tenant_id = $1 and recorded_at >= $2 order by position desc limit 1`

	tenantSQL = `select epoch, coalesce(read_only, '') from eventstore.tenants where tenant_id = $1`

	// One probe of the primary key for each name. A plain "stream = any($2)" became,
	// on a table without statistics, a filter over all of a tenant's streams: 170 ms
	// inside the lock where this takes 1 (20,000 streams, 400 names). A test counts
	// the rows that are read.
	versionsSQL = `select n.stream, s.version from unnest($2::text[]) as n (stream)
		cross join lateral (
			select version from eventstore.streams where tenant_id = $1 and stream = n.stream limit 1
		) s`

	claimAppendSQL = `insert into eventstore.appends
		(tenant_id, append_id, request_hmac, first_position, last_position, versions, recorded_at)
		values ($1, $2, $3, 0, 0, '{}', $4) on conflict do nothing`
)

// write appends the prepared requests in the given transaction, each all or
// nothing: what one request got wrong is in its err, while the answer's error
// means that the transaction is of no use any more.
func (s *Store) write(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, all []*prepared) error {
	if err := s.claim(ctx, tx, all); err != nil {
		return err
	}
	state, err := s.lockLog(ctx, tx, tenant, all)
	if err != nil {
		return err
	}
	var rows []row
	for _, p := range all {
		if p.err != nil || p.done.Replayed {
			continue
		}
		if p.err = state.admit(p); p.err == nil {
			rows = append(rows, p.rows...)
		}
	}
	if len(rows) > 0 {
		if err := s.copyRows(ctx, tx, rows); err != nil {
			return err
		}
	}
	return s.finish(ctx, tx, tenant, all, state)
}

// claim writes the idempotency row of each repeatable request, and answers those
// that were appended before. A request that is being appended elsewhere at this
// moment is waited for: first in the order of locks.
func (s *Store) claim(ctx context.Context, tx pgx.Tx, all []*prepared) error {
	for _, p := range all {
		if p.hmac == nil {
			continue
		}
		tag, err := tx.Exec(ctx, claimAppendSQL, p.req.Tenant, p.req.ID, p.hmac, s.cfg.Clock())
		if err != nil {
			return fmt.Errorf("claim append %s: %w", p.req.ID, err)
		}
		if tag.RowsAffected() == 1 {
			continue
		}
		if err := p.replay(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// replay fills in the answer of the request's first attempt.
func (p *prepared) replay(ctx context.Context, tx pgx.Tx) error {
	var hmac []byte
	var versions []int64
	done := Appended{Tenant: p.req.Tenant, Replayed: true, Versions: make(map[string]int64)}
	err := tx.QueryRow(ctx, `select a.request_hmac, a.first_position, a.last_position, a.versions, a.recorded_at, t.epoch
		from eventstore.appends a join eventstore.tenants t using (tenant_id)
		where a.tenant_id = $1 and a.append_id = $2`, p.req.Tenant, p.req.ID).
		Scan(&hmac, &done.First, &done.Last, &versions, &done.RecordedAt, &done.Epoch)
	if err != nil {
		return fmt.Errorf("read append %s: %w", p.req.ID, err)
	}
	if !bytes.Equal(hmac, p.hmac) || len(versions) != len(p.streams) {
		p.err = &AppendReusedError{AppendID: p.req.ID}
		return nil
	}
	for i, stream := range p.streams {
		done.Versions[stream] = versions[i]
	}
	p.done = done
	return nil
}

// logState is what the lock of the log protects: where it and the streams stand.
type logState struct {
	Head
	versions map[string]int64
	heads    map[string]*headChange
}

// lockLog takes the lock of the log and then reads where it stands, in statements
// of their own, so that they see what the holder before committed.
func (s *Store) lockLog(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, all []*prepared) (*logState, error) {
	state := &logState{
		Head:     Head{Tenant: tenant},
		versions: make(map[string]int64),
		heads:    make(map[string]*headChange),
	}
	var streams []string
	for _, p := range all {
		streams = append(streams, p.streams...)
	}
	seen := s.markOf(tenant)
	batch := &pgx.Batch{}
	batch.Queue(lockLogSQL, tenant.String())
	batch.Queue(tenantSQL, tenant).QueryRow(func(r pgx.Row) error { return r.Scan(&state.Epoch, &state.ReadOnly) })
	batch.Queue(newestSQL, tenant, seen.recordedAt).QueryRow(func(r pgx.Row) error {
		err := r.Scan(&state.Position, &state.RecordedAt)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	batch.Queue(versionsSQL, tenant, streams).Query(func(rows pgx.Rows) error {
		var stream string
		var version int64
		_, err := pgx.ForEachRow(rows, []any{&stream, &version}, func() error {
			state.versions[stream] = version
			return nil
		})
		return err
	})
	err := tx.SendBatch(ctx, batch).Close()
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, fmt.Errorf("tenant %s: %w", tenant, ErrNoTenant)
	case err != nil:
		return nil, fmt.Errorf("lock the log of tenant %s: %w", tenant, err)
	case state.ReadOnly != "":
		return nil, &ReadOnlyError{Tenant: tenant, Reason: state.ReadOnly}
	case state.Position < seen.position:
		return nil, &ReadOnlyError{Tenant: tenant, Reason: wentBack(seen.position)}
	}
	// recorded_at never decreases, whatever the clock does.
	if now := s.cfg.Clock().UTC().Truncate(time.Microsecond); now.After(state.RecordedAt) {
		state.RecordedAt = now
	}
	return state, nil
}

// wentBack is why a log takes no appends that lacks what this process has seen in
// it: they would stand at positions that cursors and proofs know as others.
func wentBack(position int64) string {
	return fmt.Sprintf("position %d was there and is gone: an older backup was restored while this process ran. "+
		"Restart it, so that the log is compared with its signed heads", position)
}

// admit checks a request's expectations and gives its events their places.
func (l *logState) admit(p *prepared) error {
	for _, stream := range p.streams {
		if want, ok := p.req.Expect[stream]; ok && !want.Holds(l.versions[stream]) {
			return &VersionConflictError{Stream: stream, Want: want, Got: l.versions[stream]}
		}
	}
	p.done = Appended{
		Tenant: l.Tenant, First: l.Position + 1, Last: l.Position + int64(len(p.rows)),
		Versions: make(map[string]int64, len(p.streams)), RecordedAt: l.RecordedAt, Epoch: l.Epoch,
	}
	for i := range p.rows {
		r := &p.rows[i]
		l.Position++
		l.versions[r.Stream]++
		r.Position, r.Version, r.RecordedAt = l.Position, l.versions[r.Stream], l.RecordedAt
		hash := leaf.Hash(r.Recorded, r.payloadHash)
		r.LeafHash = hash[:]
		l.note(r)
	}
	for _, stream := range p.streams {
		p.done.Versions[stream] = l.versions[stream]
	}
	return nil
}

func (s *Store) copyRows(ctx context.Context, tx pgx.Tx, rows []row) error {
	buf := copyBuffers.Get().(*pgcopy.Buffer)
	defer copyBuffers.Put(buf)
	buf.Reset()
	for i := range rows {
		CopyRow(buf, &rows[i].Recorded)
	}
	if _, err := buf.Send(ctx, tx.Conn(), "eventstore.events ("+EventColumns+")"); err != nil {
		return fmt.Errorf("append %d events: %w", len(rows), err)
	}
	return nil
}

// CopyRow adds an event to a COPY, with EventColumns in their order.
func CopyRow(buf *pgcopy.Buffer, r *event.Recorded) {
	buf.Row(15)
	buf.UUID(r.Tenant)
	buf.Int64(r.Position)
	buf.Text(r.Stream)
	buf.Int64(r.Version)
	buf.UUID(r.ID)
	buf.Text(string(r.Type))
	buf.Int16(r.SchemaVersion)
	buf.Time(r.OccurredAt)
	buf.Time(r.RecordedAt)
	buf.Text(r.Actor)
	buf.UUID(r.CorrelationID)
	buf.UUIDOrNull(r.CausationID)
	buf.BytesOrNull(r.Metadata)
	buf.Bytes(r.Payload)
	buf.Bytes(r.LeafHash)
}
