package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"coresync/adapters/c1z"
	"coresync/cmd/internal/app"

	"github.com/spf13/cobra"
)

func (c *cli) accessExport() *cobra.Command {
	var when past
	var named, format, out string
	cmd := &cobra.Command{
		Use: "export", Short: "Write who may do what, now or at a moment, into a file", Args: cobra.NoArgs,
		Long: `Write accounts, roles and who has which, as they are or as they were known at a moment, into a file.

A c1z file is read by ConductorOne's program baton. A file takes any number of moments: exported with another --at into
the same file, ` + "`baton diff`" + ` shows what changed between the two newest.`,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			if format != "c1z" && format != "csv" {
				return usage("--format %q is neither c1z nor csv", format)
			}
			if out == "" {
				return usage("say where to: --out FILE")
			}
			scope, err := when.scope(ctx, a)
			if err != nil {
				return err
			}
			connection, err := a.Connection(ctx, scope.Tenant, named)
			if err != nil {
				return err
			}
			s, err := a.AccessSnapshot(ctx, scope.Tenant, connection, scope.AsOf)
			if err != nil {
				return err
			}
			if err := c.exported(ctx, s, format, out); err != nil {
				return err
			}
			return c.toldExport(s, out)
		}),
	}
	when.flag(cmd)
	cmd.Flags().StringVar(&format, "format", "c1z", "c1z or csv")
	cmd.Flags().StringVar(&out, "out", "", "the file; a c1z file that is there gets the moment besides")
	cmd.Flags().StringVar(&named, "connection", "", "the connection, where there are several")
	return cmd
}

// exported writes the file. It holds names and addresses, so it is its owner's alone to read.
func (c *cli) exported(ctx context.Context, s *c1z.Snapshot, format, out string) error {
	if format == "c1z" {
		return c1z.Add(ctx, out, s)
	}
	var text bytes.Buffer
	to := *c
	to.Out = &text
	if err := to.printCSV(app.AccessTable(s)); err != nil {
		return err
	}
	return os.WriteFile(out, text.Bytes(), 0o600)
}

// toldExport says what was written.
func (c *cli) toldExport(s *c1z.Snapshot, out string) error {
	told := struct {
		File     string    `json:"file"`
		At       time.Time `json:"at"`
		Accounts int       `json:"accounts"`
		Roles    int       `json:"roles"`
		Grants   int       `json:"grants"`
	}{File: out, At: s.At, Accounts: len(s.Accounts), Roles: len(s.Roles)}
	for _, r := range s.Roles {
		told.Grants += len(r.Members)
	}
	return c.show(told, []string{"FILE", "AT", "ACCOUNTS", "ROLES", "GRANTS"}, func() [][]string {
		return [][]string{{out, s.At.Format(time.RFC3339), fmt.Sprint(told.Accounts), fmt.Sprint(told.Roles), fmt.Sprint(told.Grants)}}
	})
}
