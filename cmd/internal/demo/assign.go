package demo

import (
	"context"
	"fmt"

	"coresync/http/api"

	"github.com/google/uuid"
)

// Assign confirms what is likely enough of one customer, the one with most tickets of people who
// use a device, so that tickets show their devices (TIC-01); all others are left to be decided.
// On a folder that had a demo before, it changes nothing.
func (d *Demo) Assign(ctx context.Context) error {
	if d.again {
		return nil
	}
	if err := d.App.CatchUpSuggestions(ctx, d.Tenant); err != nil {
		return err
	}
	has, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	likely, err := has.Associations.List(ctx, scope, api.AssociationFilter{States: []string{"high"}}, api.List{Limit: 500, Sort: api.Sort{By: "customer"}})
	if err != nil {
		return err
	}
	users := map[uuid.UUID]bool{} // contacts who probably have a device
	for _, s := range likely.Data.Items {
		users[s.Suggested.Contact.ID] = true
	}
	tickets, err := has.Tickets.List(ctx, scope, api.TicketFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "number"}})
	if err != nil {
		return err
	}
	open := map[uuid.UUID]int{} // tickets that will show devices, by customer
	most := uuid.Nil
	for _, t := range tickets.Data.Items {
		if t.Contact == nil || !users[t.Contact.ID] {
			continue
		}
		if open[t.Customer.ID]++; open[t.Customer.ID] > open[most] {
			most = t.Customer.ID
		}
	}
	if most == uuid.Nil {
		return nil
	}
	if _, err := has.Associations.ApplyHigh(ctx, api.Command{Tenant: d.Tenant, Actor: "demo"}, api.AssociationFilter{Customer: most}); err != nil {
		return fmt.Errorf("assign the devices of a customer of the demo: %w", err)
	}
	return d.App.CatchUpSuggestions(ctx, d.Tenant)
}
