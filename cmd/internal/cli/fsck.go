package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) projectionsFsck() *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use: "fsck [NAME]", Short: "Compare a read model, or all, with what the log says; exit with 3 where they differ", Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			names, err := models(a, args)
			if err != nil {
				return err
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			var all []finding
			differs := false
			for _, name := range names {
				found, err := checkOrRepair(ctx, a, tenant, name, repair)
				if err != nil {
					return fmt.Errorf("check %s: %w", name, err)
				}
				all = append(all, findingsOf(found)...)
				differs = differs || !found.OK()
			}
			if err := c.show(all, fsckHeading, func() [][]string { return fsckRows(all) }); err != nil {
				return err
			}
			switch {
			case differs && repair:
				fmt.Fprintln(c.Err, "What differed was written anew from the log.")
			case differs:
				return &differsError{"a read model differs from the log; `coresync projections fsck NAME --repair` writes what differs anew"}
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "write the rows that differ anew from the log")
	return cmd
}

func checkOrRepair(ctx context.Context, a *app.App, tenant uuid.UUID, name string, repair bool) (*projections.Findings, error) {
	if !repair {
		return a.Models.CheckNow(ctx, tenant, name)
	}
	done, err := a.Models.Repair(ctx, tenant, name)
	if err != nil {
		return nil, err
	}
	return &done.Findings, nil
}

// finding is how one table of a read model agrees with the log.
type finding struct {
	Name       string `json:"name"`
	Table      string `json:"table"`
	Position   int64  `json:"position"`
	OK         bool   `json:"ok"`
	Rows       int64  `json:"rows"`
	Missing    int64  `json:"missing"`
	Extra      int64  `json:"extra"`
	Different  int64  `json:"different"`
	Miscounted bool   `json:"miscounted"`
	Digest     string `json:"digest"`
	Expected   string `json:"expected_digest"`
	// Named are some of the rows that are missing, extra or different.
	Named []uuid.UUID `json:"named"`
}

func findingsOf(f *projections.Findings) []finding {
	all := make([]finding, len(f.Tables))
	for i, t := range f.Tables {
		named := append(append(append([]uuid.UUID{}, t.Missing...), t.Extra...), t.Different...)
		all[i] = finding{
			Name: f.Model, Table: t.Table, Position: f.Position, OK: t.OK() && !f.Miscounted, Rows: t.Rows,
			Missing: t.MissingCount, Extra: t.ExtraCount, Different: t.DifferentCount, Miscounted: f.Miscounted,
			Digest: t.Digest.String(), Expected: t.Expected.String(), Named: named,
		}
	}
	return all
}

var fsckHeading = []string{"NAME", "TABLE", "POSITION", "RESULT", "ROWS", "MISSING", "EXTRA", "DIFFERENT", "SUCH AS"}

func fsckRows(all []finding) [][]string {
	var rows [][]string
	for _, f := range all {
		result, such := "agrees", ""
		switch {
		case f.Miscounted:
			result = "MISCOUNTED"
		case !f.OK:
			result = "DIFFERS"
		}
		if len(f.Named) > 0 {
			such = f.Named[0].String()
		}
		rows = append(rows, []string{f.Name, f.Table, fmt.Sprint(f.Position), result, fmt.Sprint(f.Rows),
			fmt.Sprint(f.Missing), fmt.Sprint(f.Extra), fmt.Sprint(f.Different), such})
	}
	return rows
}
