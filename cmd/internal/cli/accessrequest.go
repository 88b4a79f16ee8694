package cli

import (
	"context"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) accessRequests() *cobra.Command {
	var statuses []string
	cmd := &cobra.Command{
		Use: "requests", Short: "List requests to change accounts and roles", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			all, err := allPages(func(after []string) (api.Page[api.AccessRequest], error) {
				found, err := a.Services().AccessRequests.List(ctx, api.Scope{Tenant: tenant}, api.AccessRequestFilter{Statuses: statuses},
					api.List{Limit: maxRows, After: after, Sort: api.Sort{By: "asked_at", Descending: true}})
				return found.Data, err
			})
			if err != nil {
				return err
			}
			return c.showRequests(all...)
		}),
	}
	cmd.Flags().StringSliceVar(&statuses, "status", nil, "only pending, approved, running, done, failed, rejected, cancelled, revoking or revoked")
	return cmd
}

func (c *cli) showRequests(all ...api.AccessRequest) error {
	var v any = all
	if all == nil {
		v = []api.AccessRequest{}
	}
	return c.show(v, []string{"ID", "STATUS", "ACTION", "ACCOUNT", "ROLE", "BEFORE", "AFTER", "EXPIRES", "MESSAGE"}, func() [][]string {
		var rows [][]string
		for _, q := range all {
			role := ""
			if q.Role != nil {
				role = q.Role.Name
			}
			rows = append(rows, []string{q.ID.String(), q.Status, q.Action, strings.TrimSpace(q.Name() + " " + q.Email), role,
				strings.Join(q.Before, ", "), strings.Join(q.After, ", "), minute(q.ExpiresAt), q.Message})
		}
		return rows
	})
}

// asking is what a person types to ask for a change.
type asking struct {
	draft      api.AccessDraft
	account    string
	role       string
	connection string
	recreates  string
	lasts      time.Duration
}

func (c *cli) accessRequest() *cobra.Command {
	var q asking
	cmd := &cobra.Command{
		Use: "request add|remove|create|delete", Short: "Ask for a change of accounts or roles in NinjaOne", Args: cobra.ExactArgs(1),
		Long: "Ask for a change of accounts or roles in NinjaOne. It is carried out at once where nobody has to approve it, and\n" +
			"else by whoever approves it. With --dry-run it is only shown.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			action, known := map[string]string{
				"add": event.AccessAddMember, "remove": event.AccessRemoveMember, "create": event.AccessCreate, "delete": event.AccessDelete,
			}[args[0]]
			if !known {
				return usage("%q is not one of add, remove, create and delete", args[0])
			}
			q.draft.Action = action
			return c.ask(ctx, a, q)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&q.account, "account", "", "the account, by id or e-mail address")
	f.StringVar(&q.role, "role", "", "the role, by id or by a name that it alone has; of an account to be created: one that it is given")
	f.StringVar(&q.connection, "connection", "", "of an account to be created, where there are several connections")
	f.StringVar(&q.draft.Kind, "kind", "TECHNICIAN", "of an account to be created: TECHNICIAN or END_USER")
	f.StringVar(&q.draft.FirstName, "first-name", "", "of an account to be created")
	f.StringVar(&q.draft.LastName, "last-name", "", "of an account to be created")
	f.StringVar(&q.draft.Email, "email", "", "of an account to be created")
	f.StringVar(&q.draft.Phone, "phone", "", "of an account to be created")
	f.Int64Var(&q.draft.OrganizationID, "organization", 0, "NinjaOne id of the organization of an end user")
	f.BoolVar(&q.draft.FullPortalAccess, "full-portal-access", false, "an end user sees all devices of the organization")
	f.BoolVar(&q.draft.SendInvitation, "invite", false, "NinjaOne sends an invitation to an end user")
	f.StringVar(&q.recreates, "recreate", "", "the request that deleted the account which is to be made again")
	f.StringVar(&q.draft.Confirm, "confirm", "", "of a deletion: the e-mail address of the account; NinjaOne can't undo it")
	f.StringVar(&q.draft.Reason, "reason", "", "why")
	f.DurationVar(&q.lasts, "for", 0, "take a role back by itself after this time, such as 8h")
	f.BoolVar(&q.draft.Revert, "revert", false, "it takes back what was changed in NinjaOne by hand")
	f.BoolVar(&q.draft.DryRun, "dry-run", false, "show what would be asked, and ask nothing")
	return cmd
}

func (c *cli) ask(ctx context.Context, a *app.App, q asking) (err error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return err
	}
	if err := q.resolve(ctx, a, tenant); err != nil {
		return err
	}
	asked, err := a.Services().AccessRequests.Ask(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, q.draft)
	if err != nil {
		return err
	}
	if q.draft.DryRun {
		return c.showRequests(asked.Request)
	}
	return c.carriedOn(ctx, a, tenant, asked.Request.ID)
}

