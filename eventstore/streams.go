package eventstore

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const headColumns = `stream, version, first_position, last_position, coalesce(snapshot_position, 0),
	nullif(head_tag, ''), tag_version, last_recorded_at`

// Streams implements Log.
func (s *Store) Streams(ctx context.Context, tenant uuid.UUID, streams []string) (map[string]StreamHead, error) {
	heads := make(map[string]StreamHead, len(streams))
	// See versionsSQL for why this is a probe each.
	rows, err := s.pool.Query(ctx, `select h.* from unnest($2::text[]) as n (stream)
		cross join lateral (
			select `+headColumns+` from eventstore.streams where tenant_id = $1 and stream = n.stream limit 1
		) h`, tenant, streams)
	if err == nil {
		err = eachHead(rows, func(h StreamHead) error {
			h.Tag = slices.Clone(h.Tag)
			heads[h.Stream] = h
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read %d stream heads: %w", len(streams), err)
	}
	return heads, nil
}

// EachStream calls yield for the streams whose names begin with prefix, in order
// of name, and stops at its first error, which it returns. A tag is valid during the
// call only.
func (s *Store) EachStream(ctx context.Context, tenant uuid.UUID, prefix string, yield func(StreamHead) error) error {
	rows, err := s.pool.Query(ctx, `select `+headColumns+`
		from eventstore.streams where tenant_id = $1 and stream >= $2 and stream < $3 order by stream`, tenant, prefix, prefixEnd(prefix))
	if err != nil {
		return fmt.Errorf("read the streams %s*: %w", prefix, err)
	}
	return eachHead(rows, yield)
}

// movedSQL finds the streams by the log, whose tail is short, and their heads by a
// probe each.
const movedSQL = `select h.* from (
		select distinct stream from eventstore.events
		where tenant_id = $1 and position > $4 and recorded_at >= $5 and stream >= $2 and stream < $3
	) as n cross join lateral (
		select ` + headColumns + ` from eventstore.streams where tenant_id = $1 and stream = n.stream limit 1
	) h`

// EachStreamSince is EachStream for the streams that events behind a place in the log
// belong to, in no order. With what was known at that place they make the heads of
// now. Retag changes a tag without an event.
func (s *Store) EachStreamSince(ctx context.Context, since Head, prefix string, yield func(StreamHead) error) error {
	rows, err := s.pool.Query(ctx, movedSQL, since.Tenant, prefix, prefixEnd(prefix), since.Position, since.RecordedAt)
	if err != nil {
		return fmt.Errorf("read the streams %s* that moved since %d: %w", prefix, since.Position, err)
	}
	return eachHead(rows, yield)
}

// prefixEnd is the end of the range of names that begin with a prefix. Names are
// compared byte by byte (collate "C"): it is the prefix with its last byte raised.
func prefixEnd(prefix string) string {
	return prefix[:len(prefix)-1] + string(prefix[len(prefix)-1]+1)
}

// eachHead takes the values from the wire as they are: a sync reads the heads of
// all its streams, and Scan took most of the time.
func eachHead(rows pgx.Rows, yield func(StreamHead) error) error {
	defer rows.Close()
	for rows.Next() {
		v := rows.RawValues()
		if len(v) != 8 || len(v[1]) != 8 || len(v[2]) != 8 || len(v[3]) != 8 || len(v[4]) != 8 || len(v[6]) != 2 || len(v[7]) != 8 {
			return fmt.Errorf("a stream's row has an unknown shape of %d columns", len(v))
		}
		err := yield(StreamHead{
			Stream:           string(v[0]),
			Version:          int64(binary.BigEndian.Uint64(v[1])),
			FirstPosition:    int64(binary.BigEndian.Uint64(v[2])),
			LastPosition:     int64(binary.BigEndian.Uint64(v[3])),
			SnapshotPosition: int64(binary.BigEndian.Uint64(v[4])),
			Tag:              v[5],
			TagVersion:       int16(binary.BigEndian.Uint16(v[6])),
			RecordedAt:       pgTime(v[7]),
		})
		if err != nil {
			return err
		}
	}
	return rows.Err()
}
