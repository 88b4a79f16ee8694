package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"coresync/adapters/importer"
	"coresync/cmd/internal/app"
	"coresync/domain/directory"
	"coresync/http/api"

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
	var faults string
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
			var again bytes.Buffer // what was read, for the rows with faults
			text := io.Reader(file)
			if faults != "" {
				text = io.TeeReader(file, &again)
			}
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
				Tenant: tenant, Kind: kind, File: text, Actor: a.Actor(), Preview: preview, RemoveMissing: removeMissing,
				Assets: a.AssetsNamed(tenant),
			})
			if err != nil {
				return c.keepFaults(ctx, a, err, api.Import{Kind: string(kind), File: &again}, faults)
			}
			return c.show(result, []string{"ROWS", "CREATED", "CHANGED", "UNCHANGED", "REMOVED"}, func() [][]string {
				return [][]string{{fmt.Sprint(result.Rows), fmt.Sprint(result.Created), fmt.Sprint(result.Changed),
					fmt.Sprint(result.Unchanged), fmt.Sprint(result.Removed)}}
			})
		}),
	}
	cmd.Flags().BoolVar(&preview, "preview", false, "say what would change and change nothing")
	cmd.Flags().BoolVar(&removeMissing, "remove-missing", false, "end what the file does not name any more")
	cmd.Flags().StringVar(&faults, "faults", "", "a file for the rows with faults, each with all that is wrong with it")
	return cmd
}

// keepFaults writes the rows of a refused file that are wrong.
func (c *cli) keepFaults(ctx context.Context, a *app.App, refused error, i api.Import, path string) error {
	var wrong *directory.FaultsError
	if path == "" || !errors.As(refused, &wrong) {
		return refused
	}
	if columns, _ := wrong.Rows(); columns == nil {
		return refused // no row can be told apart
	}
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return errors.Join(refused, err)
	}
	found, err := a.Services().Imports.Faults(ctx, api.Scope{Tenant: tenant}, i)
	if err != nil {
		return errors.Join(refused, err)
	}
	if err := c.keep(found, path); err != nil {
		return errors.Join(refused, err)
	}
	fmt.Fprintf(c.Err, "The rows with faults are in %s, as CSV with all that is wrong in the last column.\n", path)
	return refused
}

// input opens a file, or standard input for "-".
func (c *cli) input(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(c.In), nil
	}
	return os.Open(name)
}
