package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

func (c *cli) projections() *cobra.Command {
	return group("projections", "Read models: how they stand", "", c.projectionsStatus())
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
			return c.show(found.Data, []string{"NAME", "GENERATION", "STATE", "POSITION", "HEAD", "APPLIED", "IGNORED", "SUPERSEDED", "FAILED", "BLOCKED ROWS"}, func() [][]string {
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
