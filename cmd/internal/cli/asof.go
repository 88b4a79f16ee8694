package cli

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"coresync/adapters/export"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/memory"
	"coresync/domain/spreadsheet"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) asof() *cobra.Command {
	return group("asof", "What was known at a time or position of the log", "",
		c.asofTable("assets", "The assets, with the customers that they belonged to then", (*app.App).AssetsAsOf),
		c.asofTable("mappings", "Which organization belonged to which customer then", (*app.App).MappingsAsOf),
		c.asofReport(), c.asofCompare())
}

func (c *cli) asofTable(name, short string, read func(*app.App, context.Context, uuid.UUID, projections.Moment) (app.Table, error)) *cobra.Command {
	var at, format, version string
	var position int64
	cmd := &cobra.Command{
		Use: name, Short: short, Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			moment, err := momentOf(at, position)
			if err != nil {
				return err
			}
			moment.Rules = version
			if c.json {
				format = "json"
			}
			if !slices.Contains([]string{"table", "csv", "json", "xlsx", "pdf"}, format) {
				return usage("--format %q is none of table, csv, json, xlsx, pdf", format)
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			defer memory.Generous()()
			t, err := read(a, ctx, tenant, moment)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.Err, "%d rows at position %d, rules %s\n", len(t.Rows), t.Position, t.Rules)
			switch format {
			case "json":
				return c.printJSON(records(t))
			case "csv", "xlsx", "pdf":
				return c.asofFile(ctx, a, tenant, name, t, format)
			}
			return c.table(t.Columns, t.Rows)
		}),
	}
	cmd.Flags().StringVar(&at, "at", "", "a time (RFC 3339, or a date)")
	cmd.Flags().Int64Var(&position, "position", 0, "a position of the log")
	cmd.Flags().StringVar(&version, "rules", "", rulesHelp)
	cmd.Flags().StringVar(&format, "format", "table", "table, csv, json, xlsx or pdf")
	return cmd
}

// rulesHelp explains --rules.
const rulesHelp = "under the rules of this version, or \"now\" (default: those of then)"

// asofReport is the verb report, which needs a moment here.
func (c *cli) asofReport() *cobra.Command {
	cmd := c.report()
	cmd.Short = "A report as it was then: " + strings.Join(api.ReportNames(), ", ")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("at") && !cmd.Flags().Changed("position") {
			return usage("say when: either --at TIME or --position P")
		}
		return nil
	}
	return cmd
}

func momentOf(at string, position int64) (m projections.Moment, err error) {
	if (at == "") == (position == 0) {
		return m, usage("say when: either --at TIME or --position P")
	}
	if position != 0 {
		return projections.Moment{Position: position}, nil
	}
	m.Time, err = parseTime(at)
	return m, err
}

// asofFile writes a table of a moment as a file, stamped with what it is.
func (c *cli) asofFile(ctx context.Context, a *app.App, tenant uuid.UUID, name string, t app.Table, format string) error {
	head, err := a.Store.Head(ctx, tenant)
	if err != nil {
		return err
	}
	file, err := a.Services().Exports.Make(ctx, tenant, api.Made{
		Name: name + "-as-of", Title: strings.ToUpper(name[:1]) + name[1:], Filter: "none.", Columns: t.Columns, Rows: typedRows(t),
		Position: api.Position{Epoch: head.Epoch, N: t.Position}, RecordedAt: t.RecordedAt, Rules: t.Rules,
	}, format)
	if err != nil {
		return err
	}
	return c.keep(file, "")
}

// typedRows are the rows of a table, its days as days.
func typedRows(t app.Table) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, row := range t.Rows {
			cells := make([]any, len(row))
			for i, text := range row {
				if cells[i] = text; t.Columns[i] == "warranty_end" || t.Columns[i] == "missing_since" {
					cells[i] = spreadsheet.Day(text)
				}
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
}

// records makes one object a row.
func records(t app.Table) []map[string]string {
	all := make([]map[string]string, len(t.Rows))
	for i, row := range t.Rows {
		all[i] = make(map[string]string, len(row))
		for j, value := range row {
			all[i][t.Columns[j]] = value
		}
	}
	return all
}

func (c *cli) printCSV(t app.Table) error {
	return export.Write(c.Out, export.CSV, export.Table{Title: "the answer", Columns: t.Columns, Rows: typedRows(t)})
}
