package service

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	read "coresync/projections/directory"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// opener opens personal members that rows hold sealed, a page at a time.
type opener struct {
	sealer eventstore.Sealer
}

// contacts opens the rows of a page.
func (o opener) contacts(ctx context.Context, tenant uuid.UUID, rows []read.Entry[read.Contact]) ([]api.Contact, error) {
	ids := make([]uuid.UUID, len(rows))
	sealed := make([]event.Payload, len(rows))
	for i, row := range rows {
		e := &event.ContactRecorded{}
		for member, raw := range map[*event.Personal]json.RawMessage{
			&e.Name: json.RawMessage(row.Thing.Name), &e.Email: json.RawMessage(row.Thing.Email), &e.Phone: json.RawMessage(row.Thing.Phone),
		} {
			if len(raw) == 0 {
				continue
			}
			if err := member.UnmarshalJSON(raw); err != nil {
				return nil, fmt.Errorf("open contact %s: %w", row.Thing.ID, err)
			}
		}
		ids[i], sealed[i] = row.Thing.Event, e
	}
	if err := o.sealer.Open(ctx, tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open %d contacts: %w", len(rows), err)
	}
	opened := make([]api.Contact, len(rows))
	for i, row := range rows {
		e := sealed[i].(*event.ContactRecorded)
		opened[i] = api.Contact{
			ID: row.Thing.ID, ExternalID: row.Thing.ExternalID, Customer: api.Ref{ID: row.Thing.Customer, Name: row.CustomerName},
			Name: e.Name.Text(), Email: e.Email.Text(), Phone: e.Phone.Text(), Erased: e.Name.Erased(), Version: row.Thing.Version,
		}
	}
	return opened, nil
}

// lastUser opens the last user of a device.
func (o opener) lastUser(ctx context.Context, tenant, eventID uuid.UUID, raw []byte) (event.Personal, error) {
	e := &event.DeviceUserObserved{}
	if len(raw) == 0 {
		return e.User, nil
	}
	if err := e.User.UnmarshalJSON(raw); err != nil {
		return e.User, fmt.Errorf("open the last user: %w", err)
	}
	if err := o.sealer.Open(ctx, tenant, []uuid.UUID{eventID}, []event.Payload{e}); err != nil {
		return e.User, fmt.Errorf("open the last user: %w", err)
	}
	return e.User, nil
}
