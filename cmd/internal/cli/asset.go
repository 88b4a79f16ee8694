package cli

import (
	"context"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) asset() *cobra.Command {
	var reason string
	var untilSeen bool
	remove := c.assetDecide("remove ASSET", "Remove a synced asset: it is ignored until it is restored", 1,
		func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
			return s.Decisions.Drop(ctx, cmd, ids[0], api.AssetRemoval{UntilSeen: untilSeen, Reason: reason})
		})
	remove.Flags().BoolVar(&untilSeen, "until-seen", false, "let it come back when NinjaOne shows it anew")
	remove.Flags().StringVar(&reason, "reason", "", "why")
	return group("asset", "What synced assets are known by, and what people decide about them", "",
		c.assetChange(), c.assetIdentities(), c.assetUsers(), c.assetDuplicates(), c.assetMerge(), c.assetUnlink(),
		c.assetDecide("unmerge MERGE", "Take a merge back, named by its event", 1,
			func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
				return s.Decisions.Unmerge(ctx, cmd, ids[0])
			}),
		c.assetDecide("different ASSET ASSET...", "Say that assets are different things, whatever a rule says", -1, answered("different")),
		c.assetDecide("undecided ASSET ASSET...", "Take back that assets are different", -1, answered("undecided")),
		c.assetField("lock ASSET FIELD", "Keep a field as it is: the sync leaves it alone", api.AssetDecisions.Lock),
		c.assetField("unlock ASSET FIELD", "Let NinjaOne give a field again", api.AssetDecisions.Unlock),
		c.assetDecide("retire ASSET", "Retire a missing asset; it is back when NinjaOne lists it again", 1,
			func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
				return s.Decisions.Retire(ctx, cmd, ids[0])
			}),
		remove,
		c.assetDecide("restore ASSET", "Take back that an asset was retired or removed", 1,
			func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
				return s.Decisions.Restore(ctx, cmd, ids[0])
			}))
}

// assetDecision carries out what a person wants of assets.
type assetDecision func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, args []string) (api.Written, error)

func answered(answer string) assetDecision {
	return func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
		return s.Decisions.Answer(ctx, cmd, api.DuplicateAnswer{Assets: ids, Answer: answer})
	}
}

func (c *cli) assetField(use, short string, do func(api.AssetDecisions, context.Context, api.Command, uuid.UUID, string) (api.Written, error)) *cobra.Command {
	cmd := c.assetDecide(use, short, 1, func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, args []string) (api.Written, error) {
		return do(s.Decisions, ctx, cmd, ids[0], args[1])
	})
	cmd.Args = cobra.ExactArgs(2)
	return cmd
}

// assetDecide is a verb whose first words are ids: so many, or -1 for two and more.
func (c *cli) assetDecide(use, short string, ids int, do assetDecision) *cobra.Command {
	args := cobra.ExactArgs(ids)
	if ids < 0 {
		args = cobra.MinimumNArgs(2)
	}
	return &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			named := args
			if ids > 0 {
				named = args[:ids]
			}
			all := make([]uuid.UUID, len(named))
			for i, text := range named {
				id, err := uuid.Parse(text)
				if err != nil {
					return usage("%q is no id; write a UUID, as the lists show it", text)
				}
				all[i] = id
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			done, err := do(ctx, a.Services(), api.Command{Tenant: tenant, Actor: a.Actor()}, all, args)
			if err != nil {
				return err
			}
			c.tellUndo(done.Undo)
			return c.show(done, []string{"POSITION"}, func() [][]string { return [][]string{{done.Position.String()}} })
		}),
	}
}

func (c *cli) assetDuplicates() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use: "duplicates", Short: "List assets that may be one thing, with the reason", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			all, err := allPages(func(after []string) (api.Page[api.Duplicate], error) {
				found, err := a.Services().Decisions.Duplicates(ctx, api.Scope{Tenant: tenant}, kind, api.List{Limit: 500, After: after})
				return found.Data, err
			})
			if err != nil {
				return err
			}
			return c.show(all, []string{"ASSET", "NAME", "KIND", "OTHERS", "REASON"}, func() [][]string {
				var rows [][]string
				for _, d := range all {
					for _, q := range d.Questions {
						others := make([]string, len(q.Others))
						for i, o := range q.Others {
							others[i] = o.ID.String()
						}
						rows = append(rows, []string{d.Asset.ID.String(), d.Asset.Name, q.Kind, strings.Join(others, " "), q.Reason})
					}
				}
				return rows
			})
		}),
	}
	cmd.Flags().StringVar(&kind, "kind", "", "only two_live, moved_customer, same_serial, same_hardware, manual_twin or flapping")
	return cmd
}
