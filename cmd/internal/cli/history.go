package cli

import (
	"context"

	"coresync/cmd/internal/app"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) history() *cobra.Command {
	var at string
	cmd := &cobra.Command{
		Use:   "history device|organization|asset ID",
		Short: "Print all events of one thing, in order",
		Long: "Print the history of a device, an organization or an asset. ID is the NinjaOne id, as CONNECTION/402 where there\n" +
			"are several connections, or the asset's id.",
		Args: cobra.ExactArgs(2),
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			streams, err := historyStreams(ctx, a, tenant, args[0], args[1])
			if err != nil {
				return err
			}
			q := eventstore.Query{Streams: streams}
			if at != "" {
				if q.Until, err = parseTime(at); err != nil {
					return err
				}
			}
			found := false
			err = a.Store.Read(ctx, tenant, q, func(e event.Recorded) error {
				found = true
				return c.printEvent(e)
			})
			if err == nil && !found {
				return usage("the log has no %s %s", args[0], args[1])
			}
			return err
		}),
	}
	cmd.Flags().StringVar(&at, "at", "", "what was known at this time (RFC 3339, or a date)")
	return cmd
}

func historyStreams(ctx context.Context, a *app.App, tenant uuid.UUID, kind, id string) ([]string, error) {
	streams, err := a.HistoryStreams(ctx, tenant, kind, id)
	if err != nil {
		return nil, &usageError{err}
	}
	return streams, nil
}
