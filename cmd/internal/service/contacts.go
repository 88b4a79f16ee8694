package service

import (
	"context"
	"strings"

	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/directory"

	"github.com/google/uuid"
)

// contacts implements api.Contacts.
type contacts struct {
	directoryWriter
	reads
	people opener
}

// List implements api.Directory.
func (s contacts) List(ctx context.Context, scope api.Scope, f api.ContactFilter, l api.List) (api.Answer[api.Page[api.Contact]], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Page[api.Contact], error) {
		rows, err := read.Contacts(ctx, r, read.Filter{Customer: f.Customer}, asked(l))
		if err != nil {
			return api.Page[api.Contact]{}, err
		}
		opened, err := s.people.contacts(ctx, scope.Tenant, rows.Items)
		return api.Page[api.Contact]{Items: opened, Next: rows.Next, Total: rows.Total}, err
	})
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
		Email: personal(id, strings.ToLower(d.Email)), Phone: personal(id, d.Phone),
	}, customerRef(d.Customer))
}

// Update implements api.Directory.
func (s contacts) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.ContactPatch) (api.Written, error) {
	return s.change(ctx, c, directory.Contacts, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.ContactRecorded)
		set(&e.Customer, p.Customer)
		for member, value := range map[*event.Personal]*string{&e.Name: p.Name, &e.Email: p.Email, &e.Phone: p.Phone} {
			if value != nil {
				*member = personal(id, *value)
			}
		}
		return []directory.Reference{customerRef(e.Customer)}
	})
}

// Remove implements api.Directory.
func (s contacts) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.remove(ctx, c, directory.Contacts, id)
}

func personal(id uuid.UUID, value string) event.Personal {
	return event.PlainPersonal(event.SubjectContact, id.String(), value)
}