// carriedOn carries a request on as far as it goes now, and shows it.
func (c *cli) carriedOn(ctx context.Context, a *app.App, tenant, id uuid.UUID) error {
	if err := a.RunProvision(ctx, tenant, id, time.Now()); err != nil {
		return err
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	found, err := a.Services().AccessRequests.Get(ctx, api.Scope{Tenant: tenant}, id)
	if err != nil {
		return err
	}
	return c.showRequests(found.Data)
}

// resolve finds what was named.
func (q *asking) resolve(ctx context.Context, a *app.App, tenant uuid.UUID) error {
	scope, services := api.Scope{Tenant: tenant}, a.Services()
	if q.lasts > 0 {
		until := time.Now().Add(q.lasts).UTC().Truncate(time.Second)
		q.draft.ExpiresAt = &until
	}
	if q.recreates != "" {
		id, err := uuid.Parse(q.recreates)
		if err != nil {
			return usage("%q is no request's id; see `coresync access requests`", q.recreates)
		}
		q.draft.Recreates = &id
	}
	if q.draft.Action == event.AccessCreate && q.recreates == "" {
		id, err := a.Connection(ctx, tenant, q.connection)
		if err != nil {
			return err
		}
		q.draft.Connection = &id
	}
	if q.account != "" {
		filter := api.AccessFilter{Email: q.account}
		if id, err := uuid.Parse(q.account); err == nil {
			filter = api.AccessFilter{IDs: []uuid.UUID{id}}
		}
		found, err := services.Access.Accounts(ctx, scope, filter, api.List{Limit: 2, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		if len(found.Data.Items) != 1 {
			return usage("%d accounts are called %q; name one by its id, see `coresync access accounts`", len(found.Data.Items), q.account)
		}
		q.draft.Account = &found.Data.Items[0].ID
	}
	if q.role == "" {
		return nil
	}
	found, err := services.Access.Roles(ctx, scope, api.AccessRoleFilter{}, api.List{Limit: maxRows, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	var named []uuid.UUID
	for _, r := range found.Data.Items {
		if strings.EqualFold(r.Name, q.role) || r.ID.String() == strings.ToLower(q.role) {
			named = append(named, r.ID)
		}
	}
	if len(named) != 1 {
		return usage("%d roles are called %q; name one by its id, see `coresync access roles`", len(named), q.role)
	}
	q.draft.Role = &named[0]
	return nil
}

// accessDecide is a verb that decides about a request.
func (c *cli) accessDecide(name, short string, decide func(context.Context, api.AccessRequests, api.Command, uuid.UUID) error) *cobra.Command {
	return &cobra.Command{
		Use: name + " REQUEST", Short: short, Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no request's id; see `coresync access requests`", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := decide(ctx, a.Services().AccessRequests, api.Command{Tenant: tenant, Actor: a.Actor()}, id); err != nil {
				return err
			}
			return c.carriedOn(ctx, a, tenant, id)
		}),
	}
}

func (c *cli) accessDecisions() []*cobra.Command {
	var reason string
	reject := c.accessDecide("reject", "Refuse a request", func(ctx context.Context, s api.AccessRequests, cmd api.Command, id uuid.UUID) error {
		_, err := s.Reject(ctx, cmd, id, reason)
		return err
	})
	reject.Flags().StringVar(&reason, "reason", "", "why")
	return []*cobra.Command{
		c.accessDecide("approve", "Let a request be carried out; never by who asked", func(ctx context.Context, s api.AccessRequests, cmd api.Command, id uuid.UUID) error {
			_, err := s.Approve(ctx, cmd, id)
			return err
		}),
		reject,
		c.accessDecide("cancel", "Take a request back before it begins", func(ctx context.Context, s api.AccessRequests, cmd api.Command, id uuid.UUID) error {
			_, err := s.Cancel(ctx, cmd, id)
			return err
		}),
	}
}

func (c *cli) accessRevoke() *cobra.Command {
	var q asking
	cmd := &cobra.Command{
		Use: "revoke ACCOUNT ROLE", Short: "Ask to take a role from an account", Args: cobra.ExactArgs(2),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			q.account, q.role, q.draft.Action = args[0], args[1], event.AccessRemoveMember
			return c.ask(ctx, a, q)
		}),
	}
	cmd.Flags().StringVar(&q.draft.Reason, "reason", "", "why")
	cmd.Flags().BoolVar(&q.draft.Revert, "revert", false, "it takes back what was changed in NinjaOne by hand")
	cmd.Flags().BoolVar(&q.draft.DryRun, "dry-run", false, "show what would be asked, and ask nothing")
	return cmd
}
