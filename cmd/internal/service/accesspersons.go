package service

import (
	"context"
	"maps"
	"sync"

	"coresync/projections"
	read "coresync/projections/access"

	"github.com/google/uuid"
)

// follows tells whether what was read at one standing needs only what changed since then
// to be as of another.
func follows(was, now projections.Standing) bool {
	return was.Epoch == now.Epoch && was.Release == now.Release && !was.Degraded && !now.Degraded && was.Position <= now.Position
}

// keeper keeps of each tenant something that was read from the access model, and reads
// only what changed since. What it keeps is never changed again: others read it.
type keeper[T any] struct {
	erasures func(ctx context.Context, tenant uuid.UUID) (int64, error)

	mu   sync.Mutex
	kept map[uuid.UUID]kept[T] // by tenant
}

type kept[T any] struct {
	standing projections.Standing
	erasures int64
	value    *T
}

// of is the value as the reading shows it. next makes it of the one before, nil where there
// is none that it may follow, and of what changed behind a position.
func (k *keeper[T]) of(ctx context.Context, r *projections.Reading, next func(was *T, position int64) (*T, error)) (*T, error) {
	now := r.Standing(read.Name)
	erasures, err := k.erasures(ctx, r.Tenant) // before anything is opened: an erasure moves no read model
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	was := k.kept[r.Tenant]
	k.mu.Unlock()
	position := int64(-1)
	if was.value != nil && was.erasures == erasures && follows(was.standing, now) {
		if position = was.standing.Position; position == now.Position {
			return was.value, nil
		}
	} else {
		was.value = nil
	}
	value, err := next(was.value, position)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = make(map[uuid.UUID]kept[T])
	}
	k.kept[r.Tenant] = kept[T]{now, erasures, value}
	return value, nil
}

// persons are all accounts of a tenant with whose they are by name.
type persons struct {
	heads map[uuid.UUID]read.AccountHead // by account
	names map[uuid.UUID]person           // by account
}

// personBook keeps who accounts are, opened: names stand sealed in the rows. Only accounts
// that changed are read and opened anew; after an erasure all are.
type personBook struct {
	opener opener
	keeper[persons]
}

func (b *personBook) of(ctx context.Context, r *projections.Reading) (*persons, error) {
	return b.keeper.of(ctx, r, func(was *persons, position int64) (*persons, error) {
		changed, err := read.AccountHeadsSince(ctx, r, position)
		if err != nil || was != nil && len(changed) == 0 {
			return was, err
		}
		next := &persons{heads: map[uuid.UUID]read.AccountHead{}, names: map[uuid.UUID]person{}}
		if was != nil {
			next.heads, next.names = maps.Clone(was.heads), maps.Clone(was.names)
		}
		sealed := []uuid.UUID{}
		for _, h := range changed {
			if known, there := next.heads[h.ID]; !there || known.Event != h.Event {
				sealed = append(sealed, h.ID)
			}
			next.heads[h.ID] = h
		}
		return next, b.open(ctx, r, next, sealed)
	})
}

func (b *personBook) open(ctx context.Context, r *projections.Reading, p *persons, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := read.SealedOf(ctx, r, ids)
	if err != nil {
		return err
	}
	sealed := make([]sealedPerson, len(rows))
	for i, row := range rows {
		sealed[i] = sealedPerson{row.Event, row.FirstName, row.LastName, row.Email, row.Phone}
	}
	people, err := b.opener.persons(ctx, r.Tenant, "accounts", sealed)
	for i := range people {
		p.names[rows[i].ID] = people[i]
	}
	return err
}
