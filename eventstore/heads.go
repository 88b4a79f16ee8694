package eventstore

import (
	"context"
	"fmt"
	"sync"

	"coresync/eventstore/pgcopy"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var copyBuffers = sync.Pool{New: func() any { return new(pgcopy.Buffer) }}

// headChange is what a stream's row becomes.
type headChange struct {
	created     bool // the stream is new
	version     int64
	first, last int64
	snapshot    int64 // 0: unchanged
	tag         []byte
	tagVersion  int16
}

func (l *logState) note(r *row) {
	h := l.heads[r.Stream]
	if h == nil {
		h = &headChange{created: r.Version == 1, first: r.Position}
		l.heads[r.Stream] = h
	}
	h.version, h.last = r.Version, r.Position
	if r.snapshot {
		h.snapshot = r.Position
	}
	if r.tag != nil {
		h.tag, h.tagVersion = r.tag, r.tagVersion
	}
}

// An empty head_tag means "no tag": it is set by an event that ends what the tag
// stood for, and reads as nil.
const upsertHeadsSQL = `
insert into eventstore.streams as s (tenant_id, stream, version, first_position, last_position, last_recorded_at,
	snapshot_position, snapshot_recorded_at, head_tag, tag_version)
select $1, n.stream, n.version, n.first, n.last, $2,
	nullif(n.snapshot, 0), case when n.snapshot > 0 then $2::timestamptz end, n.tag, n.tag_version
from unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bytea[], $9::smallint[])
	as n (stream, version, first, last, snapshot, tag, tag_version)
on conflict (tenant_id, stream) do update set
	version = excluded.version,
	last_position = excluded.last_position,
	last_recorded_at = excluded.last_recorded_at,
	snapshot_position = coalesce(excluded.snapshot_position, s.snapshot_position),
	snapshot_recorded_at = coalesce(excluded.snapshot_recorded_at, s.snapshot_recorded_at),
	head_tag = coalesce(excluded.head_tag, s.head_tag),
	tag_version = case when excluded.head_tag is null then s.tag_version else excluded.tag_version end`

// finish writes the streams' heads and the idempotency rows.
func (s *Store) finish(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, all []*prepared, state *logState) error {
	created, moved := state.changed(all)
	if len(created) < copyFrom {
		created, moved = nil, append(moved, created...)
	}
	if err := state.copyHeads(ctx, tx, tenant, created); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	if len(moved) > 0 {
		state.queueHeads(batch, tenant, moved)
	}
	for _, p := range all {
		if p.hmac == nil || p.done.Replayed {
			continue
		}
		if p.err != nil {
			// Another request may be made under the same id after a conflict.
			batch.Queue(`delete from eventstore.appends where tenant_id = $1 and append_id = $2 and last_position = 0`,
				tenant, p.req.ID)
			continue
		}
		versions := make([]int64, len(p.streams))
		for i, stream := range p.streams {
			versions[i] = p.done.Versions[stream]
		}
		batch.Queue(`update eventstore.appends set first_position = $3, last_position = $4, versions = $5, recorded_at = $6
			where tenant_id = $1 and append_id = $2`,
			tenant, p.req.ID, p.done.First, p.done.Last, versions, p.done.RecordedAt)
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write the heads of %d streams: %w", len(state.heads), err)
	}
	return nil
}

// changed names the streams whose heads change, new ones apart, in the order of the
// requests' names: neighbours lie together in table and index then.
func (l *logState) changed(all []*prepared) (created, moved []string) {
	named := make(map[string]bool)
	for _, p := range all {
		for _, stream := range p.streams {
			h := l.heads[stream]
			if h == nil || len(all) > 1 && named[stream] {
				continue
			}
			if len(all) > 1 {
				named[stream] = true
			}
			if h.created {
				created = append(created, stream)
			} else {
				moved = append(moved, stream)
			}
		}
	}
	return created, moved
}

// copyFrom is the number of new streams from which COPY is quicker than the upsert,
// which looks for each of them first.
const copyFrom = 24

const streamsTarget = `eventstore.streams (tenant_id, stream, version, first_position, last_position, last_recorded_at,
	snapshot_position, snapshot_recorded_at, head_tag, tag_version)`

// copyHeads writes the heads of new streams. Nobody else can make one meanwhile: that
// takes the lock of the log.
func (l *logState) copyHeads(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, created []string) error {
	buf := copyBuffers.Get().(*pgcopy.Buffer)
	defer copyBuffers.Put(buf)
	buf.Reset()
	for _, stream := range created {
		h := l.heads[stream]
		buf.Row(10)
		buf.UUID(tenant)
		buf.Text(stream)
		buf.Int64(h.version)
		buf.Int64(h.first)
		buf.Int64(h.last)
		buf.Time(l.RecordedAt)
		buf.Int64OrNull(h.snapshot)
		if h.snapshot > 0 {
			buf.Time(l.RecordedAt)
		} else {
			buf.Null()
		}
		buf.BytesOrNull(h.tag)
		buf.Int16(h.tagVersion)
	}
	if _, err := buf.Send(ctx, tx.Conn(), streamsTarget); err != nil {
		return fmt.Errorf("write the heads of %d new streams: %w", len(created), err)
	}
	return nil
}

func (l *logState) queueHeads(batch *pgx.Batch, tenant uuid.UUID, moved []string) {
	n := len(moved)
	tags := make([][]byte, 0, n)
	numbers := make([]int64, 4*n)
	versions, firsts, lasts, snapshots := numbers[:0:n], numbers[n:n:2*n], numbers[2*n:2*n:3*n], numbers[3*n:3*n]
	tagVersions := make([]int16, 0, n)
	for _, stream := range moved {
		h := l.heads[stream]
		versions = append(versions, h.version)
		firsts = append(firsts, h.first)
		lasts = append(lasts, h.last)
		snapshots = append(snapshots, h.snapshot)
		tags = append(tags, h.tag)
		tagVersions = append(tagVersions, h.tagVersion)
	}
	batch.Queue(upsertHeadsSQL, tenant, l.RecordedAt, moved, versions, firsts, lasts, snapshots, tags, tagVersions)
}
