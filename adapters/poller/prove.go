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
	return true, s.commit(ctx, turn{apply: func(r *Run) { r.Step, r.Page = next(r.Step), 0 }})
}

// proveSmall writes the proofs of all listings but that of devices.
func (s *session) proveSmall(ctx context.Context) error {
	var events []pending
	add := func(p event.Payload) {
		events = append(events, pending{version: anyVersion, New: event.New{Stream: event.ListingStream(s.run.Connection), Payload: p}})
	}
	for _, kind := range []Kind{Organizations, Locations, LastUsers, Contacts, Accounts, Roles} {
		l := s.run.Listings[kind]
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
	batch := &pgx.Batch{}
	for i := range entries {
		e := &entries[i]
		if e.former.seenAt > 0 && e.former.onlineAt > 0 {
			batch.Queue(`update poller.listed set run_id = $5
				where tenant_id = $1 and connection_id = $2 and organization_id = $3 and piece = $4`,
				s.run.Tenant, s.run.Connection, e.key.org, e.key.piece, s.run.ID)
			continue
		}
		batch.Queue(`insert into poller.listed (tenant_id, connection_id, organization_id, piece, run_id, seen, seen_at, online, online_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			on conflict (tenant_id, connection_id, organization_id, piece) do update set run_id = excluded.run_id,
				seen = excluded.seen, seen_at = excluded.seen_at, online = excluded.online, online_at = excluded.online_at`,
			s.run.Tenant, s.run.Connection, e.key.org, e.key.piece, s.run.ID,
			e.seen, orElse(e.former.seenAt, position), e.online, orElse(e.former.onlineAt, position))
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep the sets of %d organizations: %w", len(entries), err)
	}
	return nil
}

func orElse(position, otherwise int64) int64 {
	if position > 0 {
		return position
	}
	return otherwise
}
