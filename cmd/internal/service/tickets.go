package service

import (
	"context"

	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/directory"

	"github.com/google/uuid"
)

// tickets implements api.Tickets.
type tickets struct {
	directoryWriter
	reads
	people opener
}

// List implements api.Directory.
func (s tickets) List(ctx context.Context, scope api.Scope, f api.TicketFilter, l api.List) (api.Answer[api.Page[api.Ticket]], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Page[api.Ticket], error) {
		rows, err := read.Tickets(ctx, r, read.Filter{Customer: f.Customer, Contact: f.Contact, Status: f.Status}, asked(l))
		page, err := paged(rows, err, ticket)
		if err != nil {
			return page, err
		}
		return page, s.nameContacts(ctx, r, page.Items)
	})
}

// Get implements api.Directory.
func (s tickets) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Ticket], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Ticket, error) {
		e, err := read.GetTicket(ctx, r, id)
		if err != nil {
			return api.Ticket{}, err
		}
		one := []api.Ticket{ticket(e)}
		return one[0], s.nameContacts(ctx, r, one)
	})
}

// nameContacts fills in the names of the contacts, which are sealed in their rows.
func (s tickets) nameContacts(ctx context.Context, r *projections.Reading, list []api.Ticket) error {
	for i := range list {
		contact := list[i].Contact
		if contact == nil {
			continue
		}
		row, err := read.GetContact(ctx, r, contact.ID)
		if err != nil {
			continue // removed since: the id stays
		}
		opened, err := s.people.contacts(ctx, r.Tenant, []read.Entry[read.Contact]{row})
		if err != nil {
			return err
		}
		contact.Name = opened[0].Name
	}
	return nil
}

func ticket(e read.Entry[read.Ticket]) api.Ticket {
	t := e.Thing
	view := api.Ticket{
		ID: t.ID, ExternalID: t.ExternalID, Number: t.Number, Subject: t.Subject, Status: t.Status,
		Customer: api.Ref{ID: t.Customer, Name: e.CustomerName}, Version: t.Version,
	}
	if t.Devices != nil {
		view.Currency = t.Devices.Currency
		for _, d := range t.Devices.Items {
			view.Devices = append(view.Devices, api.TicketLine{
				Asset: api.Ref{ID: d.Asset, Name: d.Name}, Category: d.Category, AgeMonths: d.AgeMonths, DueOn: d.DueOn, UnitCost: d.UnitCost,
			})
		}
	}
	if t.Contact != uuid.Nil {
		view.Contact = &api.Ref{ID: t.Contact}
	}
	return view
}

// Create implements api.Directory.
func (s tickets) Create(ctx context.Context, c api.Command, d api.TicketDraft) (api.Written, error) {
	external := externalID(c, d.ExternalID)
	id := directory.ID(c.Tenant, directory.Tickets, external)
	e := &event.TicketRecorded{
		ID: id, ExternalID: external, Customer: d.Customer, Number: d.Number, Subject: d.Subject, Status: d.Status,
	}
	set(&e.Contact, d.Contact)
	return s.create(ctx, c, directory.Tickets, id, e, ticketRefs(e)...)
}

// Update implements api.Directory.
func (s tickets) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.TicketPatch) (api.Written, error) {
	return s.change(ctx, c, directory.Tickets, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.TicketRecorded)
		set(&e.Number, p.Number)
		set(&e.Subject, p.Subject)
		set(&e.Status, p.Status)
		set(&e.Customer, p.Customer)
		set(&e.Contact, p.Contact)
		return ticketRefs(e)
	})
}

// Remove implements api.Directory.
func (s tickets) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.remove(ctx, c, directory.Tickets, id)
}

func ticketRefs(e *event.TicketRecorded) []directory.Reference {
	refs := []directory.Reference{customerRef(e.Customer)}
	if e.Contact != uuid.Nil {
		refs = append(refs, directory.Reference{Kind: directory.Contacts, ID: e.Contact, Column: "contact"})
	}
	return refs
}
