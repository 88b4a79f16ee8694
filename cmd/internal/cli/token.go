package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) token() *cobra.Command {
	return group("token", "API tokens", "", c.tokenCreate(), c.tokenList(), c.tokenRevoke())
}

func (c *cli) tokenCreate() *cobra.Command {
	var name, role string
	var days int
	cmd := &cobra.Command{
		Use: "create", Short: "Make a token and print it, this once", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			draft := api.TokenDraft{Name: name, Role: permission.Role(role)}
			if days > 0 {
				until := time.Now().AddDate(0, 0, days)
				draft.ExpiresAt = &until
			}
			made, err := a.Services().Tokens.Create(ctx, tenant, a.Actor(), draft)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(made)
			}
			_, err = fmt.Fprintln(c.Out, made.Secret)
			return err
		}),
	}
	cmd.Flags().StringVar(&name, "name", "command line", "what it is for")
	cmd.Flags().StringVar(&role, "role", "admin", "one of "+strings.Join(roleNames(), ", "))
	cmd.Flags().IntVar(&days, "days", 0, "expires after this many days; 0: never")
	return cmd
}

func roleNames() []string {
	var names []string
	for _, r := range permission.Roles() {
		names = append(names, string(r))
	}
	return names
}

func (c *cli) tokenList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the tokens, without their secrets", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			page, err := a.Services().Tokens.List(ctx, tenant, api.TokenFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "created_at"}})
			if err != nil {
				return err
			}
			return c.show(page.Items, []string{"ID", "NAME", "ROLE", "STATE", "BEGINS WITH", "CREATED"}, func() [][]string {
				var rows [][]string
				for _, t := range page.Items {
					rows = append(rows, []string{t.ID.String(), t.Name, string(t.Role), t.State, t.Prefix, t.CreatedAt.Format(time.RFC3339)})
				}
				return rows
			})
		}),
	}
}

func (c *cli) tokenRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "End a token at once", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no token's id; see `coresync token list`", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			return a.Services().Tokens.Revoke(ctx, tenant, a.Actor(), id)
		}),
	}
}
