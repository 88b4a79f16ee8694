package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

func (c *cli) connectionConnect() *cobra.Command {
	return &cobra.Command{
		Use: "connect [ID]", Short: "Print the address at which a person authorises the connection in a browser", Args: cobra.MaximumNArgs(1),
		Long: "Print the address at which a person authorises a connection of the grant authorization_code, for the first time or\n" +
			"again. Open it in a browser within ten minutes; it is good once. NinjaOne sends the browser back to the address of\n" +
			"--public-url, where `coresync serve` must run on the same database.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := connectionOf(ctx, a, args)
			if err != nil {
				return err
			}
			address, err := a.Services().Connections.Connect(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, id)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(map[string]string{"url": address})
			}
			_, err = fmt.Fprintln(c.Out, address)
			return err
		}),
	}
}
