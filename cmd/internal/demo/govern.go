package demo

import (
	"context"
	"fmt"

	rule "coresync/domain/access"
	"coresync/domain/directory"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// Govern shows what governing access looks like: apps of an identity provider, and the
// connector of the simulated NinjaOne with two owners. On a folder that had it before, it
// changes nothing.
func (d *Demo) Govern(ctx context.Context) error {
	var rows [][]string
	for i, name := range []string{"Microsoft 365", "NinjaOne (Entra ID)", "Huntress", "IT Glue", "Pax8", "Slack"} {
		rows = append(rows, []string{fmt.Sprintf("0oa%d", 4711+i), name})
	}
	file, err := fileOf(directory.Apps, rows)
	if err != nil {
		return err
	}
	if err := importFile(ctx, d.App, d.Tenant, directory.Apps, file); err != nil {
		return err
	}
	if err := d.App.CatchUp(ctx, d.Tenant); err != nil {
		return err
	}
	connectors := d.App.Services().AccessConnectors
	now, err := connectors.Get(ctx, api.Scope{Tenant: d.Tenant}, d.Connection)
	if err != nil || now.Data.App != nil {
		return err
	}
	owners, err := d.owners(ctx)
	if err != nil {
		return err
	}
	_, err = connectors.Add(ctx, api.Command{Tenant: d.Tenant, Actor: "demo"}, api.ConnectorDraft{
		AppKind: rule.AppNew, NewApp: "NinjaOne", Owners: owners, Connection: &d.Connection,
	})
	if err != nil {
		return fmt.Errorf("add the connector of the demo: %w", err)
	}
	return d.schedule(ctx, owners)
}

// schedule lets the ledger of each month be sent, and what is due to be replaced each week.
func (d *Demo) schedule(ctx context.Context, to []uuid.UUID) error {
	for _, draft := range []api.ReportScheduleDraft{
		{Report: api.ReportLedger, Format: "xlsx", Frequency: "monthly", Day: 1, Hour: 6, Recipients: to},
		{Report: api.ExportRecommendations, Filter: "state=overdue&state=approaching", Format: "pdf", Frequency: "weekly", Day: 1, Hour: 7, Recipients: to},
	} {
		if _, err := d.App.Services().ReportMail.Create(ctx, api.Command{Tenant: d.Tenant, Actor: "demo"}, draft); err != nil {
			return fmt.Errorf("schedule a report of the demo: %w", err)
		}
	}
	return d.App.CatchUp(ctx, d.Tenant)
}

// owners are the demo's people who look after the connector.
func (d *Demo) owners(ctx context.Context) (ids []uuid.UUID, err error) {
	users := d.App.Services().Users
	all, err := users.List(ctx, d.Tenant)
	if err != nil {
		return nil, err
	}
	const second = "ada.lindqvist@demo.example"
	there := false
	for _, u := range all {
		there = there || u.Email == second
		if u.Role == permission.Owner || u.Email == second {
			ids = append(ids, u.ID)
		}
	}
	if !there {
		made, err := users.Add(ctx, d.Tenant, "demo", api.UserDraft{Email: second, Name: "Ada Lindqvist", Role: permission.ConnectorAdmin})
		if err != nil {
			return nil, fmt.Errorf("add %s: %w", second, err)
		}
		ids = append(ids, made.ID)
	}
	return ids, nil
}
