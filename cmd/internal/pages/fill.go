package pages

import (
	"context"
	"fmt"
	"strconv"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Demo is a workspace that has synced once: its pages have something to show.
type Demo struct {
	App                *app.App
	Tenant, Connection uuid.UUID
}

// Fill gives All what stands in the addresses of the demo's pages. What nobody has made
// yet is made: a request and a review of access, the schedule of a report, a webhook, a
// change that may be undone, a rebuilt read model beside the one in use.
func (d Demo) Fill(ctx context.Context) ([]string, error) {
	f := filling{Demo: d, ctx: ctx, services: d.App.Services(), scope: api.Scope{Tenant: d.Tenant}, command: api.Command{Tenant: d.Tenant, Actor: "demo"}}
	for _, find := range []func() error{f.assets, f.people, f.tickets, f.runs, f.access, f.reports, f.webhooks, f.auditorLinks, f.log, f.rebuilt} {
		if err := find(); err != nil {
			return nil, fmt.Errorf("look for what the pages show: %w", err)
		}
	}
	f.with("{connection}", d.Connection.String())
	f.with("/admin/connectors/{id}", "/admin/connectors/"+d.Connection.String())
	f.with("{field}", "name")
	f.with("/operations/{name}", "/operations/asset")
	return f.pairs, nil
}

// filling is what was found so far.
type filling struct {
	Demo
	ctx      context.Context
	services api.Services
	scope    api.Scope
	command  api.Command
	pairs    []string
}

func (f *filling) with(place, value string) { f.pairs = append(f.pairs, place, value) }

// one fills the id of a path.
func (f *filling) one(folder string, id uuid.UUID) { f.with(folder+"/{id}", folder+"/"+id.String()) }

// first is the first item of a list, of which there must be one.
func first[T any](found api.Page[T]) (item T, err error) {
	if len(found.Items) == 0 {
		return item, fmt.Errorf("there is no %T", item)
	}
	return found.Items[0], nil
}

func listed[T any](found api.Answer[api.Page[T]], err error) (item T, _ error) {
	if err != nil {
		return item, err
	}
	return first(found.Data)
}

func by(column string) api.List { return api.List{Limit: 1, Sort: api.Sort{By: column}} }

func (f *filling) assets() error {
	a, err := listed(f.services.Assets.List(f.ctx, f.scope, api.AssetFilter{Source: "ninjaone"}, by("name")))
	if err != nil {
		return err
	}
	f.one("/assets", a.ID)
	f.with("{organization}", strconv.FormatInt(a.Device.OrganizationID, 10))
	saved, err := f.services.Changes.Change(f.ctx, f.command, api.AssetChange{Assets: []uuid.UUID{a.ID}, Action: api.ChangeLock, Field: "name"})
	if err != nil {
		return err
	}
	f.one("/undo", *saved.Undo)
	if a.Customer != nil {
		f.one("/customers", a.Customer.ID)
		return nil
	}
	customer, err := listed(f.services.Customers.List(f.ctx, f.scope, api.CustomerFilter{}, by("name")))
	f.one("/customers", customer.ID)
	return err
}

func (f *filling) people() error {
	contact, err := listed(f.services.Contacts.List(f.ctx, f.scope, api.ContactFilter{}, by("customer")))
	f.one("/contacts", contact.ID)
	return err
}

func (f *filling) tickets() error {
	ticket, err := listed(f.services.Tickets.List(f.ctx, f.scope, api.TicketFilter{}, by("number")))
	f.one("/tickets", ticket.ID)
	return err
}

func (f *filling) runs() error {
	runs, err := listed(f.services.Runs.List(f.ctx, f.scope, api.RunFilter{}, api.List{Limit: 1}))
	f.one("/sync-runs", runs.ID)
	return err
}

func (f *filling) log() error {
	found, err := f.services.Events.List(f.ctx, f.scope, api.EventFilter{}, by("position"))
	if err != nil {
		return err
	}
	e, err := first(found.Data.Page)
	f.with("{position}", strconv.FormatInt(e.Position, 10))
	f.one("/audit/proof/events", e.ID)
	return err
}
