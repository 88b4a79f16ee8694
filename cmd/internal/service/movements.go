package service

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/adapters/export"
	"coresync/domain"
	"coresync/domain/ledger"
	"coresync/http/api"

	"github.com/google/uuid"
)

// movements implements api.Movements.
type movements struct {
	reads
	ends *closings
}

// movementDays is how far back movements are looked for unless somebody says otherwise.
const movementDays = 30

// moved is a movement with what helps to find its cause.
type moved struct {
	api.Movement
	before, now *placed
	there       bool // the observation that was read last showed the network that it moved to
}

// List implements api.Movements.
func (s movements) List(ctx context.Context, scope api.Scope, f api.MovementFilter, l api.List) (api.Answer[api.Page[api.Movement]], error) {
	var answer api.Answer[api.Page[api.Movement]]
	all, _, standing, err := s.between(ctx, scope, &f)
	if err != nil {
		return answer, err
	}
	if l.Q != "" {
		all = slices.DeleteFunc(slices.Clone(all), func(m api.Movement) bool {
			return !strings.Contains(strings.ToLower(m.Asset.Name), strings.ToLower(l.Q))
		})
	}
	page, err := pageOf(all, l, func(m api.Movement) string { return m.Asset.ID.String() + " " + m.Kind })
	return api.Answer[api.Page[api.Movement]]{Standing: standing, Data: page}, err
}

// between lists the movements under a filter, newest first, and says how the log stood.
func (s movements) between(ctx context.Context, scope api.Scope, f *api.MovementFilter) ([]api.Movement, *closing, api.Standing, error) {
	h, err := s.ends.upTo(ctx, scope, s.now())
	if err != nil {
		return nil, nil, api.Standing{}, conflicts(err)
	}
	open := f.To.IsZero() || f.To.After(h.until)
	if open {
		f.To = h.until
	}
	now, err := s.ends.at(ctx, scope.Tenant, time.Time{}, f.To, h)
	if err != nil {
		return nil, nil, api.Standing{}, conflicts(err)
	}
	if open && f.From.Before(now.recordedAt) { // nothing happened since, so what is asked for later is the same
		f.To = now.recordedAt
	}
	if f.From.IsZero() {
		f.From = f.To.AddDate(0, 0, -movementDays)
	}
	if !f.From.Before(f.To) {
		return nil, nil, api.Standing{}, domain.Invalid([]domain.Fault{{Pointer: "?from", Code: "after_to", Message: "The first moment is before the second."}})
	}
	before, err := s.ends.at(ctx, scope.Tenant, time.Time{}, f.From, h)
	if err != nil {
		return nil, nil, api.Standing{}, conflicts(err)
	}
	all, err := s.ends.movements(ctx, scope.Tenant, before, now, f)
	if err != nil {
		return nil, nil, api.Standing{}, conflicts(err)
	}
	standing, err := s.ends.standing(ctx, scope.Tenant, now)
	return all, now, standing, err
}

// knownMovements are the movements between two positions, in order.
type knownMovements struct {
	key string
	all []api.Movement
}

// mostMovements bounds how many lists of movements are remembered, and of how many lines.
const (
	mostMovements     = 8
	mostMovementLines = 100_000
)

// movements are those between two ends, newest first. They are found, explained and sorted
// once for all pages: what two positions differ in never changes. Nobody may change them.
func (c *closings) movements(ctx context.Context, tenant uuid.UUID, before, now *closing, f *api.MovementFilter) ([]api.Movement, error) {
	key := fmt.Sprint(tenant, before.position, now.position, f.Kinds, f.Customers, f.Asset, f.Between)
	c.mu.Lock()
	i := slices.IndexFunc(c.moves, func(k knownMovements) bool { return k.key == key })
	if i >= 0 {
		defer c.mu.Unlock()
		return c.moves[i].all, nil
	}
	c.mu.Unlock()
	found := compared(before, now, f)
	if err := c.explain(ctx, tenant, before.position, now.position, found); err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b moved) int {
		return cmp.Or(cmp.Compare(b.Position, a.Position), cmp.Compare(strings.ToLower(a.Asset.Name), strings.ToLower(b.Asset.Name)),
			bytes.Compare(a.Asset.ID[:], b.Asset.ID[:]), cmp.Compare(a.Kind, b.Kind))
	})
	all := make([]api.Movement, len(found))
	for i := range found {
		all[i] = found[i].Movement
	}
	if len(all) <= mostMovementLines {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.moves = append(c.moves, knownMovements{key, all})
		c.moves = c.moves[max(0, len(c.moves)-mostMovements):]
	}
	return all, nil
}

