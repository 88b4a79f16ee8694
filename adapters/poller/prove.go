package poller

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/domain/listing"
	"coresync/eventstore"

	"github.com/jackc/pgx/v5"
)

// prove appends what the listings of the run covered: the small ones together, then
// that of devices part by part. Run.Page counts what is done.
func (s *session) prove(ctx context.Context, over func() bool) (ended bool, err error) {
	if s.run.Page == 0 {
		if err := s.proveSmall(ctx); err != nil {
			return false, err
		}
	}
	if s.run.Trigger == TriggerAccess {
		return true, s.commit(ctx, turn{apply: func(r *Run) { r.Step, r.Page = r.next(), 0 }})
	}
	proof, err := s.deviceProof(ctx)
	if err != nil {
		return false, err
	}
	for part := s.run.Page; part <= len(proof.ends); part++ {
		if err := s.provePart(ctx, proof, part); err != nil {
			return false, err
		}
		if over() {
			return false, nil
		}
	}
	return true, s.commit(ctx, turn{apply: func(r *Run) { r.Step, r.Page = r.next(), 0 }})
}

// proveSmall writes the proofs of all listings but that of devices.
func (s *session) proveSmall(ctx context.Context) error {
	var events []pending
	add := func(p event.Payload) {
		events = append(events, pending{version: anyVersion, New: event.New{Stream: event.ListingStream(s.run.Connection), Payload: p}})
	}
	for _, kind := range []Kind{Organizations, Locations, LastUsers, Contacts, Accounts, Roles} {
		l, listed := s.run.Listings[kind]
		if !listed && s.run.Trigger == TriggerAccess {
			continue
		}
		switch {
		case l.NotOffered:
			add(&event.ListingFailed{Connection: s.run.Connection, Run: s.run.ID, Kind: string(kind), Reason: "not_offered"})
		case kind == LastUsers: // part of the devices' listing
		default:
			heads, err := s.loadHeads(ctx, definitions[kind].prefix)
			if err != nil {
				return err
			}
			digest := listing.NewDigest()
			for _, h := range heads.all {
				if h.tagged {
					digest.Add(int64(h.id), int64(h.version), h.tag[:])
				}
			}
			p := s.completed(kind)
			p.Part, p.Parts, p.Root = 1, 1, listing.Root([][]byte{digest.Sum()})
			add(p)
		}
	}
	return s.commit(ctx, turn{append: true, events: events, apply: func(r *Run) { r.Page = 1 }})
}

func (s *session) completed(kind Kind) *event.ListingCompleted {
	l := s.run.Listings[kind]
	return &event.ListingCompleted{
		Connection: s.run.Connection, Run: s.run.ID, Kind: string(kind),
		StartedAt: l.StartedAt, EndedAt: l.EndedAt, Pages: l.Pages, Rows: l.Rows,
	}
}

// provePart writes one part of the proof of devices, counted from 1, and remembers
// its sets for the next run.
func (s *session) provePart(ctx context.Context, proof *deviceProof, part int) error {
	from := 0
	if part > 1 {
		from = proof.ends[part-2]
	}
	entries := proof.entries[from:proof.ends[part-1]]
	p := s.completed(Devices)
	p.Part, p.Parts, p.Root = part, len(proof.ends), proof.root
	for i := range entries {
		p.Organizations = append(p.Organizations, entries[i].seenOf())
	}
	return s.commit(ctx, turn{
		append: true,
		events: []pending{{version: anyVersion, New: event.New{Stream: event.ListingStream(s.run.Connection), Payload: p}}},
		apply:  func(r *Run) { r.Page = part + 1 },
		after: func(ctx context.Context, tx pgx.Tx, done eventstore.Appended) error {
			if err := s.remember(ctx, tx, entries, done.Last); err != nil {
				return err
			}
			if part < len(proof.ends) {
				return nil
			}
			_, err := tx.Exec(ctx, `delete from poller.listed where tenant_id = $1 and connection_id = $2 and run_id <> $3`,
				s.run.Tenant, s.run.Connection, s.run.ID)
			if err != nil {
				return fmt.Errorf("forget organizations without devices: %w", err)
			}
			return nil
		},
	})
}

// remember keeps the sets of a part for comparison; those that are equal to former
// ones keep the position that has them.
func (s *session) remember(ctx context.Context, tx pgx.Tx, entries []proofEntry, position int64) error {
	var same, other listedColumns
	for i := range entries {
		e := &entries[i]
		if e.former.seenAt > 0 && e.former.onlineAt > 0 {
			same.add(e, position)
		} else {
			other.add(e, position)
		}
	}
	_, err := tx.Exec(ctx, `update poller.listed l set run_id = $3 from unnest($4::bigint[], $5::integer[]) as n (org, piece)
		where l.tenant_id = $1 and l.connection_id = $2 and l.organization_id = n.org and l.piece = n.piece`,
		s.run.Tenant, s.run.Connection, s.run.ID, same.orgs, same.pieces)
	if err == nil && len(other.orgs) > 0 {
		_, err = tx.Exec(ctx, `insert into poller.listed (tenant_id, connection_id, run_id, organization_id, piece, seen, seen_at, online, online_at)
			select $1, $2, $3, n.* from unnest($4::bigint[], $5::integer[], $6::bytea[], $7::bigint[], $8::bytea[], $9::bigint[]) as n
			on conflict (tenant_id, connection_id, organization_id, piece) do update set run_id = excluded.run_id,
				seen = excluded.seen, seen_at = excluded.seen_at, online = excluded.online, online_at = excluded.online_at`,
			s.run.Tenant, s.run.Connection, s.run.ID, other.orgs, other.pieces, other.seen, other.seenAt, other.online, other.onlineAt)
	}
	if err != nil {
		return fmt.Errorf("keep the sets of %d organizations: %w", len(entries), err)
	}
	return nil
}

// listedColumns are rows of poller.listed by column.
type listedColumns struct {
	orgs             []int64
	pieces           []int32
	seen, online     [][]byte
	seenAt, onlineAt []int64
}

func (c *listedColumns) add(e *proofEntry, position int64) {
	c.orgs, c.pieces = append(c.orgs, e.key.org), append(c.pieces, int32(e.key.piece))
	c.seen, c.seenAt = append(c.seen, e.seen), append(c.seenAt, orElse(e.former.seenAt, position))
	c.online, c.onlineAt = append(c.online, e.online), append(c.onlineAt, orElse(e.former.onlineAt, position))
}

func orElse(position, otherwise int64) int64 {
	if position > 0 {
		return position
	}
	return otherwise
}
