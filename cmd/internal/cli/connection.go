package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (c *cli) connection() *cobra.Command {
	return group("connection", "NinjaOne instances that are connected", "",
		c.connectionAdd(), c.connectionConnect(), c.connectionList(), c.connectionShow(),
		c.connectionChecks("test", "Ask NinjaOne for a token and one small answer", api.Connections.Test),
		c.connectionChecks("checks", "Run every line of the troubleshooting list", api.Connections.Checks),
		c.connectionLimits(), c.connectionRemove())
}

func (c *cli) connectionAdd() *cobra.Command {
	var s connection.Settings
	cmd := &cobra.Command{
		Use: "add", Short: "Connect a NinjaOne instance; the client secret comes from standard input", Args: cobra.NoArgs,
		Long: "Connect a NinjaOne instance. In NinjaOne, under Administration > Apps > API, add a client application (API Services)\n" +
			"with the scope Monitoring. The client secret is read from standard input, or from CORESYNC_CLIENT_SECRET; it is\n" +
			"never an argument, since arguments are seen by everybody on the machine.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			secret, err := c.secret()
			if err != nil {
				return err
			}
			id, err := a.Connect(ctx, tenant, s, secret, a.Actor())
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(map[string]uuid.UUID{"id": id})
			}
			_, err = fmt.Fprintln(c.Out, id)
			return err
		}),
	}
	f := cmd.Flags()
	f.StringVar(&s.Name, "name", "NinjaOne", "what people call it")
	f.StringVar(&s.Region, "region", "US", "one of "+strings.Join(connection.Regions(), ", ")+"; or Simulator")
	f.StringVar(&s.BaseURL, "base-url", "", "address of a simulator on this machine; with --region Simulator")
	f.StringVar(&s.Grant, "grant", "client_credentials", "client_credentials or authorization_code")
	f.StringVar(&s.ClientID, "client-id", "", "client id of the API application")
	f.StringVar(&s.DashboardDomain, "dashboard-domain", "", "branded portal, such as portal.example.com")
	return cmd
}

// secret reads a client secret: from the environment, else from standard input,
// without an echo on a terminal.
func (c *cli) secret() (string, error) {
	if secret := os.Getenv("CORESYNC_CLIENT_SECRET"); secret != "" {
		return secret, nil
	}
	var line string
	if file, is := c.In.(*os.File); is && term.IsTerminal(int(file.Fd())) {
		fmt.Fprint(c.Err, "Client secret: ")
		raw, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(c.Err)
		if err != nil {
			return "", fmt.Errorf("read the client secret: %w", err)
		}
		line = string(raw)
	} else {
		read, err := bufio.NewReader(c.In).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("read the client secret from standard input: %w", err)
		}
		line = read
	}
	if line = strings.TrimSpace(line); line == "" {
		return "", usage("the client secret is missing: give it on standard input, or in CORESYNC_CLIENT_SECRET")
	}
	return line, nil
}

func (c *cli) connectionList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the connections", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			found, err := a.Services().Connections.List(ctx, api.Scope{Tenant: tenant}, api.List{Limit: 500})
			if err != nil {
				return err
			}
			return c.show(found.Data.Items, []string{"ID", "NAME", "REGION", "STATE", "SCHEDULE", "LAST SYNC"}, func() [][]string {
				var rows [][]string
				for _, v := range found.Data.Items {
					rows = append(rows, []string{v.ID.String(), v.Name, v.Region, v.State, v.Schedule.Frequency, since(v.LastSync)})
				}
				return rows
			})
		}),
	}
}

func since(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.Format(time.RFC3339)
}

func (c *cli) connectionShow() *cobra.Command {
	return &cobra.Command{
		Use: "show [ID]", Short: "Show a connection's settings; never its secret", Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := connectionOf(ctx, a, args)
			if err != nil {
				return err
			}
			if err := a.CatchUp(ctx, tenant); err != nil {
				return err
			}
			found, err := a.Services().Connections.Get(ctx, api.Scope{Tenant: tenant}, id)
			if err != nil {
				return err
			}
			v := found.Data
			return c.show(v, []string{"CONNECTION", v.ID.String()}, func() [][]string {
				return [][]string{
					{"Name", v.Name}, {"Region", v.Region}, {"Grant", v.Grant}, {"Client ID", v.ClientID},
					{"Secret set", since(v.SecretSetAt) + " by " + v.SecretSetBy}, {"Dashboard domain", v.DashboardDomain},
					{"State", v.State}, {"Message", v.Message}, {"Schedule", v.Schedule.Frequency}, {"Next sync", since(v.Schedule.NextAt)},
					{"Last sync", since(v.LastSync)},
				}
			})
		}),
	}
}

func connectionOf(ctx context.Context, a *app.App, args []string) (tenant, id uuid.UUID, err error) {
	if tenant, err = a.Tenant(ctx); err != nil {
		return tenant, id, err
	}
	named := ""
	if len(args) == 1 {
		named = args[0]
	}
	id, err = a.Connection(ctx, tenant, named)
	return tenant, id, err
}

// connectionChecks makes the verbs that ask NinjaOne; a failed check exits with 3.
func (c *cli) connectionChecks(verb, short string, run func(api.Connections, context.Context, api.Scope, uuid.UUID) ([]api.Check, error)) *cobra.Command {
	return &cobra.Command{
		Use: verb + " [ID]", Short: short, Args: cobra.MaximumNArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := connectionOf(ctx, a, args)
			if err != nil {
				return err
			}
			checks, err := run(a.Services().Connections, ctx, api.Scope{Tenant: tenant}, id)
			if err != nil {
				return err
			}
			failed := false
			err = c.show(checks, []string{"CHECK", "OUTCOME", "FOUND"}, func() [][]string {
				var rows [][]string
				for _, check := range checks {
					rows = append(rows, []string{check.Name, check.Outcome, check.Message})
					rows = append(rows, itemRows(check)...)
				}
				return rows
			})
			for _, check := range checks {
				failed = failed || check.Outcome == "failed"
			}
			if err == nil && failed {
				return &differsError{"a check failed"}
			}
			return err
		}),
	}
}

// mostItems is how many things the table shows of a check.
const mostItems = 20

// itemRows list what a check found that is not as it should be.
func itemRows(check api.Check) (rows [][]string) {
	if check.Outcome == "ok" {
		return nil
	}
	for _, item := range check.Items[:min(len(check.Items), mostItems)] {
		rows = append(rows, []string{"", "", "  " + item.Name + ": " + item.Message})
	}
	if more := len(check.Items) - mostItems; more > 0 {
		rows = append(rows, []string{"", "", fmt.Sprintf("  and %d more, see --json", more)})
	}
	return rows
}

func (c *cli) connectionRemove() *cobra.Command {
	var assets string
	cmd := &cobra.Command{
		Use: "remove ID", Short: "End a connection; its secret and tokens are forgotten, its history stays", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := connectionOf(ctx, a, args)
			if err != nil {
				return err
			}
			_, err = a.ChangeConnection(ctx, app.ConnectionCommand{
				Tenant: tenant, Connection: id, Actor: a.Actor(), Command: connection.Remove{Assets: assets}, Version: decide.AnyVersion,
			})
			return err
		}),
	}
	cmd.Flags().StringVar(&assets, "assets", "keep", "what becomes of its assets: keep, mark or archive")
	return cmd
}
