package cli

import (
	"context"
	"net/url"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// export makes a file of any table, the same bytes as over HTTP.
func (c *cli) export() *cobra.Command {
	var format, filter, out, at, rules string
	var position int64
	var names []string
	for _, t := range api.ExportTables() {
		names = append(names, t.Name)
	}
	cmd := &cobra.Command{
		Use: "export TABLE", Short: "Write any table or report as CSV, XLSX or PDF", Args: cobra.ExactArgs(1), ValidArgs: names,
		Long: "Writes all of a table, under a filter, as it is now or was at a moment. Tables: " + strings.Join(names, ", ") + `.
A PDF shows the first 5,000 rows and says how many there are; CSV and XLSX have all of them.`,
		Example: "  coresync export assets --filter 'category=Server&sort=-last_contact' --format xlsx --out servers.xlsx\n" +
			"  coresync export comparison --filter 'of=mappings&from=2026-10-01T00:00:00Z' --format csv",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if _, there := api.ExportTableOf(args[0]); !there {
				return usage("there is no table %q; choose one of %s", args[0], strings.Join(names, ", "))
			}
			q, err := url.ParseQuery(filter)
			if err != nil {
				return usage("--filter %q is no query, such as category=Server&sort=-name", filter)
			}
			scope := api.Scope{}
			if scope.Tenant, err = c.currentTenant(ctx, a); err != nil {
				return err
			}
			if at != "" || position != 0 {
				m, err := momentOf(at, position)
				if err != nil {
					return err
				}
				scope.AsOf = &api.Moment{Position: m.Position, Time: m.Time, Rules: rules}
			} else if err := caughtUp(ctx, a, scope.Tenant, args[0]); err != nil {
				return err
			}
			file, err := a.Services().Exports.Export(ctx, scope, api.ExportAsk{Table: args[0], Query: q, Format: format})
			if err != nil {
				return err
			}
			return c.keep(file.Data, out)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "csv", "csv, xlsx or pdf")
	flags.StringVar(&filter, "filter", "", "the parameters of the table's page, such as 'category=Server&sort=-name'")
	flags.StringVar(&out, "out", "", "the file; none: standard output")
	flags.StringVar(&at, "at", "", "as it was known at this time (RFC 3339, or a date)")
	flags.Int64Var(&position, "position", 0, "as it was known at this position of the log")
	flags.StringVar(&rules, "rules", "", "with --at or --position: "+rulesHelp)
	return cmd
}

// caughtUp brings up to date what stands behind the read models of a table.
func caughtUp(ctx context.Context, a *app.App, tenant uuid.UUID, table string) error {
	if table == api.TableAssociation {
		return a.CatchUpSuggestions(ctx, tenant)
	}
	return nil
}
