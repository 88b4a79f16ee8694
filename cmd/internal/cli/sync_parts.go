package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// syncAsk is a verb that shows a part of a run.
func (c *cli) syncAsk(use, short, long string, show func(ctx context.Context, s api.Services, scope api.Scope, run uuid.UUID) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			return show(ctx, a.Services(), api.Scope{Tenant: tenant}, id)
		}),
	}
}

func (c *cli) syncLog() *cobra.Command {
	return c.syncAsk("log RUN", "Tell what a run did, and what became of it, in order",
		"Tell what a run did, in order: its listings, the pauses that NinjaOne asked for, what was set apart, and how it was\n"+
			"held, released, completed or undone. Of a run that goes on it is what it did so far.",
		func(ctx context.Context, s api.Services, scope api.Scope, run uuid.UUID) error {
			found, err := s.Runs.Log(ctx, scope, run)
			if err != nil {
				return err
			}
			return c.show(found.Data, []string{"AT", "STEP", "BY", "POSITION", "WHAT"}, func() [][]string {
				rows := make([][]string, 0, len(found.Data))
				for _, step := range found.Data {
					position := ""
					if step.Position != 0 {
						position = strconv.FormatInt(step.Position, 10)
					}
					rows = append(rows, []string{step.At.Format(time.RFC3339), step.Kind, step.By, position, step.Message})
				}
				return rows
			})
		})
}

func (c *cli) syncOrganizations() *cobra.Command {
	var sort string
	cmd := c.syncAsk("organizations RUN", "Show what a run found, and did, in each organization", "",
		func(ctx context.Context, s api.Services, scope api.Scope, run uuid.UUID) error {
			by, down := strings.CutPrefix(sort, "-")
			all, err := allPages(func(after []string) (api.Page[api.RunOrganization], error) {
				found, err := s.Runs.Organizations(ctx, scope, run, api.List{Limit: 500, After: after, Sort: api.Sort{By: by, Descending: down}})
				return found.Data, err
			})
			if err != nil {
				return err
			}
			heading := []string{"ORGANIZATION", "NAME", "DEVICES", "CREATED", "UPDATED", "MOVED AWAY", "MISSING", "STATE"}
			return c.show(all, heading, func() [][]string { return runOrganizationRows(all) })
		})
	cmd.Flags().StringVar(&sort, "sort", "attention", "attention, name or devices; with a minus downwards")
	return cmd
}

func runOrganizationRows(all []api.RunOrganization) [][]string {
	rows := make([][]string, 0, len(all))
	for _, o := range all {
		devices, state := "", "complete"
		if o.Devices != nil {
			devices = strconv.Itoa(*o.Devices)
		}
		if !o.Complete {
			state = "not complete: " + o.Reason
		}
		if o.Held {
			state = "held, " + state
		}
		for _, e := range o.Exceeded {
			state += "; " + e.Message
		}
		rows = append(rows, []string{
			fmt.Sprint(o.Organization), o.Name, devices, strconv.Itoa(o.Created), strconv.Itoa(o.Changed), strconv.Itoa(o.Moved), strconv.Itoa(o.Missing), state,
		})
	}
	return rows
}

// exportRunChanges writes the changes that a filter selects as a file, the one that the page of
// the run and GET /api/v1/exports give.
func (c *cli) exportRunChanges(ctx context.Context, a *app.App, tenant, run uuid.UUID, f api.ChangeFilter, format, out string) error {
	if len(f.Changes) > 0 {
		return usage("--id selects no part of a file; leave it out, or leave --format out")
	}
	q := map[string][]string{"run": {run.String()}, "kind": f.Kinds, "thing": f.Things}
	if f.Field != "" {
		q["field"] = []string{f.Field}
	}
	for _, o := range f.Organizations {
		q["organization"] = append(q["organization"], strconv.FormatInt(o, 10))
	}
	file, err := a.Services().Exports.Export(ctx, api.Scope{Tenant: tenant}, api.ExportAsk{Table: api.TableRunChanges, Query: q, Format: format})
	if err != nil {
		return err
	}
	return c.keep(file.Data, out)
}
