package cli

import (
	"context"
	"fmt"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/domain/change"
	"coresync/http/api"

	"github.com/spf13/cobra"
)

// changeFlags are the flags that select changes of a run.
func changeFlags(cmd *cobra.Command, f *api.ChangeFilter) {
	var kinds []string
	for _, k := range change.Kinds() {
		kinds = append(kinds, string(k))
	}
	cmd.Flags().StringSliceVar(&f.Kinds, "kind", nil, "only changes of this kind: "+strings.Join(kinds, ", "))
	cmd.Flags().StringSliceVar(&f.Things, "thing", nil, "only of this: device, last_user, organization, location, contact, account, role")
	cmd.Flags().Int64SliceVar(&f.Organizations, "organization", nil, "only those that count for this organization (its id in NinjaOne)")
	cmd.Flags().StringSliceVar(&f.Changes, "id", nil, "only this one, such as device:402")
}

func (c *cli) syncChanges() *cobra.Command {
	var filter api.ChangeFilter
	var groups bool
	var format, out string
	cmd := &cobra.Command{
		Use: "changes RUN", Short: "List what a run changed, or what a held one would", Args: cobra.ExactArgs(1),
		Long: "List what a run changed, member by member; of a held run what it would change. The values of personal members\n" +
			"are not printed. With --group, the changes are counted by kind, organization and member; with --format they are\n" +
			"a file, as the page of the run exports them.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			if format != "" {
				return c.exportRunChanges(ctx, a, tenant, id, filter, format, out)
			}
			if groups {
				found, err := a.Services().Runs.Groups(ctx, api.Scope{Tenant: tenant}, id)
				if err != nil {
					return err
				}
				return c.show(found.Data, []string{"BY", "THING", "WHAT", "CHANGES"}, func() [][]string { return groupRows(found.Data) })
			}
			var all []api.Change
			for list := (api.List{Limit: 500}); ; {
				found, err := a.Services().Runs.Changes(ctx, api.Scope{Tenant: tenant}, id, filter, list)
				if err != nil {
					return err
				}
				all = append(all, found.Data.Items...)
				if list.After = found.Data.Next; list.After == nil {
					break
				}
			}
			return c.show(all, []string{"ID", "KIND", "NAME", "ORGANIZATION", "FIELD", "OLD", "NEW"}, func() [][]string { return changeRows(all) })
		}),
	}
	changeFlags(cmd, &filter)
	cmd.Flags().StringVar(&filter.Field, "field", "", "only those in which this member differs, such as system.serialNumber")
	cmd.Flags().BoolVar(&groups, "group", false, "count them by kind, organization and member")
	cmd.Flags().StringVar(&format, "format", "", "write them as a file: csv, xlsx or pdf")
	cmd.Flags().StringVar(&out, "out", "", "with --format: the file; none: standard output")
	return cmd
}

// maxShown bounds a value in a table; --json has it whole.
const maxShown = 40

func changeRows(all []api.Change) (rows [][]string) {
	for _, v := range all {
		organization := ""
		if v.Organization != 0 {
			organization = fmt.Sprint(v.Organization)
		}
		head := []string{v.ID, v.Kind, v.Name, organization}
		if len(v.Fields) == 0 {
			rows = append(rows, append(head, "", "", ""))
		}
		for _, f := range v.Fields {
			before, after := short(f.Old), short(f.New)
			if f.Personal {
				before, after = "(personal)", "(personal)"
			}
			rows = append(rows, append(head, f.Field, before, after))
			head = []string{"", "", "", ""}
		}
	}
	return rows
}

func short(s string) string {
	if r := []rune(s); len(r) > maxShown {
		return string(r[:maxShown-1]) + "…"
	}
	return s
}

func groupRows(g api.ChangeGroups) (rows [][]string) {
	for _, k := range g.Kinds {
		rows = append(rows, []string{"kind", k.Thing, k.Kind, fmt.Sprint(k.Count)})
	}
	for _, o := range g.Organizations {
		rows = append(rows, []string{"organization", o.Thing, fmt.Sprintf("%d %s", o.Organization, o.Kind), fmt.Sprint(o.Count)})
	}
	for _, f := range g.Fields {
		rows = append(rows, []string{"field", f.Thing, f.Field, fmt.Sprint(f.Count)})
	}
	return rows
}

// showListings prints what a run covered, and the limits that it goes beyond.
func (c *cli) showListings(run api.Run) error {
	var rows [][]string
	for _, e := range run.Exceeded {
		rows = append(rows, []string{e.Message})
	}
	if len(rows) > 0 {
		if err := c.table([]string{"BEYOND ITS LIMITS"}, rows); err != nil {
			return err
		}
	}
	if len(run.Listings) == 0 {
		return nil
	}
	rows = nil
	for _, l := range run.Listings {
		complete := "complete"
		if !l.Complete {
			complete = l.Reason
		}
		rows = append(rows, []string{l.Kind, "", complete, fmt.Sprint(l.Pages), fmt.Sprint(l.Rows), fmt.Sprint(l.Position)})
		for _, o := range l.Organizations {
			rows = append(rows, []string{"", fmt.Sprint(o.Organization), "", "", fmt.Sprint(o.Devices), fmt.Sprint(o.Position)})
		}
	}
	return c.table([]string{"LISTING", "ORGANIZATION", "PROOF", "PAGES", "ROWS", "POSITION"}, rows)
}
