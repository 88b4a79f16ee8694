package cli

import (
	"context"

	"coresync/cmd/internal/app"

	"github.com/spf13/cobra"
)

func (c *cli) assign() *cobra.Command {
	var none bool
	var choice choice
	cmd := &cobra.Command{
		Use: "assign DEVICE...", Short: "Assign devices to a contact, or take them back", Args: cobra.MinimumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			switch {
			case none == (choice.contact != ""):
				return usage("name the contact with --contact, or give --none to take devices back")
			case none:
				return c.decideDevices(ctx, a, "unassign", args, choice)
			}
			return c.decideDevices(ctx, a, "assign", args, choice)
		}),
	}
	choice.flags(cmd, "the contact, named by id or external id")
	cmd.Flags().BoolVar(&none, "none", false, "take the devices back")
	return cmd
}
