package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"coresync/adapters/importer"
	"coresync/cmd/internal/app"
	"coresync/domain/directory"

	"github.com/spf13/cobra"
)

func (c *cli) importCommand() *cobra.Command {
	var kinds []*cobra.Command
	for _, kind := range directory.Kinds() {
		kinds = append(kinds, c.importKind(kind))
	}
	return group("import",
		"Take customers, contacts, contracts, tickets, manual assets or warranties from a CSV file",
		"Take a CSV file into the directory. Rows are known by external_id: a second import updates, and changes\n"+
			"nothing where nothing changed. A faulty file is refused whole, with all its faults. FILE may be - for standard input.",
		kinds...)
}

func (c *cli) importKind(kind directory.Kind) *cobra.Command {
	var preview, removeMissing bool
	cmd := &cobra.Command{
		Use:   string(kind) + " FILE.csv",
		Short: "Import " + string(kind),
		Long:  fmt.Sprintf("Import %s. Columns: %v.", kind, kind.Columns()),
		Args:  cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			file, err := c.input(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if kind == directory.Warranties { // its rows name assets
				if err := a.CatchUp(ctx, tenant); err != nil {
					return err
				}
			}
			result, err := importer.Import(ctx, a.Store, importer.Request{
				Tenant: tenant, Kind: kind, File: file, Actor: a.Actor(), Preview: preview, RemoveMissing: removeMissing,
				Assets: a.AssetsNamed(tenant),
			})
			if err != nil {
				return err
			}
			return c.show(result, []string{"ROWS", "CREATED", "CHANGED", "UNCHANGED", "REMOVED"}, func() [][]string {
				return [][]string{{fmt.Sprint(result.Rows), fmt.Sprint(result.Created), fmt.Sprint(result.Changed),
					fmt.Sprint(result.Unchanged), fmt.Sprint(result.Removed)}}
			})
		}),
	}
	cmd.Flags().BoolVar(&preview, "preview", false, "say what would change and change nothing")
	cmd.Flags().BoolVar(&removeMissing, "remove-missing", false, "end what the file does not name any more")
	return cmd
}

// input opens a file, or standard input for "-".
func (c *cli) input(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(c.In), nil
	}
	return os.Open(name)
}
