package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) accessConnectors() *cobra.Command {
	return &cobra.Command{
		Use: "connectors", Short: "List connectors with app, owners and state", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			all, err := a.Services().AccessConnectors.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.show(all.Data, []string{"ID", "NAME", "STATUS", "APP", "OWNERS", "LAST READ", "SCOPES", "MESSAGE"}, func() [][]string {
				var rows [][]string
				for _, k := range all.Data {
					var owners []string
					for _, o := range k.Owners {
						owners = append(owners, o.Name)
					}
					name := ""
					if k.App != nil {
						name = k.App.Name
					}
					rows = append(rows, []string{k.Connection.ID.String(), k.Connection.Name, k.Status, name, strings.Join(owners, ", "), minute(k.ReadAt), strings.Join(k.Scopes, " "), k.Message})
				}
				return rows
			})
		}),
	}
}

func (c *cli) accessApps() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use: "apps", Short: "List apps that connectors are added to; `coresync import apps` brings unmanaged ones", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			all, err := allPages(func(after []string) (api.Page[api.AccessApp], error) {
				found, err := a.Services().AccessApps.List(ctx, api.Scope{Tenant: tenant}, api.AppFilter{Kind: kind}, api.List{Limit: maxRows, After: after, Sort: api.Sort{By: "name"}})
				return found.Data, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"ID", "NAME", "MANAGED", "SOURCE", "EXTERNAL ID", "CONNECTORS"}, func() [][]string {
				var rows [][]string
				for _, p := range all {
					rows = append(rows, []string{p.ID.String(), p.Name, yesNo(p.Managed), p.Source, p.ExternalID, fmt.Sprint(p.Connectors)})
				}
				return rows
			})
		}),
	}
	cmd.Flags().StringVar(&kind, "kind", "", "only managed or unmanaged")
	return cmd
}

// userIDs are the ids of people who are named by address.
func userIDs(ctx context.Context, a *app.App, tenant uuid.UUID, emails []string) (ids []uuid.UUID, err error) {
	users, err := a.Services().Users.List(ctx, tenant)
	if err != nil {
		return nil, err
	}
	for _, email := range emails {
		before := len(ids)
		for _, u := range users {
			if strings.EqualFold(u.Email, email) {
				ids = append(ids, u.ID)
			}
		}
		if len(ids) == before {
			return nil, usage("%q is none of the users; see `coresync user list`", email)
		}
	}
	return ids, nil
}

func (c *cli) connectorAdd() *cobra.Command {
	var draft api.ConnectorDraft
	var appID, connection string
	var owners []string
	cmd := &cobra.Command{
		Use: "add", Short: "Add a connector for NinjaOne to an app; its other owners are told by mail", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) (err error) {
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			for _, named := range []struct {
				text string
				into **uuid.UUID
			}{{appID, &draft.App}, {connection, &draft.Connection}} {
				if named.text == "" {
					continue
				}
				id, err := uuid.Parse(named.text)
				if err != nil {
					return usage("%q is no id; see `coresync access apps` and `coresync connection list`", named.text)
				}
				*named.into = &id
			}
			if draft.Owners, err = userIDs(ctx, a, tenant, owners); err != nil {
				return err
			}
			done, err := a.Services().AccessConnectors.Add(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, draft)
			if err != nil {
				return err
			}
			return c.showConnector(ctx, a, tenant, *done.ID)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&draft.AppKind, "app-kind", "new", "unmanaged, managed or new")
	f.StringVar(&appID, "app", "", "the unmanaged or managed app, by id")
	f.StringVar(&draft.NewApp, "name", "NinjaOne", "name of a new app")
	f.StringSliceVar(&owners, "owner", nil, "who looks after it, by e-mail address; may be repeated")
	f.StringVar(&connection, "connection", "", "a connection that is there already, by id; else configure it next")
	return cmd
}

