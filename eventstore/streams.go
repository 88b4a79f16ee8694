package eventstore

import (
	"context"
	"fmt"

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
// of name, and stops at its first error, which it returns.
func (s *Store) EachStream(ctx context.Context, tenant uuid.UUID, prefix string, yield func(StreamHead) error) error {
	// Names are compared byte by byte (collate "C"), so a prefix is a range of the
	// primary key that ends before the prefix with its last byte raised.
	end := prefix[:len(prefix)-1] + string(prefix[len(prefix)-1]+1)
	rows, err := s.pool.Query(ctx, `select `+headColumns+`
		from eventstore.streams where tenant_id = $1 and stream >= $2 and stream < $3 order by stream`, tenant, prefix, end)
	if err != nil {
		return fmt.Errorf("read the streams %s*: %w", prefix, err)
	}
	return eachHead(rows, yield)
}

func eachHead(rows pgx.Rows, yield func(StreamHead) error) error {
	var h StreamHead
	_, err := pgx.ForEachRow(rows, []any{&h.Stream, &h.Version, &h.FirstPosition, &h.LastPosition,
		&h.SnapshotPosition, &h.Tag, &h.TagVersion, &h.RecordedAt}, func() error {
		h.RecordedAt = h.RecordedAt.UTC()
		defer func() { h.Tag = nil }() // the next row must not write into this one's bytes
		return yield(h)
	})
	return err
}
