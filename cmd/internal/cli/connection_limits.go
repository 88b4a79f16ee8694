package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

func (c *cli) connectionLimits() *cobra.Command {
	var want api.Limits
	cmd := &cobra.Command{
		Use: "limits [ID]", Short: "Show or set how much one run may change before it waits for a person", Args: cobra.MaximumNArgs(1),
		Long: "Show or set how much one run may change before it waits for a person. The limits hold in each organization for\n" +
			"each of: devices missing, moved to another organization, with another owner, with members gone blank; and for\n" +
			"what is missing of the other listings. Flags that are not given keep what is set.",
	}
	cmd.RunE = c.withApp(func(ctx context.Context, a *app.App, args []string) error {
		tenant, id, err := connectionOf(ctx, a, args)
		if err != nil {
			return err
		}
		now, err := a.LimitsOf(ctx, tenant, id)
		if err != nil {
			return err
		}
		set := api.Limits(now)
		for flag, member := range map[string][2]*int{
			"devices": {&set.Devices, &want.Devices}, "percent": {&set.Percent, &want.Percent}, "few": {&set.Few, &want.Few},
		} {
			if cmd.Flags().Changed(flag) {
				*member[0] = *member[1]
			}
		}
		if set != api.Limits(now) {
			if _, err := a.Services().Connections.SetLimits(ctx, command(a, tenant), id, set); err != nil {
				return err
			}
		}
		return c.show(set, []string{"LIMIT", "VALUE"}, func() [][]string {
			return [][]string{
				{"devices of an organization", fmt.Sprint(set.Devices)},
				{"percent of an organization", fmt.Sprint(set.Percent)},
				{"few that never hold a run by their share", fmt.Sprint(set.Few)},
			}
		})
	})
	cmd.Flags().IntVar(&want.Devices, "devices", 0, "more devices of an organization hold the run")
	cmd.Flags().IntVar(&want.Percent, "percent", 0, "more percent of an organization's devices hold the run")
	cmd.Flags().IntVar(&want.Few, "few", 0, "so many never hold it by their share")
	return cmd
}
