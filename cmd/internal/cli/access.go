package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) access() *cobra.Command {
	verbs := append(c.accessDecisions(), c.accessAccounts(), c.accessRoles(), c.accessGrants(), c.accessOwner(), c.accessRead(),
		c.accessRequests(), c.accessRequest(), c.accessRevoke(), c.accessConnector(), c.accessConnectors(), c.accessApps(), c.accessReviews(), c.accessReview(), c.accessExport())
	return group("access", "Who may do what in NinjaOne: accounts, roles and who has which, and requests to change it", "", verbs...)
}

// past is a flag that asks a list for the past.
type past struct{ at string }

func (p *past) flag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.at, "at", "", "as it was known then: a time such as 2026-03-03T09:00:00Z, a day, or a position of the log")
}

// scope is whose data is asked for, and of when.
func (p *past) scope(ctx context.Context, a *app.App) (api.Scope, error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return api.Scope{}, err
	}
	scope := api.Scope{Tenant: tenant}
	if p.at == "" {
		return scope, nil
	}
	var position int64
	if _, err := fmt.Sscan(p.at, &position); err == nil && !strings.Contains(p.at, "-") {
		scope.AsOf = &api.Moment{Position: position}
		return scope, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.ParseInLocation(layout, p.at, a.Settings.Zone); err == nil {
			scope.AsOf = &api.Moment{Time: at}
			return scope, nil
		}
	}
	return scope, usage("--at %q is neither a time such as 2026-03-03T09:00:00Z, nor a day, nor a position", p.at)
}

func (c *cli) accessAccounts() *cobra.Command {
	var when past
	var kind, view, q string
	cmd := &cobra.Command{
		Use: "accounts", Short: "List accounts with their roles and people", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			scope, err := when.scope(ctx, a)
			if err != nil {
				return err
			}
			all, err := allPages(func(after []string) (api.Page[api.AccessAccount], error) {
				found, err := a.Services().Access.Accounts(ctx, scope, api.AccessFilter{Kind: strings.ToUpper(kind), View: view},
					api.List{Limit: maxRows, After: after, Q: q, Sort: api.Sort{By: "name"}})
				return found.Data.Page, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"ID", "NAME", "E-MAIL", "KIND", "ENABLED", "MFA", "INVITATION", "ADMINISTRATOR", "ROLES", "PERSON"}, func() [][]string {
				rows := make([][]string, len(all))
				for i, account := range all {
					rows[i] = accountRow(account)
				}
				return rows
			})
		}),
	}
	when.flag(cmd)
	cmd.Flags().StringVar(&kind, "kind", "", "only technician or end_user")
	cmd.Flags().StringVar(&view, "view", "", "only "+strings.Join(api.AccessViews(), ", "))
	cmd.Flags().StringVar(&q, "q", "", "only those whose name, e-mail address or id hold these words")
	return cmd
}

func accountRow(a api.AccessAccount) []string {
	var roles []string
	for _, m := range a.Roles {
		roles = append(roles, m.Role.Name)
	}
	person, name := "", a.Name()
	if a.Person != nil {
		person = fmt.Sprintf("%s (%s)", contactName(*a.Person), a.OwnedBy)
	}
	if a.Erased {
		name = "(erased)"
	}
	return []string{
		a.ID.String(), name, a.Email, strings.ToLower(a.Kind), yesNo(a.Enabled), a.MFA, strings.ToLower(a.Invitation), yesNo(a.Administrator),
		strings.Join(roles, ", "), person,
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (c *cli) accessRoles() *cobra.Command {
	var when past
	var unheld bool
	cmd := &cobra.Command{
		Use: "roles", Short: "List roles with how many have them", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			scope, err := when.scope(ctx, a)
			if err != nil {
				return err
			}
			all, err := allPages(func(after []string) (api.Page[api.AccessRole], error) {
				found, err := a.Services().Access.Roles(ctx, scope, api.AccessRoleFilter{Unheld: unheld}, api.List{Limit: maxRows, After: after, Sort: api.Sort{By: "name"}})
				return found.Data.Page, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"ID", "ROLE", "NAME", "KIND", "MEMBERS", "DESCRIPTION"}, func() [][]string {
				var rows [][]string
				for _, r := range all {
					rows = append(rows, []string{r.ID.String(), fmt.Sprint(r.RoleID), r.Name, strings.ToLower(r.Kind), fmt.Sprint(r.Members), r.Description})
				}
				return rows
			})
		}),
	}
	cmd.Flags().BoolVar(&unheld, "unheld", false, "only roles that nobody has")
	when.flag(cmd)
	return cmd
}

