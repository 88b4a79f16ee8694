package poller

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/uuid"
)

// loadListed reads which devices the complete listing before showed, all
// organizations together.
func (s *session) loadListed(ctx context.Context) (organizationSets, error) {
	all := *newSets()
	err := s.eachListed(ctx, func(_ pieceKey, l listed) error {
		seen, online := roaring.New(), roaring.New()
		if err := seen.UnmarshalBinary(l.seen); err != nil {
			return fmt.Errorf("set of devices: %w", err)
		}
		if err := online.UnmarshalBinary(l.online); err != nil {
			return fmt.Errorf("set of devices: %w", err)
		}
		all.seen.Or(seen)
		all.online.Or(online)
		return nil
	})
	return all, err
}

// pieceKey names an organization in a proof, or a piece of a large one.
type pieceKey struct {
	org   int64
	piece int
}

// listed is what the newest proof says of a piece.
type listed struct {
	run              uuid.UUID
	seen, online     []byte
	seenAt, onlineAt int64
}

// eachListed reads the newest proof of the connection.
func (s *session) eachListed(ctx context.Context, yield func(pieceKey, listed) error) error {
	rows, err := s.p.cfg.Pool.Query(ctx, `select organization_id, piece, run_id, seen, seen_at, online, online_at
		from poller.listed where tenant_id = $1 and connection_id = $2`, s.run.Tenant, s.run.Connection)
	if err != nil {
		return fmt.Errorf("read the listing before: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k pieceKey
		var l listed
		if err := rows.Scan(&k.org, &k.piece, &l.run, &l.seen, &l.seenAt, &l.online, &l.onlineAt); err != nil {
			return fmt.Errorf("read the listing before: %w", err)
		}
		if err := yield(k, l); err != nil {
			return fmt.Errorf("read the listing before: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the listing before: %w", err)
	}
	return nil
}
