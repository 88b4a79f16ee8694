package cli

import (
	"context"
	"fmt"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// assetAsk is a verb that shows something of one asset.
func (c *cli) assetAsk(use, short, long string, show func(ctx context.Context, s api.Services, scope api.Scope, id uuid.UUID) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no asset's id; write a UUID, as the list of assets shows it", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			return show(ctx, a.Services(), api.Scope{Tenant: tenant}, id)
		}),
	}
}

func (c *cli) assetIdentities() *cobra.Command {
	return c.assetAsk("identities ASSET", "Show what the records of an asset are known by, and were",
		"Show the serial numbers, MAC addresses and names that each record of an asset was observed with, with the first and\n"+
			"the last time. `coresync asset unlink` takes a record out.",
		func(ctx context.Context, s api.Services, scope api.Scope, id uuid.UUID) error {
			found, err := s.Assets.Known(ctx, scope, id)
			if err != nil {
				return err
			}
			return c.show(found.Data, []string{"RECORD", "KIND", "VALUE", "FIRST SEEN", "LAST SEEN", "NOW"}, func() [][]string {
				rows := make([][]string, 0, len(found.Data))
				for _, k := range found.Data {
					now := ""
					if k.Now {
						now = "yes"
					}
					rows = append(rows, []string{k.Record.String(), k.Kind, k.Value, k.First.Format(time.RFC3339), k.Last.Format(time.RFC3339), now})
				}
				return rows
			})
		})
}

func (c *cli) assetUsers() *cobra.Command {
	return c.assetAsk("users ASSET", fmt.Sprintf("Show who were the last users of an asset's devices within %d days, and for how long", api.SeenUserDays),
		"Show who were the last users of an asset's devices, and for which share of the time in which anybody was. Names that\n"+
			"were erased, or are older than they are kept, are counted together.",
		func(ctx context.Context, s api.Services, scope api.Scope, id uuid.UUID) error {
			found, err := s.Assets.Users(ctx, scope, id)
			if err != nil {
				return err
			}
			return c.show(found.Data, []string{"USER", "SHARE", "FOR", "LAST SEEN"}, func() [][]string {
				rows := make([][]string, 0, len(found.Data))
				for _, u := range found.Data {
					name := u.Name
					if u.Erased {
						name = "(erased)"
					}
					rows = append(rows, []string{name, fmt.Sprintf("%.1f %%", u.Part*100), u.For().String(), u.Last.Format(time.RFC3339)})
				}
				return rows
			})
		})
}

func (c *cli) assetUnlink() *cobra.Command {
	return c.assetDecide("unlink ASSET RECORD", "Take a record out of an asset: it is an asset of its own, whatever rules and people said", 2,
		func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
			return s.Decisions.Unlink(ctx, cmd, ids[0], ids[1])
		})
}

// assetMerge makes assets one; what is to be kept of them goes with it, or nothing is done.
func (c *cli) assetMerge() *cobra.Command {
	var reason string
	var kept map[string]string
	cmd := c.assetDecide("merge ASSET ASSET...", "Say that assets are one and the same thing; it has the id of the oldest", -1,
		func(ctx context.Context, s api.Services, cmd api.Command, ids []uuid.UUID, _ []string) (api.Written, error) {
			if len(kept) == 0 {
				return s.Decisions.Merge(ctx, cmd, api.MergeDraft{Assets: ids, Reason: reason})
			}
			keep := make(map[string]uuid.UUID, len(kept))
			for field, text := range kept {
				id, err := uuid.Parse(text)
				if err != nil {
					return api.Written{}, usage("--keep %s=%s: %q is no id; write the asset whose value stays", field, text, text)
				}
				keep[field] = id
			}
			return s.Decisions.Answer(ctx, cmd, api.DuplicateAnswer{Assets: ids, Answer: "same", Reason: reason, Keep: keep})
		})
	cmd.Example = "  coresync asset merge ASSET OTHER --keep name=OTHER --keep serial_number=ASSET"
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	cmd.Flags().StringToStringVar(&kept, "keep", nil, "FIELD=ASSET: the value of this asset stays, set by hand in the append of the merge (repeat it)")
	return cmd
}
