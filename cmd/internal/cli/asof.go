package cli

import (
	"context"
	"encoding/csv"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/domain/spreadsheet"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) asof() *cobra.Command {
	return group("asof", "What was known at a time or position of the log", "",
		c.asofTable("assets", "The assets, with the customers that they belonged to then", (*app.App).AssetsAsOf),
		c.asofTable("mappings", "Which organization belonged to which customer then", (*app.App).MappingsAsOf))
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
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			t, err := read(a, ctx, tenant, moment)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.Err, "%d rows at position %d, rules %s\n", len(t.Rows), t.Position, t.Rules)
			switch format {
			case "json":
				return c.printJSON(records(t))
			case "csv":
				return c.printCSV(t)
			case "table":
				return c.table(t.Columns, t.Rows)
			}
			return usage("--format %q is none of table, csv, json", format)
		}),
	}
	cmd.Flags().StringVar(&at, "at", "", "a time (RFC 3339, or a date)")
	cmd.Flags().Int64Var(&position, "position", 0, "a position of the log")
	cmd.Flags().StringVar(&version, "rules", "", "under the rules of this version (default: those of then)")
	cmd.Flags().StringVar(&format, "format", "table", "table, csv or json")
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
	w := csv.NewWriter(c.Out)
	if err := w.Write(t.Columns); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	for _, row := range t.Rows {
		for i := range row {
			row[i] = spreadsheet.Text(row[i])
		}
		if err := w.Write(row); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	}
	w.Flush()
	return w.Error()
}
