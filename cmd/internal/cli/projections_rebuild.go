package cli

import (
	"context"
	"fmt"
	"time"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/memory"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// scopeOf is whose rows a verb is about: the tenant's where one is named, else all.
func scopeOf(ctx context.Context, a *app.App, tenantOnly bool) (uuid.UUID, error) {
	if tenantOnly || a.Settings.Tenant != "" {
		return a.Tenant(ctx)
	}
	return uuid.Nil, nil
}

const tenantOnlyHelp = "only the rows of the tenant, beside the live ones in the same tables"

func (c *cli) projectionsPlan() *cobra.Command {
	var tenantOnly bool
	var version string
	cmd := &cobra.Command{
		Use: "plan [NAME]", Short: "Show what a rebuild would cost, and what the estimate rests on", Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			names, err := models(a, args)
			if err != nil {
				return err
			}
			tenant, err := scopeOf(ctx, a, tenantOnly || version != "")
			if err != nil {
				return err
			}
			var plans []api.RebuildPlan
			for _, name := range names {
				p, err := a.Services().Projections.Plan(ctx, api.Scope{Tenant: tenant}, name, version)
				if err != nil {
					return err
				}
				plans = append(plans, p)
			}
			return c.show(plans, []string{"NAME", "RULES", "EVENTS", "LEFT OUT", "ROWS", "DISK", "SECONDS", "RESTS ON", "FOLLOWS"}, func() [][]string {
				var rows [][]string
				for _, p := range plans {
					follows := "devices"
					if p.HistoryBound {
						follows = "history"
					}
					rows = append(rows, []string{p.Name, p.Rules, fmt.Sprint(p.Events), fmt.Sprint(p.Superseded), fmt.Sprint(p.Rows),
						fmt.Sprintf("%.1f MB", float64(p.Bytes)/1e6), fmt.Sprintf("%.1f", p.Seconds), p.Basis, follows})
				}
				return rows
			})
		}),
	}
	cmd.Flags().BoolVar(&tenantOnly, "only-tenant", false, tenantOnlyHelp)
	cmd.Flags().StringVar(&version, "rules", "", "under the rules of this version (default: those in force)")
	return cmd
}

func (c *cli) projectionsRebuild() *cobra.Command {
	var tenantOnly, promote bool
	var version string
	cmd := &cobra.Command{
		Use: "rebuild [NAME]", Short: "Make a read model, or all, anew out of the log, beside what is live", Args: cobra.MaximumNArgs(1),
		Long: "Make a read model anew beside the live one. Queries and live projection go on all the while, and go first. The rows\n" +
			"follow the log until they are promoted or cancelled. A rebuild that is interrupted is gone on with by a worker, or by\n" +
			"the same command.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			names, err := models(a, args)
			if err != nil {
				return err
			}
			tenant, err := scopeOf(ctx, a, tenantOnly || version != "")
			if err != nil {
				return err
			}
			defer memory.Generous()()
			var made []rebuilt
			for _, name := range names {
				start := time.Now()
				run, err := a.StartRebuild(ctx, projections.Order{Model: name, Tenant: tenant, Rules: version, Actor: a.Actor()})
				if err == nil {
					run, err = a.DriveRebuild(ctx, run, c.rebuildStep(name))
				}
				if err != nil {
					return fmt.Errorf("rebuild %s: %w", name, err)
				}
				made = append(made, rebuilt{name, run.Generation.Consumer(), run.State, run.Done, time.Since(start).Seconds()})
			}
			if promote {
				if err := c.promoteAll(ctx, a, tenant, names, made); err != nil {
					return err
				}
			}
			return c.show(made, []string{"NAME", "GENERATION", "STATE", "SECONDS"}, func() [][]string {
				var rows [][]string
				for _, r := range made {
					rows = append(rows, []string{r.Name, r.Generation, r.State, fmt.Sprintf("%.2f", r.Seconds)})
				}
				return rows
			})
		}),
	}
	cmd.Flags().BoolVar(&tenantOnly, "only-tenant", false, tenantOnlyHelp)
	cmd.Flags().BoolVar(&promote, "promote", false, "make it live at once, unless it differs in more than a tenth of its rows")
	cmd.Flags().StringVar(&version, "rules", "", "under the rules of this version (default: those in force)")
	return cmd
}

func (c *cli) promoteAll(ctx context.Context, a *app.App, tenant uuid.UUID, names []string, made []rebuilt) error {
	_, err := a.Models.Promote(ctx, projections.Promotion{Models: names, Tenant: tenant})
	if err != nil {
		return err
	}
	for i := range made {
		made[i].State = projections.Promoted
	}
	return nil
}

// rebuilt is what a rebuild made.
type rebuilt struct {
	Name       string  `json:"name"`
	Generation string  `json:"generation"`
	State      string  `json:"state"`
	Events     int64   `json:"events"`
	Seconds    float64 `json:"seconds"`
}

// rebuildStep tells of the steps of a rebuild, each once and the reading every second.
func (c *cli) rebuildStep(name string) func(projections.Progress) {
	var step string
	began, told := time.Now(), time.Time{}
	return func(p projections.Progress) {
		if p.Step == "" || p.Step == step && time.Since(told) < time.Second {
			return
		}
		step, told = p.Step, time.Now()
		left := ""
		if p.Done > 0 && p.Total > p.Done {
			left = fmt.Sprintf(", %.0f s left", time.Since(began).Seconds()/float64(p.Done)*float64(p.Total-p.Done))
		}
		fmt.Fprintf(c.Err, "%s: %s, %d of %d events%s\n", name, p.Step, p.Done, p.Total, left)
	}
}
