package http

import (
	"context"
	"slices"
	"sync"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// kept is a thing of a fake directory.
type kept[Thing any] struct {
	id      uuid.UUID
	version int64
	thing   Thing
}

// fakeDirectory keeps things in memory. It notes what it was asked for.
type fakeDirectory[Thing, Filter, Draft, Patch any] struct {
	noun   string
	name   func(Thing) string
	show   func(t Thing, id uuid.UUID, version int64) Thing
	make   func(Draft) Thing
	change func(*Thing, Patch)

	mu       sync.Mutex
	things   []kept[Thing]
	filters  []Filter
	scopes   []api.Scope
	commands []api.Command
	replays  map[uuid.UUID]api.Written
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) List(_ context.Context, s api.Scope, filter Filter, l api.List) (api.Answer[api.Page[Thing]], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.filters, f.scopes = append(f.filters, filter), append(f.scopes, s)
	var all []Thing
	for _, k := range f.things {
		all = append(all, f.show(k.thing, k.id, k.version))
	}
	return answerOf(pageBy(all, l, f.name)), nil
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) Get(_ context.Context, s api.Scope, id uuid.UUID) (api.Answer[Thing], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.scopes = append(f.scopes, s)
	i := f.find(id)
	if i < 0 {
		return api.Answer[Thing]{}, domain.NotFound(f.noun)
	}
	return answerOf(f.show(f.things[i].thing, id, f.things[i].version)), nil
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) find(id uuid.UUID) int {
	return slices.IndexFunc(f.things, func(k kept[Thing]) bool { return k.id == id })
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) Create(_ context.Context, c api.Command, d Draft) (api.Written, error) {
	return f.once(c, func() (api.Written, error) {
		id := thing(1000 + len(f.things))
		f.things = append(f.things, kept[Thing]{id, 1, f.make(d)})
		return api.Written{ID: &id, Position: at(4711 + int64(len(f.commands))), Version: 1}, nil
	})
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) Update(_ context.Context, c api.Command, id uuid.UUID, p Patch) (api.Written, error) {
	return f.once(c, func() (api.Written, error) {
		i, err := f.expected(c, id)
		if err != nil {
			return api.Written{}, err
		}
		f.change(&f.things[i].thing, p)
		f.things[i].version++
		return api.Written{ID: &id, Position: at(4711 + int64(len(f.commands))), Version: f.things[i].version}, nil
	})
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) Remove(_ context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return f.once(c, func() (api.Written, error) {
		i, err := f.expected(c, id)
		if err != nil {
			return api.Written{}, err
		}
		f.things = slices.Delete(f.things, i, i+1)
		return api.Written{ID: &id, Position: at(4711 + int64(len(f.commands)))}, nil
	})
}

func (f *fakeDirectory[Thing, Filter, Draft, Patch]) expected(c api.Command, id uuid.UUID) (int, error) {
	i := f.find(id)
	switch {
	case i < 0:
		return 0, domain.NotFound(f.noun)
	case c.Expected != nil && *c.Expected != f.things[i].version:
		return 0, &domain.Error{Code: domain.CodeConflict, Reason: "version_conflict", Message: "Load it again."}
	}
	return i, nil
}

// once is idempotency as the log gives it.
func (f *fakeDirectory[Thing, Filter, Draft, Patch]) once(c api.Command, work func() (api.Written, error)) (api.Written, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commands = append(f.commands, c)
	if done, ok := f.replays[c.AppendID]; ok && c.AppendID != uuid.Nil {
		done.Replayed = true
		return done, nil
	}
	done, err := work()
	if err == nil && c.AppendID != uuid.Nil {
		if f.replays == nil {
			f.replays = map[uuid.UUID]api.Written{}
		}
		f.replays[c.AppendID] = done
	}
	return done, err
}

func assign[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

type customersFake = fakeDirectory[api.Customer, api.CustomerFilter, api.CustomerDraft, api.CustomerPatch]

func fakeCustomers() *customersFake {
	return &customersFake{
		noun: "customer", name: func(c api.Customer) string { return c.Name },
		show: func(c api.Customer, id uuid.UUID, version int64) api.Customer {
			c.ID, c.Version = id, version
			return c
		},
		make: func(d api.CustomerDraft) api.Customer {
			return api.Customer{ExternalID: d.ExternalID, Name: d.Name, Number: d.Number, Domains: d.Domains, City: d.City}
		},
		change: func(c *api.Customer, p api.CustomerPatch) {
			assign(&c.Name, p.Name)
			assign(&c.Number, p.Number)
			assign(&c.Domains, p.Domains)
			assign(&c.City, p.City)
		},
	}
}

func acme() api.Ref { return api.Ref{ID: thing(7), Name: "Acme <GmbH>"} }

type contactsFake = fakeDirectory[api.Contact, api.ContactFilter, api.ContactDraft, api.ContactPatch]

func fakeContacts() *contactsFake {
	return &contactsFake{
		noun: "contact", name: func(c api.Contact) string { return c.Name },
		show: func(c api.Contact, id uuid.UUID, version int64) api.Contact {
			c.ID, c.Version, c.Customer = id, version, acme()
			return c
		},
		make: func(d api.ContactDraft) api.Contact {
			return api.Contact{ExternalID: d.ExternalID, Name: d.Name, Email: d.Email, Phone: d.Phone}
		},
		change: func(c *api.Contact, p api.ContactPatch) { assign(&c.Email, p.Email) },
	}
}

type contractsFake = fakeDirectory[api.Contract, api.ContractFilter, api.ContractDraft, api.ContractPatch]

func fakeContracts() *contractsFake {
	return &contractsFake{
		noun: "contract", name: func(c api.Contract) string { return c.Name },
		show: func(c api.Contract, id uuid.UUID, version int64) api.Contract {
			c.ID, c.Version, c.Customer = id, version, acme()
			return c
		},
		make: func(d api.ContractDraft) api.Contract {
			return api.Contract{ExternalID: d.ExternalID, Name: d.Name, Start: d.Start, End: d.End}
		},
		change: func(c *api.Contract, p api.ContractPatch) { assign(&c.End, p.End) },
	}
}

type ticketsFake = fakeDirectory[api.Ticket, api.TicketFilter, api.TicketDraft, api.TicketPatch]

func fakeTickets() *ticketsFake {
	return &ticketsFake{
		noun: "ticket", name: func(t api.Ticket) string { return t.Number },
		show: func(t api.Ticket, id uuid.UUID, version int64) api.Ticket {
			t.ID, t.Version, t.Customer = id, version, acme()
			return t
		},
		make: func(d api.TicketDraft) api.Ticket {
			made := api.Ticket{ExternalID: d.ExternalID, Number: d.Number, Subject: d.Subject, Status: d.Status}
			if d.Contact != nil {
				made.Contact = &api.Ref{ID: *d.Contact, Name: "Jane Doe"}
			}
			return made
		},
		change: func(t *api.Ticket, p api.TicketPatch) { assign(&t.Status, p.Status) },
	}
}
