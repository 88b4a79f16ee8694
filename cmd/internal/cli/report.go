package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// reportFlags are what a report is narrowed by.
type reportFlags struct {
	customers, categories, connectivity []string
	noCustomer, retired, virtual        bool
	at, compare, rules                  string
	position                            int64
	ledger                              ledgerFlags
}

func (f *reportFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.customers, "customer", nil, "only of this customer, by id (may be given several times)")
	flags.BoolVar(&f.noCustomer, "no-customer", false, "only those without a customer")
	flags.StringArrayVar(&f.categories, "type", nil, "only of this type, such as Server (may be given several times)")
	flags.StringArrayVar(&f.connectivity, "connectivity", nil, "only online, offline, not_monitored or unknown ones (may be given several times)")
	flags.BoolVar(&f.retired, "include-retired", false, "retired and archived ones as well")
	flags.BoolVar(&f.virtual, "include-virtual", false, "virtual machines, network devices and cloud services as well")
	flags.StringVar(&f.at, "at", "", "as it was known at this time (RFC 3339, or a date)")
	flags.Int64Var(&f.position, "position", 0, "as it was known at this position of the log")
	flags.StringVar(&f.ledger.month, "month", "", "of device-ledger: the month, such as 2026-10 (without it the one that runs)")
	flags.StringArrayVar(&f.ledger.classes, "class", nil, "of device-ledger: only of this node class, such as MAC (may be given several times)")
	flags.BoolVar(&f.ledger.devices, "devices", false, "of device-ledger: a line for each device, for the invoice")
	flags.StringVar(&f.ledger.part, "part", "", "of device-ledger: only devices of this part: opening, added, removed, moved_in, moved_out, closing or not_billed")
	flags.StringVar(&f.ledger.from, "from", "", "of movements: the earlier moment (without it 30 days before the later one)")
	flags.StringVar(&f.ledger.to, "to", "", "of movements: the later moment (without it now)")
	flags.StringArrayVar(&f.ledger.kinds, "kind", nil, "of movements: only customer, location, owner, name or network (may be given several times)")
	flags.BoolVar(&f.ledger.between, "between-customers", false, "of movements: only what had a customer before and has another one now")
	flags.StringVar(&f.rules, "rules", "", "with --at or --position: "+rulesHelp)
	flags.StringVar(&f.compare, "compare", "", "tell the totals at this time beside (RFC 3339, or a date)")
}

// read turns the flags into a scope and a filter.
func (f *reportFlags) read(tenant uuid.UUID) (api.Scope, api.ReportFilter, error) {
	scope := api.Scope{Tenant: tenant}
	filter := api.ReportFilter{NoCustomer: f.noCustomer, Categories: f.categories, Connectivity: f.connectivity, Retired: f.retired, Virtual: f.virtual}
	for _, text := range f.customers {
		id, err := uuid.Parse(text)
		if err != nil {
			return scope, filter, usage("--customer %q is no id of a customer", text)
		}
		filter.Customers = append(filter.Customers, id)
	}
	if f.at != "" || f.position != 0 {
		moment, err := momentOf(f.at, f.position)
		if err != nil {
			return scope, filter, err
		}
		scope.AsOf = &api.Moment{Position: moment.Position, Time: moment.Time, Rules: f.rules}
	}
	if scope.AsOf == nil && f.rules != "" {
		return scope, filter, usage("--rules goes with --at or --position: now, the rules of now hold")
	}
	if f.compare != "" {
		at, err := parseTime(f.compare)
		if err != nil {
			return scope, filter, err
		}
		filter.Compare = &api.Moment{Time: at}
	}
	return scope, filter, nil
}

func (c *cli) report() *cobra.Command {
	var f reportFlags
	var format string
	all := append(api.ReportNames(), api.ReportLedger, api.ReportMovements)
	names := strings.Join(all, ", ")
	cmd := &cobra.Command{
		Use: "report NAME", Short: "Print a report: " + names, Args: cobra.ExactArgs(1), ValidArgs: all,
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if !slices.Contains(all, args[0]) {
				return usage("there is no report %q; choose one of %s", args[0], names)
			}
			if c.json {
				format = "json"
			}
			known := []string{"table", "csv", "json", "xlsx", "pdf"}
			if !slices.Contains(known, format) {
				return usage("--format %q is none of %s", format, strings.Join(known, ", "))
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			switch args[0] {
			case api.ReportLedger:
				return c.reportLedger(ctx, a, tenant, &f, format)
			case api.ReportMovements:
				return c.reportMovements(ctx, a, tenant, &f, format)
			}
			scope, filter, err := f.read(tenant)
			if err != nil {
				return err
			}
			if format != "table" && format != "json" {
				return c.exportReport(ctx, a.Services().Reports, args[0], scope, filter, format)
			}
			found, standing, err := askReport(ctx, a.Services().Reports, args[0], scope, filter)
			if err != nil {
				return err
			}
			return c.printReport(found, standing, format)
		}),
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "table, csv, json, xlsx or pdf")
	cmd.AddCommand(c.reportSchedule())
	return cmd
}

// askReport asks for the report with that name.
func askReport(ctx context.Context, from api.Reports, name string, scope api.Scope, f api.ReportFilter) (any, api.Standing, error) {
	switch name {
	case api.ReportAges:
		found, err := from.Ages(ctx, scope, f)
		return &found.Data, found.Standing, err
	case api.ReportWarranties:
		found, err := from.Warranties(ctx, scope, f)
		return &found.Data, found.Standing, err
	}
	found, err := from.Companies(ctx, scope, f)
	return &found.Data, found.Standing, err
}

// exportReport writes the file to standard output, the same bytes as over HTTP.
func (c *cli) exportReport(ctx context.Context, from api.Reports, name string, scope api.Scope, f api.ReportFilter, format string) error {
	file, err := from.Export(ctx, scope, name, f, format)
	return c.write(file.Data, err)
}

func (c *cli) printReport(found any, standing api.Standing, format string) error {
	if format == "json" {
		return c.printJSON(found)
	}
	t := api.TableOf(found)
	fmt.Fprintf(c.Err, "%s\nPosition %d, rules %s.\n", t.Summary, standing.Position.N, standing.Rules)
	return c.table(t.Columns, texts(t.Rows))
}
