package cli

import (
	"context"
	"fmt"
	"strconv"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) ignoreRule() *cobra.Command {
	return group("ignore-rule", "Which devices are no assets", "An ignored device is recorded as any other; lists leave it out until the rule is removed.\n"+
		"`coresync ignore-rule scope mapped` leaves out all devices without a customer.",
		c.ignoreList(), c.ignoreAdd(), c.ignoreRemove(), c.ignoreScope())
}

func (c *cli) ignoreList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the rules, and how many devices each leaves out", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			found, err := a.Services().Ignores.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.show(found.Data, []string{"ID", "KIND", "WHAT", "DEVICES", "REASON"}, func() [][]string {
				var rows [][]string
				for _, r := range found.Data {
					rows = append(rows, []string{r.ID.String(), r.Kind, r.Value + number(r.NinjaID), fmt.Sprint(r.Devices), r.Reason})
				}
				return rows
			})
		}),
	}
}

func (c *cli) ignoreAdd() *cobra.Command {
	var connection, reason string
	cmd := &cobra.Command{
		Use: "add KIND WHAT", Short: "Leave out devices of an organization, location, class or tag, or with a name", Args: cobra.ExactArgs(2),
		Long: "KIND is organization or location (WHAT is the id in NinjaOne), class (such as NMS_PRINTER), tag, or name\n" +
			"(a pattern with * and ?, such as 'LAB-*'). Case doesn't matter.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			draft := api.IgnoreDraft{Kind: args[0], Value: args[1], Reason: reason}
			if args[0] == "organization" || args[0] == "location" {
				id, err := a.Connection(ctx, tenant, connection)
				if err != nil {
					return err
				}
				draft.Connection, draft.Value = &id, ""
				if draft.NinjaID, err = strconv.ParseInt(args[1], 10, 64); err != nil {
					return usage("%q is no id of NinjaOne", args[1])
				}
			}
			done, err := a.Services().Ignores.Create(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, draft)
			return c.showRule(ctx, a, tenant, done, err)
		}),
	}
	cmd.Flags().StringVar(&connection, "connection", "", "id of the connection (default: the only one)")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

func (c *cli) ignoreRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Remove a rule; its devices are assets again", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no id of a rule; see `coresync ignore-rule list`", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			done, err := a.Services().Ignores.Remove(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, id)
			return c.showRule(ctx, a, tenant, done, err)
		}),
	}
}

// showRule prints the id of a rule that was made or removed, when the lists show it.
func (c *cli) showRule(ctx context.Context, a *app.App, tenant uuid.UUID, done api.Written, err error) error {
	if err != nil {
		return err
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	c.tellUndo(done.Undo)
	return c.show(done, []string{"ID"}, func() [][]string { return [][]string{{done.ID.String()}} })
}

func (c *cli) ignoreScope() *cobra.Command {
	return &cobra.Command{
		Use: "scope [all|mapped]", Short: "Show or say whether devices without a customer become assets", Args: cobra.MaximumNArgs(1),
		ValidArgs: []string{"all", "mapped"},
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			ignores := a.Services().Ignores
			if len(args) == 1 {
				if args[0] != "all" && args[0] != "mapped" {
					return usage("say all or mapped")
				}
				command, draft := api.Command{Tenant: tenant, Actor: a.Actor()}, api.AssetScopeDraft{MappedOnly: args[0] == "mapped"}
				done, err := ignores.SetAssetScope(ctx, command, draft)
				if err != nil {
					return err
				}
				c.tellUndo(done.Undo)
				if err := a.CatchUp(ctx, tenant); err != nil {
					return err
				}
			}
			now, err := ignores.AssetScope(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			return c.show(now.Data, []string{"ASSETS"}, func() [][]string {
				if now.Data.MappedOnly {
					return [][]string{{"mapped: only devices whose place is linked to a customer"}}
				}
				return [][]string{{"all: devices without a customer too"}}
			})
		}),
	}
}