func (c *cli) accessGrants() *cobra.Command {
	var when past
	var former bool
	var since time.Duration
	cmd := &cobra.Command{
		Use: "grants", Short: "List who has which role, and who had", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			scope, err := when.scope(ctx, a)
			if err != nil {
				return err
			}
			filter := api.AccessGrantFilter{Former: former}
			if since > 0 {
				filter.ChangedSince = time.Now().Add(-since)
			}
			all, err := allPages(func(after []string) (api.Page[api.AccessGrant], error) {
				found, err := a.Services().Access.Grants(ctx, scope, filter, api.List{Limit: maxRows, After: after, Sort: api.Sort{By: "role"}})
				return found.Data, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"GRANT", "ROLE", "NAME", "E-MAIL", "SOURCE", "SINCE", "UNTIL"}, func() [][]string {
				var rows [][]string
				for _, g := range all {
					rows = append(rows, []string{g.ID, g.Role.Name, g.Name, g.Email, g.Source, minute(g.Since), minute(g.Until)})
				}
				return rows
			})
		}),
	}
	when.flag(cmd)
	cmd.Flags().BoolVar(&former, "former", false, "also those that ended")
	cmd.Flags().DurationVar(&since, "changed", 0, "only those that began or ended in this time, such as 24h")
	return cmd
}

func minute(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format("2006-01-02 15:04")
}

func (c *cli) accessOwner() *cobra.Command {
	var contact string
	var nobody, reset bool
	cmd := &cobra.Command{
		Use: "owner ACCOUNT", Short: "Say whose an account is, or let its e-mail address decide again", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no account's id; see `coresync access accounts`", args[0])
			}
			if (contact != "") == (nobody || reset) || nobody && reset {
				return usage("give one of --contact, --nobody and --reset")
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			command := api.Command{Tenant: tenant, Actor: a.Actor()}
			var done api.Written
			switch {
			case reset:
				done, err = a.Services().Access.ResetOwner(ctx, command, id)
			case nobody:
				done, err = a.Services().Access.SetOwner(ctx, command, id, nil)
			default:
				var of uuid.UUID
				if of, err = a.ContactID(ctx, tenant, contact); err == nil {
					done, err = a.Services().Access.SetOwner(ctx, command, id, &of)
				}
			}
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			return c.show(done, []string{"ACCOUNT", "POSITION"}, func() [][]string { return [][]string{{id.String(), done.Position.String()}} })
		}),
	}
	cmd.Flags().StringVar(&contact, "contact", "", "the contact whose it is, named by id or external id")
	cmd.Flags().BoolVar(&nobody, "nobody", false, "it is nobody's, such as one of a service")
	cmd.Flags().BoolVar(&reset, "reset", false, "let the rule decide again")
	return cmd
}

func (c *cli) accessRead() *cobra.Command {
	var named string
	cmd := &cobra.Command{
		Use: "read", Short: "Read accounts and roles from NinjaOne now, without a whole sync", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			connection, err := a.Connection(ctx, tenant, named)
			if err != nil {
				return err
			}
			run, err := a.ReadAccess(ctx, tenant, connection)
			if err != nil {
				return err
			}
			return c.show(run.Counts, []string{"STATE", "ACCOUNTS", "ROLES", "EVENTS"}, func() [][]string {
				return [][]string{{run.State, fmt.Sprint(run.Counts.Accounts), fmt.Sprint(run.Counts.Roles), fmt.Sprint(run.Counts.EventsAppended)}}
			})
		}),
	}
	cmd.Flags().StringVar(&named, "connection", "", "the connection, where there are several")
	return cmd
}
