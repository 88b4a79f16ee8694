package cli

import (
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
	differs := false
	var sums, rows [][]string
	for _, d := range all {
		differs = differs || d.Incomparable
		for _, t := range d.Tables {
			differs = differs || t.Added+t.Gone+t.Changed > 0
			sums = append(sums, []string{d.Name, t.Table, fmt.Sprint(d.Position), effects(t)})
			for _, r := range t.Shown {
				rows = append(rows, []string{t.Table, r.Row.String(), r.Name, r.Effect, fields(r.Fields), strings.Join(r.Causes, ", ")})
			}
		}
	}
	if c.json {
		if err := c.printJSON(all); err != nil {
			return err
		}
	} else if err := c.tables(sums, rows); err != nil {
		return err
	}
	if differs {
		return &differsError{}
	}
	return nil
}

func (c *cli) tables(sums, rows [][]string) error {
	if err := c.table([]string{"NAME", "TABLE", "POSITION", "DIFFERENCE"}, sums); err != nil || len(rows) == 0 {
		return err
	}
	fmt.Fprintln(c.Out)
	return c.table([]string{"TABLE", "ROW", "NAME", "EFFECT", "FIELDS", "CAUSE"}, rows)
}

// effects sums a table up: "category 40, no effect 3,856".
func effects(t api.TableDiff) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(t.Effects)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, t.Effects[name]))
	}
	return strings.Join(append(parts, fmt.Sprintf("no effect %d", t.NoEffect)), ", ")
}

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
