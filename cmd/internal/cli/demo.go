package cli

import (
	"context"
	"errors"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/spf13/cobra"
)

func (c *cli) demo() *cobra.Command {
	var options demo.Options
	var noWait bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show Coresync on a simulated NinjaOne: start everything, sync once, serve",
		Long: "Start a private PostgreSQL and a simulated NinjaOne, import customers, contacts and tickets, connect, sync once,\n" +
			"print what the sync did, and serve until interrupted. With --no-wait, stop after the sync.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := c.open(cmd)
			if err != nil {
				return err
			}
			defer a.Close()
			bar := c.syncProgress()
			options.Watch = bar.show
			d, err := demo.Start(cmd.Context(), a, options)
			if err != nil {
				return err
			}
			defer d.Close()
			summary, err := d.Sync(cmd.Context())
			bar.end()
			if err != nil {
				return err
			}
			if err := c.printSummary(summary); err != nil || noWait {
				return err
			}
			return c.serveDemo(cmd.Context(), a, d)
		},
	}
	cmd.Flags().IntVar(&options.Devices, "devices", 400, "devices of the simulated NinjaOne")
	cmd.Flags().IntVar(&options.Orgs, "orgs", 25, "organizations of the simulated NinjaOne")
	cmd.Flags().Uint64Var(&options.Seed, "seed", 1, "decides everything about them")
	cmd.Flags().BoolVar(&noWait, "no-wait", false, "sync once, print the summary, exit")
	return cmd
}

// printSummary prints the result of a sync under the labels of SYN-05 to SYN-09.
func (c *cli) printSummary(s demo.Summary) error {
	if c.json {
		return c.printJSON(s)
	}
	return c.table([]string{"SYNC", ""}, [][]string{
		{"Number of devices found", fmt.Sprint(s.DevicesFound)},
		{"Assets created", fmt.Sprint(s.AssetsCreated)},
		{"Assets updated", fmt.Sprint(s.AssetsUpdated)},
		{"Organizations matched to customers", fmt.Sprint(s.OrganizationsMatched)},
		{"Unmatched organizations", fmt.Sprint(s.OrganizationsUnmatched)},
		{"unchanged / skipped / failed", fmt.Sprintf("%d / %d / %d", s.Unchanged, s.Skipped, s.Failed)},
		{"missing / presence changed", fmt.Sprintf("%d / %d", s.Missing, s.PresenceChanged)},
		{"events appended, position of the log", fmt.Sprintf("%d, %d", s.EventsAppended, s.Position)},
	})
}

// serveDemo prints how to get in, and serves until interrupted.
func (c *cli) serveDemo(ctx context.Context, a *app.App, d *demo.Demo) error {
	listener, err := a.Listen()
	if err != nil {
		return err
	}
	token, err := a.Services().Tokens.Create(ctx, d.Tenant, "demo", api.TokenDraft{Name: "demo", Role: permission.Owner})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	password, err := a.DemoPassword(ctx, d.Tenant)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	for _, furnish := range []func(context.Context) error{d.Assign, d.Govern} {
		if err := furnish(ctx); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	return a.Serve(ctx, app.ServeOptions{Listener: listener, Ready: func() {
		fmt.Fprintf(c.Out, "\nCoresync   %s\nSign in    %s, password %s\nToken      %s\nNinjaOne   %s (simulated)\n\nTry\n  curl -H 'Authorization: Bearer %s' '%s/api/v1/assets?limit=3'\nEnd it with Ctrl-C.\n",
			a.Settings.PublicURL, app.DemoOwner, string(password), token.Secret, d.Sim.URL, token.Secret, a.Settings.PublicURL)
	}})
}