// showConnector shows a connector as it is now.
func (c *cli) showConnector(ctx context.Context, a *app.App, tenant, id uuid.UUID) error {
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	found, err := a.Services().AccessConnectors.Get(ctx, api.Scope{Tenant: tenant}, id)
	if err != nil {
		return err
	}
	return c.show(found.Data, []string{"ID", "NAME", "STATUS"}, func() [][]string {
		return [][]string{{id.String(), found.Data.Connection.Name, found.Data.Status}}
	})
}

// connectorVerb is a verb about one connector.
func (c *cli) connectorVerb(use, short string, do func(context.Context, *app.App, api.Command, uuid.UUID) error) *cobra.Command {
	return &cobra.Command{
		Use: use + " CONNECTOR", Short: short, Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no connector's id; see `coresync access connectors`", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			return do(ctx, a, api.Command{Tenant: tenant, Actor: a.Actor()}, id)
		}),
	}
}

func (c *cli) connectorConfigure() *cobra.Command {
	var draft api.ConnectorConfigurationDraft
	var secretFile string
	cmd := c.connectorVerb("configure", "Enter how NinjaOne is reached, and begin to read", func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID) error {
		if secretFile != "" {
			text, err := os.ReadFile(secretFile)
			if err != nil {
				return fmt.Errorf("read the client secret: %w", err)
			}
			draft.ClientSecret = api.Secret(strings.TrimSpace(string(text)))
		}
		if _, err := a.Services().AccessConnectors.Configure(ctx, cmd, id, draft); err != nil {
			return err
		}
		return c.showConnector(ctx, a, cmd.Tenant, id)
	})
	f := cmd.Flags()
	f.StringVar(&draft.BaseURL, "base-url", "", "where you sign in to NinjaOne, such as https://app.ninjarmm.com")
	f.StringVar(&draft.ClientID, "client-id", "", "of the API client application")
	f.StringVar(&secretFile, "client-secret-file", "", "file with its secret; none keeps the present one")
	f.StringVar(&draft.Scope, "scope", "monitoring management", "with \" control\" accounts and roles may be changed, too")
	return cmd
}

func (c *cli) connectorOwners() *cobra.Command {
	var owners []string
	cmd := c.connectorVerb("owners", "Say who looks after a connector; who is new is told by mail", func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID) error {
		ids, err := userIDs(ctx, a, cmd.Tenant, owners)
		if err != nil {
			return err
		}
		if _, err := a.Services().AccessConnectors.SetOwners(ctx, cmd, id, ids); err != nil {
			return err
		}
		return c.showConnector(ctx, a, cmd.Tenant, id)
	})
	cmd.Flags().StringSliceVar(&owners, "owner", nil, "by e-mail address; may be repeated: all of them")
	return cmd
}

func (c *cli) connectorLogs() *cobra.Command {
	return c.connectorVerb("logs", "List the newest readings of accounts and roles", func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID) error {
		all, err := a.Services().AccessConnectors.Logs(ctx, api.Scope{Tenant: cmd.Tenant}, id)
		if err != nil {
			return err
		}
		return c.show(all, []string{"BEGAN", "READ", "STATE", "ACCOUNTS", "ROLES", "EVENTS", "MESSAGE"}, func() [][]string {
			var rows [][]string
			for _, l := range all {
				rows = append(rows, []string{minute(&l.StartedAt), l.Kind, l.State, fmt.Sprint(l.Accounts), fmt.Sprint(l.Roles), fmt.Sprint(l.Changes), l.Message})
			}
			return rows
		})
	})
}

func (c *cli) connectorRemove() *cobra.Command {
	return c.connectorVerb("remove", "Remove a connector; its connection stays", func(ctx context.Context, a *app.App, cmd api.Command, id uuid.UUID) error {
		done, err := a.Services().AccessConnectors.Remove(ctx, cmd, id)
		if err != nil {
			return err
		}
		return c.show(done, []string{"CONNECTOR", "POSITION"}, func() [][]string { return [][]string{{id.String(), done.Position.String()}} })
	})
}
