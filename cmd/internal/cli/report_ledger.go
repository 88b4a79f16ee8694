package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"coresync/cmd/internal/app"
	"coresync/domain/spreadsheet"
	"coresync/http/api"

	"github.com/google/uuid"
)

// ledgerFlags are what the ledger and the movements are narrowed by besides customers.
type ledgerFlags struct {
	month, from, to string
	classes, kinds  []string
	devices         bool
	between         bool
	part            string
}

// reportLedger prints what is billed at the end of a month.
func (c *cli) reportLedger(ctx context.Context, a *app.App, tenant uuid.UUID, f *reportFlags, format string) error {
	scope, filter, err := f.read(tenant)
	if err != nil {
		return err
	}
	asked := api.LedgerFilter{Month: f.ledger.month, Customers: filter.Customers, NoCustomer: filter.NoCustomer, Classes: f.ledger.classes, Part: f.ledger.part}
	has := a.Services().Ledgers
	if format != "table" && format != "json" {
		file, err := has.Export(ctx, scope, asked, f.ledger.devices, format)
		return c.write(file.Data, err)
	}
	found, err := has.Month(ctx, scope, asked)
	if err != nil {
		return err
	}
	if f.ledger.devices {
		return c.ledgerDevices(ctx, has, scope, asked, format)
	}
	if format == "json" {
		return c.printJSON(found.Data)
	}
	t := api.LedgerTable(&found.Data)
	fmt.Fprintf(c.Err, "%s\nFrom %s to %s (%s), position %d, rules %s.\n", t.Summary,
		found.Data.From.Format("2006-01-02"), found.Data.Until.AddDate(0, 0, -1).Format("2006-01-02"), found.Data.Zone, found.Data.Position, found.Rules)
	return c.table(t.Columns, texts(t.Rows))
}

func (c *cli) ledgerDevices(ctx context.Context, has api.Ledgers, scope api.Scope, f api.LedgerFilter, format string) error {
	var all []api.LedgerDevice
	list := api.List{Limit: 500}
	for {
		found, err := has.Devices(ctx, scope, f, list)
		if err != nil {
			return err
		}
		all = append(all, found.Data.Items...)
		if list.After = found.Data.Next; list.After == nil {
			break
		}
	}
	if format == "json" {
		return c.printJSON(all)
	}
	columns, rows := api.LedgerDeviceTable(all)
	return c.table(columns, texts(rows))
}

// reportMovements prints what changed customer, location, owner, name or network.
func (c *cli) reportMovements(ctx context.Context, a *app.App, tenant uuid.UUID, f *reportFlags, format string) error {
	scope, filter, err := f.read(tenant)
	if err != nil {
		return err
	}
	asked := api.MovementFilter{Kinds: f.ledger.kinds, Customers: filter.Customers, Between: f.ledger.between}
	if f.ledger.from != "" {
		if asked.From, err = parseTime(f.ledger.from); err != nil {
			return err
		}
	}
	if f.ledger.to != "" {
		if asked.To, err = parseTime(f.ledger.to); err != nil {
			return err
		}
	}
	has := a.Services().Movements
	if format != "table" && format != "json" {
		file, err := has.Export(ctx, scope, asked, format)
		return c.write(file.Data, err)
	}
	var all []api.Movement
	list := api.List{Limit: 500}
	for {
		found, err := has.List(ctx, scope, asked, list)
		if err != nil {
			return err
		}
		all = append(all, found.Data.Items...)
		if list.After = found.Data.Next; list.After == nil {
			break
		}
	}
	if format == "json" {
		return c.printJSON(all)
	}
	columns, rows := api.MovementTable(all)
	return c.table(columns, texts(rows))
}

// write writes a file to standard output, the same bytes as over HTTP.
func (c *cli) write(file api.File, err error) error {
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Err, "%s\n", file.Name)
	return c.keep(file, "")
}

// keep writes a file to a path that its owner alone may read, or to standard output where
// there is none.
func (c *cli) keep(file api.File, path string) error {
	defer func() { _ = file.Body.Close() }() // it was only read
	if path == "" {
		if _, err := file.Body.WriteTo(c.Out); err != nil {
			return fmt.Errorf("write %s: %w", file.Name, err)
		}
		return nil
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", file.Name, err)
	}
	if _, err = file.Body.WriteTo(out); err != nil {
		err = fmt.Errorf("write %s: %w", file.Name, err)
	}
	return errors.Join(err, out.Close())
}

func texts(rows [][]any) [][]string {
	all := make([][]string, len(rows))
	for i, row := range rows {
		for _, v := range row {
			all[i] = append(all[i], spreadsheet.Plain(v))
		}
	}
	return all
}
