package eventstore

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// Retag is a new change tag for a stream that has not moved on.
type Retag struct {
	Stream     string
	Version    int64 // the stream's version that the tag is of
	Tag        []byte
	TagVersion int16
}

// Retag replaces the change tags of streams whose tags were computed anew, such as
// by another version of the table of members. It writes no event: a tag is derived
// from the stream's newest event. A stream that has moved on is left alone.
func (s *Store) Retag(ctx context.Context, tenant uuid.UUID, all []Retag) error {
	if len(all) == 0 {
		return nil
	}
	streams, versions := make([]string, len(all)), make([]int64, len(all))
	tags, tagVersions := make([][]byte, len(all)), make([]int16, len(all))
	for i, r := range all {
		streams[i], versions[i], tags[i], tagVersions[i] = r.Stream, r.Version, r.Tag, r.TagVersion
	}
	_, err := s.pool.Exec(ctx, `update eventstore.streams s set head_tag = n.tag, tag_version = n.tag_version
		from unnest($2::text[], $3::bigint[], $4::bytea[], $5::smallint[]) as n (stream, version, tag, tag_version)
		where s.tenant_id = $1 and s.stream = n.stream and s.version = n.version`, tenant, streams, versions, tags, tagVersions)
	if err != nil {
		return fmt.Errorf("write the tags of %d streams: %w", len(all), err)
	}
	return nil
}
