package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// asofCompare tells what is not the same at two moments.
func (c *cli) asofCompare() *cobra.Command {
	var from, to, rules, format string
	var kinds, fields []string
	names := strings.Join(api.CompareNames(), ", ")
	cmd := &cobra.Command{
		Use: "compare NAME", Short: "What came, went and changed between two moments: " + names, Args: cobra.ExactArgs(1), ValidArgs: api.CompareNames(),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if c.json {
				format = "json"
			}
			switch {
			case !slices.Contains(api.CompareNames(), args[0]):
				return usage("%q can't be compared; choose one of %s", args[0], names)
			case !slices.Contains([]string{"table", "csv", "json", "xlsx", "pdf"}, format):
				return usage("--format %q is none of table, csv, json, xlsx, pdf", format)
			}
			q, err := compareQuery(args[0], from, to, rules)
			if err != nil {
				return err
			}
			q.Kinds, q.Fields = kinds, fields
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if format != "table" && format != "json" {
				return c.compareFile(ctx, a, tenant, q, format)
			}
			out := c.differences(format)
			err = a.Services().Comparisons.Each(ctx, api.Scope{Tenant: tenant}, q, out.begin, out.add)
			return errors.Join(err, out.end())
		}),
	}
	cmd.Flags().StringVar(&from, "from", "", "the earlier moment: a time (RFC 3339, or a date), or a position")
	cmd.Flags().StringVar(&to, "to", "", "the later moment (default: now)")
	cmd.Flags().StringVar(&rules, "rules", "", rulesHelp)
	cmd.Flags().StringArrayVar(&kinds, "kind", nil, "only rows that came, went or changed (may be given several times)")
	cmd.Flags().StringArrayVar(&fields, "field", nil, "only this field (may be given several times)")
	cmd.Flags().StringVar(&format, "format", "table", "table, csv, json, xlsx or pdf")
	return cmd
}

// compareFile writes what is not the same as a file.
func (c *cli) compareFile(ctx context.Context, a *app.App, tenant uuid.UUID, q api.CompareQuery, format string) error {
	file, err := a.Services().Exports.Export(ctx, api.Scope{Tenant: tenant}, api.ExportAsk{Table: api.TableComparison, Query: q.Values(), Format: format})
	return c.write(file.Data, err)
}

func compareQuery(of, from, to, rules string) (q api.CompareQuery, err error) {
	q.Of = of
	if from == "" {
		return q, usage("say when: --from TIME or --from POSITION")
	}
	if q.From, err = timeOrPosition(from); err != nil {
		return q, err
	}
	q.From.Rules = rules
	if to != "" {
		at, err := timeOrPosition(to)
		if err != nil {
			return q, err
		}
		at.Rules = rules
		q.To = &at
	}
	return q, nil
}

func timeOrPosition(text string) (api.Moment, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return api.Moment{Position: n}, nil
	}
	at, err := parseTime(text)
	return api.Moment{Time: at}, err
}

// differences prints them one by one, a line a field; as they are printed, none is held
// but in a table, whose columns are as wide as their widest cell.
type differences struct {
	c      *cli
	format string
	rows   [][]string
	n      map[string]int
}

var differenceColumns = []string{"kind", "id", "name", "field", "before", "after"}

func (c *cli) differences(format string) *differences {
	return &differences{c: c, format: format, n: map[string]int{}}
}

func (d *differences) begin(h api.ComparisonHead) error {
	fmt.Fprintf(d.c.Err, "from position %d, rules %s, to position %d, rules %s\n", h.From.Position.N, h.From.Rules, h.To.Position.N, h.To.Rules)
	return nil
}

func (d *differences) add(x api.Difference) error {
	d.n[x.Kind]++
	if d.format == "json" {
		return d.c.printJSON(x)
	}
	for _, f := range x.Fields {
		d.rows = append(d.rows, []string{x.Kind, x.ID.String(), x.Name, f.Field, f.Old, f.New})
	}
	return nil
}

func (d *differences) end() error {
	fmt.Fprintf(d.c.Err, "%d came, %d went, %d changed\n", d.n[api.DifferenceCame], d.n[api.DifferenceWent], d.n[api.DifferenceChanged])
	if d.format == "table" {
		return d.c.table(differenceColumns, d.rows)
	}
	return nil
}
