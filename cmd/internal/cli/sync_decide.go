package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) syncRelease() *cobra.Command {
	var only api.ChangeFilter
	cmd := &cobra.Command{
		Use: "release RUN", Short: "Let a held run go to the log, or part of it", Args: cobra.ExactArgs(1),
		Long: "Let the staged changes of a held run go to the log, or those that the flags select; the next run finds the others\n" +
			"again. Presence always goes with it, and a last user with its device. `coresync sync changes RUN` lists them.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			return c.release(ctx, a, tenant, id, only)
		}),
	}
	changeFlags(cmd, &only)
	return cmd
}

// release lets a held run go to the log, or part of it, and shows it.
func (c *cli) release(ctx context.Context, a *app.App, tenant, run uuid.UUID, only api.ChangeFilter) error {
	if _, err := a.Services().Runs.Release(ctx, command(a, tenant), run, only); err != nil {
		return err
	}
	if _, err := a.Poller.Drive(ctx, tenant, run); err != nil {
		return err
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	return c.showRun(ctx, a, tenant, run)
}

func (c *cli) syncDiscard() *cobra.Command {
	return &cobra.Command{
		Use: "discard RUN", Short: "End a held run; what it found is found again by the next one", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			if _, err := a.Services().Runs.Discard(ctx, command(a, tenant), id); err != nil {
				return err
			}
			return c.showRun(ctx, a, tenant, id)
		}),
	}
}

func (c *cli) syncCancel() *cobra.Command {
	return &cobra.Command{
		Use: "cancel RUN", Short: "End a run that goes on; the next one finds what it did not write", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			if _, err := a.Services().Runs.Cancel(ctx, command(a, tenant), id); err != nil {
				return err
			}
			return c.showRun(ctx, a, tenant, id)
		}),
	}
}

func (c *cli) syncUndo() *cobra.Command {
	var preview bool
	var only api.ChangeFilter
	cmd := &cobra.Command{
		Use: "undo RUN", Short: "Undo a run, or part of it: what it changed is again as it was", Args: cobra.ExactArgs(1),
		Long: "Undo a completed run. What it changed is observed anew as it was before, what it saw first is withdrawn, what it\n" +
			"found missing is there again. What something later changed is left alone and listed. Presence stays: it is a\n" +
			"measurement. The next run of the connection is held, or it would undo the undo. Flags select a part, and a last\n" +
			"user goes with its device: the run stays completed, and the rest can be undone later.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			done, err := a.Services().Runs.Undo(ctx, command(a, tenant), id, only, preview)
			if err != nil {
				return err
			}
			if !preview {
				if err := a.CatchUp(ctx, tenant); err != nil {
					return err
				}
			}
			said := "%d restored, %d left alone since something later changed them\n"
			if preview {
				said = "nothing was written: %d would be restored, %d left alone since something later changed them\n"
			}
			fmt.Fprintf(c.Err, said, done.Restored, len(done.Kept))
			if c.json {
				return c.printJSON(done)
			}
			if len(done.Kept) == 0 {
				return nil
			}
			return c.table([]string{"ID", "KIND", "NAME", "ORGANIZATION", "FIELD", "OLD", "NEW"}, changeRows(done.Kept))
		}),
	}
	cmd.Flags().BoolVar(&preview, "preview", false, "tell what would be done, and write nothing")
	changeFlags(cmd, &only)
	return cmd
}

// command is what a verb asks the services in the name of.
func command(a *app.App, tenant uuid.UUID) api.Command {
	return api.Command{Tenant: tenant, Actor: a.Actor(), Correlation: uuid.New()}
}
