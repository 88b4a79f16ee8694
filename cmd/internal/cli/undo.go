package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) undo() *cobra.Command {
	var preview bool
	var only []string
	cmd := &cobra.Command{
		Use: "undo ID", Short: "Take a save back, by the id that it printed", Args: cobra.ExactArgs(1),
		Long: "Writes events that restore what was decided before the save; nothing that was recorded is lost. It takes back\n" +
			"mappings, ignore rules, assignments, links of contacts, edits and merges of assets, single or many at once.\n" +
			"What somebody decided since stays, and is named; then the exit code is 3.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no id of a save", args[0])
			}
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			undos, found := a.Services().Undos, api.Undo{}
			if preview {
				found, err = undos.Preview(ctx, api.Scope{Tenant: tenant}, id)
			} else {
				found, err = undos.Undo(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, id, only)
			}
			if err != nil {
				return err
			}
			if found.Undo != nil {
				fmt.Fprintf(c.Err, "To take that back in turn: coresync undo %s\n", found.Undo)
			}
			return c.showUndo(found)
		}),
	}
	cmd.Flags().BoolVar(&preview, "preview", false, "tell what it would do, and write nothing")
	cmd.Flags().StringArrayVar(&only, "only", nil, "take back just this `stream`, as the preview names it; may be repeated")
	return cmd
}

// tellUndo says how to take a change back.
func (c *cli) tellUndo(id *uuid.UUID) {
	if id != nil {
		fmt.Fprintf(c.Err, "To take it back: coresync undo %s\n", id)
	}
}

func (c *cli) showUndo(u api.Undo) error {
	changed := 0
	err := c.show(u, []string{"NAME", "NOW", "BEFORE THE SAVE", "OUTCOME", "CHANGED BY", "STREAM"}, func() [][]string {
		var rows [][]string
		for _, r := range u.Rows {
			rows = append(rows, []string{r.Name, r.Now, r.Then, r.Outcome, r.ChangedBy, r.Stream})
		}
		return rows
	})
	for _, r := range u.Rows {
		if r.Outcome == api.UndoChangedSince || r.Outcome == api.UndoErased {
			changed++
		}
	}
	if err == nil && changed > 0 {
		return &differsError{fmt.Sprintf("%d of %d were changed or erased since and stay", changed, len(u.Rows))}
	}
	return err
}