// compared finds what differs between two states of an asset that was there at both.
func compared(before, now *closing, f *api.MovementFilter) []moved {
	var all []moved
	for id, is := range now.placed {
		was := before.placed[id]
		if was == nil || is.Why == ledger.WhyRemoved || was.Why == ledger.WhyRemoved || f.Asset != uuid.Nil && f.Asset != id {
			continue
		}
		if len(f.Customers) > 0 && !slices.Contains(f.Customers, is.Customer) && !slices.Contains(f.Customers, was.Customer) {
			continue
		}
		add := func(kind string, from, to *api.MovedEnd) {
			if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, kind) || f.Between && (kind != "customer" || from == nil || to == nil) {
				return
			}
			m := moved{Movement: api.Movement{Asset: api.Ref{ID: id, Name: is.Name}, Kind: kind, From: from, To: to}, before: was, now: is}
			if is.Customer != uuid.Nil {
				m.Customer = &api.Ref{ID: is.Customer, Name: now.customers[is.Customer]}
			}
			all = append(all, m)
		}
		if was.Customer != is.Customer {
			add("customer", end(was.Customer, before.customers[was.Customer]), end(is.Customer, now.customers[is.Customer]))
		}
		if was.location != is.location || was.organization != is.organization {
			add("location", before.place(was), now.place(is))
		}
		if was.contact != is.contact {
			add("owner", end(was.contact, ""), end(is.contact, ""))
		}
		if was.Name != is.Name {
			add("name", &api.MovedEnd{Name: was.Name}, &api.MovedEnd{Name: is.Name})
		}
		if was.network != is.network && was.network != "" && is.network != "" { // where it is not known, nothing is said
			add("network", &api.MovedEnd{Name: was.network}, &api.MovedEnd{Name: is.network})
		}
	}
	return all
}

func end(id uuid.UUID, name string) *api.MovedEnd {
	if id == uuid.Nil {
		return nil
	}
	return &api.MovedEnd{ID: &id, Name: name}
}

// place names a location with its organization in NinjaOne.
func (c *closing) place(d *placed) *api.MovedEnd {
	var words []string
	for _, id := range []uuid.UUID{d.organization, d.location} {
		if name := c.places[id]; name != "" {
			words = append(words, name)
		}
	}
	return end(cmp.Or(d.location, d.organization), strings.Join(words, " / "))
}

// Export implements api.Movements.
func (s movements) Export(ctx context.Context, scope api.Scope, f api.MovementFilter, format string) (api.Answer[api.File], error) {
	var answer api.Answer[api.File]
	all, now, standing, err := s.between(ctx, scope, &f)
	if err != nil {
		return answer, err
	}
	words, err := s.filterWords(ctx, scope, f)
	if err != nil {
		return answer, err
	}
	columns, rows := api.MovementTable(all)
	return s.file(ctx, scope.Tenant, sheet{
		name: "movements", title: "Movements", summary: devicesMoved(len(all)), columns: columns, rows: export.Rows(rows), ids: 1,
		standing: standing, position: now.position, at: now.recordedAt, filter: words, period: f.From.UTC().Format(time.DateOnly),
		span: f.From.UTC().Format(time.RFC3339) + " to " + f.To.UTC().Format(time.RFC3339),
	}, format)
}

func devicesMoved(n int) string {
	if n == 1 {
		return "1 movement."
	}
	return strconv.Itoa(n) + " movements."
}

// filterWords says in words which movements are listed.
func (s movements) filterWords(ctx context.Context, scope api.Scope, f api.MovementFilter) (string, error) {
	var w words
	w.add("of", f.Kinds...)
	names, err := s.customersNamed(ctx, scope, f.Customers)
	w.add("customer before or after", names...)
	w.when(f.Between, "between customers")
	w.when(f.Asset != uuid.Nil, "of one asset")
	return w.String(), err
}
