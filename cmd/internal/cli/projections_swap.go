package cli

import (
	"context"
	"fmt"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

// oneOrAll is the name of a read model, or what stands for all.
func oneOrAll(a *app.App, args []string) (string, error) {
	if len(args) == 0 {
		return api.AllProjections, nil
	}
	names, err := models(a, args)
	if err != nil {
		return "", err
	}
	return names[0], nil
}

func (c *cli) projectionsPromote() *cobra.Command {
	var tenantOnly, accept bool
	cmd := &cobra.Command{
		Use: "promote [NAME]", Short: "Make a candidate live, or all in one release", Args: cobra.MaximumNArgs(1),
		Long: "Make candidates live. One that differs in more than a tenth of its rows must be accepted; one with a blocked row that\n" +
			"the live one has not is refused. What was live is kept warm for a day: see rollback.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			name, err := oneOrAll(a, args)
			if err != nil {
				return err
			}
			tenant, err := scopeOf(ctx, a, tenantOnly)
			if err != nil {
				return err
			}
			done, err := a.Services().Projections.Promote(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, name, accept)
			if err != nil {
				return err
			}
			return c.showReleases(done)
		}),
	}
	cmd.Flags().BoolVar(&tenantOnly, "only-tenant", false, "only for the tenant")
	cmd.Flags().BoolVar(&accept, "accept", false, "the difference was looked at and is meant")
	return cmd
}

func (c *cli) projectionsRollback() *cobra.Command {
	var tenantOnly bool
	cmd := &cobra.Command{
		Use: "rollback [NAME]", Short: "Go back to what was live before the newest promotion", Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			name, err := oneOrAll(a, args)
			if err != nil {
				return err
			}
			tenant, err := scopeOf(ctx, a, tenantOnly)
			if err != nil {
				return err
			}
			done, err := a.Services().Projections.Rollback(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, name)
			if err != nil {
				return err
			}
			return c.showReleases(done)
		}),
	}
	cmd.Flags().BoolVar(&tenantOnly, "only-tenant", false, "only for the tenant")
	return cmd
}

func (c *cli) showReleases(done []api.ProjectionRelease) error {
	return c.show(done, []string{"TENANT", "RELEASE", "NEW IN IT"}, func() [][]string {
		var rows [][]string
		for _, r := range done {
			rows = append(rows, []string{r.Tenant.String(), fmt.Sprint(r.Release), strings.Join(r.Generations, ", ")})
		}
		return rows
	})
}

func (c *cli) projectionsCancel() *cobra.Command {
	var tenantOnly bool
	cmd := &cobra.Command{
		Use: "cancel NAME", Short: "Give a candidate up, ready or not, and take its rows away", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			if _, err := models(a, args); err != nil {
				return err
			}
			tenant, err := scopeOf(ctx, a, tenantOnly)
			if err != nil {
				return err
			}
			return a.Services().Projections.Cancel(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, args[0])
		}),
	}
	cmd.Flags().BoolVar(&tenantOnly, "only-tenant", false, "only for the tenant")
	return cmd
}

func (c *cli) projectionsRetry() *cobra.Command {
	return &cobra.Command{
		Use: "retry [NAME]", Short: "Fold blocked rows anew, and write anew what differs from the log", Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			names, err := models(a, args)
			if err != nil {
				return err
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			var all []api.Repaired
			var rows [][]string
			blocked := int64(0)
			for _, name := range names {
				done, err := a.Services().Projections.Retry(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, name)
				if err != nil {
					return err
				}
				var wrong int64
				for _, t := range done.Tables {
					wrong += t.Missing + t.Extra + t.Different
				}
				all, blocked = append(all, done), blocked+done.StillBlocked
				rows = append(rows, []string{name, fmt.Sprint(done.Position), fmt.Sprint(done.Unblocked), fmt.Sprint(done.StillBlocked), fmt.Sprint(wrong)})
			}
			if err := c.show(all, []string{"NAME", "POSITION", "UNBLOCKED", "STILL BLOCKED", "ROWS WRITTEN ANEW"}, func() [][]string { return rows }); err != nil {
				return err
			}
			if blocked > 0 {
				return &differsError{"some rows are blocked still; `coresync projections status --json` tells by which events"}
			}
			return nil
		}),
	}
}
