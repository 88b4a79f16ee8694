package service

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coresync/domain/assignment"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	read "coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// contacts implements api.Contacts.
type contacts struct {
	directoryWriter
	reads
	people opener
	book   *contactBook // in which names are found
}

// List implements api.Directory. Names are sealed in the rows, so a text is looked for among
// the contacts that are kept opened.
func (s contacts) List(ctx context.Context, scope api.Scope, f api.ContactFilter, l api.List) (api.Answer[api.Page[api.Contact]], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Page[api.Contact], error) {
		filter, page := read.Filter{Customer: f.Customer, IDs: f.IDs}, asked(l)
		if strings.TrimSpace(page.Q) != "" {
			found, err := s.book.find(ctx, r, page.Q)
			if err != nil {
				return api.Page[api.Contact]{}, err
			}
			filter.IDs = foundAmong(f.IDs, found)
		}
		page.Q = ""
		rows, err := read.Contacts(ctx, r, filter, page)
		if err != nil {
			return api.Page[api.Contact]{}, err
		}
		opened, err := s.people.contacts(ctx, scope.Tenant, rows.Items)
		return api.Page[api.Contact]{Items: opened, Next: rows.Next, Total: rows.Total}, err
	})
}

// foundAmong are those found that a list has, too; a nil list has all.
func foundAmong(list []uuid.UUID, found []api.Contact) []uuid.UUID {
	ids := []uuid.UUID{}
	for _, c := range found {
		if list == nil || slices.Contains(list, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Get implements api.Directory.
func (s contacts) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Contact], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Contact, error) {
		row, err := read.GetContact(ctx, r, id)
		if err != nil {
			return api.Contact{}, err
		}
		opened, err := s.people.contacts(ctx, scope.Tenant, []read.Entry[read.Contact]{row})
		if err != nil {
			return api.Contact{}, err
		}
		return opened[0], nil
	})
}

// Create implements api.Directory.
func (s contacts) Create(ctx context.Context, c api.Command, d api.ContactDraft) (api.Written, error) {
	external := externalID(c, d.ExternalID)
	id := directory.ID(c.Tenant, directory.Contacts, external)
	return s.create(ctx, c, directory.Contacts, id, &event.ContactRecorded{
		ID: id, ExternalID: external, Customer: d.Customer, Name: personal(id, d.Name),
		Email: personal(id, strings.ToLower(d.Email)), Phone: personal(id, d.Phone), EmailDomain: event.MailDomain(d.Email),
	}, customerRef(d.Customer))
}

// Update implements api.Directory.
func (s contacts) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.ContactPatch) (api.Written, error) {
	return s.change(ctx, c, directory.Contacts, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.ContactRecorded)
		set(&e.Customer, p.Customer)
		if p.Email != nil {
			e.EmailDomain = event.MailDomain(*p.Email)
		}
		for member, value := range map[*event.Personal]*string{&e.Name: p.Name, &e.Email: p.Email, &e.Phone: p.Phone} {
			if value != nil {
				*member = personal(id, *value)
			}
		}
		return []directory.Reference{customerRef(e.Customer)}
	})
}

// Remove implements api.Directory: the contact's assets are taken back first, so that
// none is left with somebody who is gone.
func (s contacts) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New() // one undo takes all of it back
	}
	if _, err := s.head(ctx, c.Tenant, directory.Contacts, id); err == nil {
		if err := s.takeBack(ctx, c, id); err != nil {
			return api.Written{}, conflicts(err)
		}
	}
	return s.remove(ctx, c, directory.Contacts, id)
}

// takeBack ends a contact's assignments.
func (s contacts) takeBack(ctx context.Context, c api.Command, contact uuid.UUID) error {
	var held []uuid.UUID
	err := projections.Read(ctx, s.pool, c.Tenant, s.now(), func(r *projections.Reading) error {
		for page := (query.Page{Limit: query.MaxLimit}); ; {
			found, err := asset.List(ctx, r, asset.Filter{Contact: contact}, page)
			if err != nil {
				return err
			}
			for _, a := range found.Items {
				held = append(held, a.ID)
			}
			if page.After = found.Next; page.After == nil {
				return nil
			}
		}
	})
	if err != nil {
		return err
	}
	for _, id := range held {
		_, err := decide.Handle(ctx, s.log, assignmentDecider, decide.Request[any]{
			Tenant: c.Tenant, Stream: event.AssignmentStream(id), Actor: c.Actor, Correlation: c.Correlation,
			Version: decide.AnyVersion, Command: assignment.Unassign{Asset: id},
		})
		if err != nil {
			return fmt.Errorf("take asset %s back: %w", id, err)
		}
	}
	return nil
}

func personal(id uuid.UUID, value string) event.Personal {
	return event.PlainPersonal(event.SubjectContact, id.String(), value)
}
