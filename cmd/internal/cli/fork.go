package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) eventsFork() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "fork --reason TEXT",
		Short: "Let a log go on after an older backup was restored",
		Long: "A log whose signed heads know of events that the database does not have is read-only: an older backup was\n" +
			"restored. If there is no newer backup, fork it: what is lost is given up, the log gets a new epoch and takes\n" +
			"events again, and the reason stands in it for ever. Whoever holds a cursor or position of before begins anew.",
		Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			if reason == "" {
				return usage("say why with --reason, for those who read the log later")
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			f, err := a.Fork(ctx, tenant, reason)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(forkJSON{f.Former, f.Epoch, f.Position, f.Reason})
			}
			_, err = fmt.Fprintf(c.Out, "The log goes on after position %d in epoch %s (before: %s).\n", f.Position, f.Epoch, f.Former)
			return err
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; it stands in the log")
	return cmd
}

// forkJSON is what a fork did.
type forkJSON struct {
	FormerEpoch uuid.UUID `json:"former_epoch"`
	Epoch       uuid.UUID `json:"epoch"`
	Position    int64     `json:"position"` // the last one that both have
	Reason      string    `json:"reason"`
}
