package cli

import (
	"fmt"

	"coresync/cmd/internal/app"

	"github.com/spf13/cobra"
)

func (c *cli) serve() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve HTTP, and run scheduler and workers, until interrupted", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd, true) },
	}
}

func (c *cli) worker() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Short: "Run scheduler and workers alone, until interrupted", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd, false) },
	}
}

func (c *cli) run(cmd *cobra.Command, listen bool) error {
	s, err := c.settings(cmd)
	if err != nil {
		return err
	}
	a, err := app.Open(cmd.Context(), s, c.logger(s))
	if err != nil {
		return err
	}
	defer a.Close()
	options := app.ServeOptions{Ready: func() { fmt.Fprintln(c.Err, "coresync works; end it with Ctrl-C") }}
	var setup string
	if listen {
		if options.Listener, err = a.Listen(); err != nil {
			return err
		}
		options.Ready = func() {
			fmt.Fprintf(c.Err, "coresync serves %s; end it with Ctrl-C\n", a.Settings.PublicURL)
			if setup != "" {
				fmt.Fprintf(c.Err, "Nobody can sign in yet. Set up the workspace here, within an hour; the link is good once:\n  %s\n", setup)
			}
		}
	}
	tenant, err := a.Tenant(cmd.Context())
	if err != nil && s.Tenant != "" {
		return err
	}
	if err == nil && listen {
		if setup, err = a.SetupLink(cmd.Context(), tenant); err != nil {
			return err
		}
	}
	return a.Serve(cmd.Context(), options)
}
