package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

func (c *cli) projectionsDiff() *cobra.Command {
	var show int
	cmd := &cobra.Command{
		Use: "diff [NAME]", Short: "Show how candidates differ from what is live; exit with 3 where they do", Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			names, err := models(a, args)
			if err != nil {
				return err
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				if names, err = candidates(ctx, a, api.Scope{Tenant: tenant}); err != nil {
					return err
				}
			}
			var all []api.ProjectionDiff
			for _, name := range names {
				d, err := a.Services().Projections.Diff(ctx, api.Scope{Tenant: tenant}, name, show)
				if err != nil {
					return err
				}
				all = append(all, d)
			}
			return c.showDiffs(all)
		}),
	}
	cmd.Flags().IntVar(&show, "show", 20, "rows shown a table")
	return cmd
}

// candidates names the read models whose candidate is ready.
func candidates(ctx context.Context, a *app.App, scope api.Scope) ([]string, error) {
	found, err := a.Services().Projections.List(ctx, scope)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range found.Data {
		if slices.Contains(p.Allowed, "diff") {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return nil, usage("no read model has a candidate that is ready; see `coresync projections status`")
	}
	return names, nil
}

// showDiffs prints differences; any is exit code 3.
func (c *cli) showDiffs(all []api.ProjectionDiff) error {
	var err error
	if c.json {
		err = c.printJSON(all)
	} else {
		err = c.diffTables(all, nil)
	}
	if err != nil {
		return err
	}
	return differing(all)
}

// differing is the error that says that something differs.
func differing(all []api.ProjectionDiff) error {
	for _, d := range all {
		if d.Incomparable {
			return &differsError{}
		}
		for _, t := range d.Tables {
			if t.Added+t.Gone+t.Changed > 0 {
				return &differsError{}
			}
		}
	}
	return nil
}

// diffTables prints a line a table, and then rows with their causes: those of assets
// where they are given, else those of the table.
func (c *cli) diffTables(all []api.ProjectionDiff, assets []api.RowDiff) error {
	var sums, rows [][]string
	line := func(table string, r api.RowDiff) {
		rows = append(rows, []string{table, r.Row.String(), r.Name, r.Effect, fields(r.Fields), strings.Join(r.Causes, ", ")})
	}
	for _, r := range assets {
		line("asset", r)
	}
	for _, d := range all {
		for _, t := range d.Tables {
			sums = append(sums, []string{d.Name, t.Table, fmt.Sprint(d.Position), effects(t.Effects, t.NoEffect)})
			if t.Table == "asset" && assets != nil {
				continue
			}
			for _, r := range t.Shown {
				line(t.Table, r)
			}
		}
	}
	if err := c.table([]string{"NAME", "TABLE", "POSITION", "DIFFERENCE"}, sums); err != nil || len(rows) == 0 {
		return err
	}
	fmt.Fprintln(c.Out)
	return c.table([]string{"TABLE", "ROW", "NAME", "EFFECT", "FIELDS", "CAUSE"}, rows)
}

// effects sums a table up: "merge 3, split 1, category 40, no effect 3856". What
// changes most stands first.
func effects(of map[string]int64, none int64) string {
	names := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(slices.Index(heavy, b), slices.Index(heavy, a)), strings.Compare(a, b))
	})
	parts := make([]string, len(names), len(names)+1)
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s %d", name, of[name])
	}
	return strings.Join(append(parts, fmt.Sprintf("no effect %d", none)), ", ")
}

// heavy are the effects that people ask about first, the heaviest last.
var heavy = []string{"category", "move", "split", "merge"}

func fields(all []api.FieldDiff) string {
	parts := make([]string, len(all))
	for i, f := range all {
		parts[i] = fmt.Sprintf("%s: %s → %s", f.Field, valueText(f.Old), valueText(f.New))
	}
	return strings.Join(parts, "; ")
}

// valueText is a value as JSON, cut to what fits a line.
func valueText(v any) string {
	if v == nil {
		return "-"
	}
	if text, is := v.(string); is {
		return short(text)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	return short(string(raw))
}
