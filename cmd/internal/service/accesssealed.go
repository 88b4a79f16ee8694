package service

import (
	"context"
	"fmt"

	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// sealedPerson are the personal members that accounts and requests keep as they were
// sealed for an event.
type sealedPerson struct {
	event                             uuid.UUID
	firstName, lastName, email, phone json.RawMessage
}

// person is whom an account or a request is about.
type person struct {
	firstName, lastName, email, phone string
	erased                            bool
}

// persons opens what is sealed, in its order; what says of what, for errors.
func (o opener) persons(ctx context.Context, tenant uuid.UUID, what string, rows []sealedPerson) ([]person, error) {
	ids, sealed := make([]uuid.UUID, len(rows)), make([]event.Payload, len(rows))
	for i, row := range rows {
		e := &event.UserObserved{} // whose personal members these are, whatever event they came by
		for _, m := range []struct {
			of  *event.Personal
			raw json.RawMessage
		}{{&e.FirstName, row.firstName}, {&e.LastName, row.lastName}, {&e.Email, row.email}, {&e.Phone, row.phone}} {
			if len(m.raw) == 0 {
				continue
			}
			if err := m.of.UnmarshalJSON(m.raw); err != nil {
				return nil, fmt.Errorf("open the people of %d %s: %w", len(rows), what, err)
			}
		}
		ids[i], sealed[i] = row.event, e
	}
	if err := o.sealer.Open(ctx, tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open the people of %d %s: %w", len(rows), what, err)
	}
	opened := make([]person, len(rows))
	for i, p := range sealed {
		e := p.(*event.UserObserved)
		opened[i] = person{
			e.FirstName.Text(), e.LastName.Text(), e.Email.Text(), e.Phone.Text(),
			e.FirstName.Erased() || e.LastName.Erased() || e.Email.Erased(),
		}
	}
	return opened, nil
}
