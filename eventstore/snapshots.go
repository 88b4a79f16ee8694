package eventstore

import (
	"context"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// StreamAt is a stream as it was at a version.
type StreamAt struct {
	Stream  string
	Version int64
}

// SnapshotsAt returns, by stream, the newest event of its snapshot type at or before
// a version; a stream without one is missing in the map. A stream may be asked for
// once.
func (s *Store) SnapshotsAt(ctx context.Context, tenant uuid.UUID, all []StreamAt) (map[string]event.Recorded, error) {
	found := make(map[string]event.Recorded, len(all))
	if len(all) == 0 {
		return found, nil
	}
	streams, versions := make([]string, len(all)), make([]int64, len(all))
	for i, at := range all {
		streams[i], versions[i] = at.Stream, at.Version
	}
	rows, err := s.pool.Query(ctx, `select e.* from unnest($2::text[], $3::bigint[]) as n (stream, version)
		cross join lateral (
			select `+EventColumns+` from eventstore.events
			where tenant_id = $1 and stream = n.stream and version <= n.version and type = any($4)
			order by position desc limit 1
		) e`, tenant, streams, versions, s.snapshotTypes())
	if err != nil {
		return nil, fmt.Errorf("read %d streams as they were: %w", len(all), err)
	}
	defer rows.Close()
	for rows.Next() {
		e, err := ScanEvent(rows)
		if err != nil {
			return nil, fmt.Errorf("read %d streams as they were: %w", len(all), err)
		}
		found[e.Stream] = Clone(e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %d streams as they were: %w", len(all), err)
	}
	return found, nil
}

// snapshotTypes are the types whose newest event says all of its stream.
func (s *Store) snapshotTypes() []string {
	var types []string
	for _, t := range s.cfg.Registry.Types() {
		if d, err := s.cfg.Registry.Lookup(t); err == nil && d.Snapshot {
			types = append(types, string(t))
		}
	}
	return types
}
