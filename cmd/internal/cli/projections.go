package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) projections() *cobra.Command {
	return group("projections", "Read models: how they stand, make one anew, check one against the log", "",
		c.projectionsStatus(), c.projectionsRebuild(), c.projectionsFsck())
}

func (c *cli) projectionsStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Show how each read model stands", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			found, err := a.Services().Projections.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			heading := []string{"NAME", "GENERATION", "STATE", "POSITION", "HEAD", "APPLIED", "IGNORED", "SUPERSEDED", "FAILED", "BLOCKED ROWS"}
			return c.show(found.Data, heading, func() [][]string {
				var rows [][]string
				for _, p := range found.Data {
					rows = append(rows, []string{p.Name, p.Generation, p.State, fmt.Sprint(p.Position), fmt.Sprint(p.Head),
						fmt.Sprint(p.Applied), fmt.Sprint(p.Ignored), fmt.Sprint(p.Superseded), fmt.Sprint(p.Failed), fmt.Sprint(p.Blocked)})
				}
				return rows
			})
		}),
	}
}

// models are the read models that a verb names: that one, or all.
func models(a *app.App, args []string) ([]string, error) {
	var all []string
	for _, live := range a.Models.Live() {
		all = append(all, live.Name())
	}
	if len(args) == 0 {
		return all, nil
	}
	if !slices.Contains(all, args[0]) {
		return nil, usage("there is no read model %q; choose one of %s", args[0], strings.Join(all, ", "))
	}
	return args, nil
}

func (c *cli) projectionsRebuild() *cobra.Command {
	var tenantOnly bool
	cmd := &cobra.Command{
		Use: "rebuild [NAME]", Short: "Make a read model, or all, anew out of the log, and make it live", Args: cobra.MaximumNArgs(1),
		Long: "Make a read model anew beside the live one, let it catch up, and make it live. Queries and live projection go on\n" +
			"all the while. A rebuild that is interrupted leaves what is live alone.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			names, err := models(a, args)
			if err != nil {
				return err
			}
			tenant := uuid.Nil
			if tenantOnly || a.Settings.Tenant != "" {
				if tenant, err = a.Tenant(ctx); err != nil {
					return err
				}
			}
			var made []rebuilt
			for _, name := range names {
				r, err := a.Models.Rebuild(ctx, projections.RebuildOptions{Model: name, Tenant: tenant, Progress: c.rebuildStep(name)})
				if err != nil {
					return fmt.Errorf("rebuild %s: %w", name, err)
				}
				made = append(made, rebuiltView(r))
			}
			return c.show(made, []string{"NAME", "GENERATION", "SECONDS", "READ", "COPY", "INDEX", "PROMOTE"}, func() [][]string {
				var rows [][]string
				for _, r := range made {
					rows = append(rows, []string{r.Name, r.Generation, fmt.Sprintf("%.2f", r.Seconds), fmt.Sprintf("%.2f", r.Read),
						fmt.Sprintf("%.2f", r.Copy), fmt.Sprintf("%.2f", r.Index), fmt.Sprintf("%.2f", r.Promote)})
				}
				return rows
			})
		}),
	}
	cmd.Flags().BoolVar(&tenantOnly, "only-tenant", false, "only the rows of the tenant, in the tables that are there")
	return cmd
}

// rebuilt is what a rebuild made, in seconds.
type rebuilt struct {
	Name       string  `json:"name"`
	Generation string  `json:"generation"`
	Seconds    float64 `json:"seconds"`
	Read       float64 `json:"read_seconds"`
	Copy       float64 `json:"copy_seconds"`
	Index      float64 `json:"index_seconds"`
	Promote    float64 `json:"promote_seconds"`
}

func rebuiltView(r *projections.Rebuilt) rebuilt {
	all := r.Read + r.Copy + r.Index + r.Promote
	return rebuilt{
		Name: r.Model, Generation: r.Generation.Consumer(), Seconds: all.Seconds(), Read: r.Read.Seconds(),
		Copy: r.Copy.Seconds(), Index: r.Index.Seconds(), Promote: r.Promote.Seconds(),
	}
}

// rebuildStep tells of the steps of a rebuild, each once and the reading every second.
func (c *cli) rebuildStep(name string) func(projections.Progress) {
	var step string
	var told time.Time
	return func(p projections.Progress) {
		if p.Step == step && time.Since(told) < time.Second {
			return
		}
		step, told = p.Step, time.Now()
		fmt.Fprintf(c.Err, "%s: %s %d rows\n", name, p.Step, p.Rows)
	}
}

func (c *cli) projectionsFsck() *cobra.Command {
	return &cobra.Command{
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
				found, err := a.Models.Fsck(ctx, tenant, name)
				if err != nil {
					return fmt.Errorf("check %s: %w", name, err)
				}
				all = append(all, findingsOf(found)...)
				differs = differs || !found.OK()
			}
			if err := c.show(all, fsckHeading, func() [][]string { return fsckRows(all) }); err != nil {
				return err
			}
			if differs {
				return &differsError{"a read model differs from the log; `coresync projections rebuild NAME` makes it anew"}
			}
			return nil
		}),
	}
}
