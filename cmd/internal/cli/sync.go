package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/poller"
	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) sync() *cobra.Command {
	return group("sync", "Sync runs: start one, look at what it changes, release or discard one that is held, undo one", "",
		c.syncRun(), c.syncList(), c.syncShow(), c.syncChanges(), c.syncOrganizations(), c.syncLog(), c.syncRelease(), c.syncDiscard(), c.syncCancel(), c.syncUndo())
}

func (c *cli) syncRun() *cobra.Command {
	var connection string
	var preview, wait, yes bool
	cmd := &cobra.Command{
		Use: "run", Short: "Sync a connection now, or join the run that is going on", Args: cobra.NoArgs,
		Long: "Sync a connection now. With --wait, the run is driven in this process unless a worker drives it, and its numbers\n" +
			"are printed; without it a worker must be alive. With --preview, the changes are staged and the run is held.\n\n" +
			"At a terminal, a connection's first sync is a preview, which is written once you agree; --yes agrees beforehand.\n" +
			"Where no terminal is asked, as in a script, it writes at once unless --preview is given.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			id, err := a.Connection(ctx, tenant, connection)
			if err != nil {
				return err
			}
			request := poller.Request{Tenant: tenant, Connection: id, Trigger: poller.TriggerManual, By: a.Actor(), Preview: preview}
			asks := false
			if !preview && !yes {
				if asks, err = c.asksFirst(ctx, a, tenant, id); err != nil {
					return err
				}
				request.Preview = asks
			}
			if !wait {
				return c.orderRun(ctx, a, request)
			}
			bar := c.syncProgress()
			run, joined, err := a.Sync(ctx, request, bar.show)
			bar.end()
			if err != nil {
				return err
			}
			if joined {
				fmt.Fprintln(c.Err, "a run was going on already; this is it")
			}
			shown := c.showRun(ctx, a, tenant, run.ID)
			if asks && run.State == poller.StateHeld {
				return c.writeFirst(ctx, a, tenant, run.ID, shown)
			}
			return shown
		}),
	}
	cmd.Flags().StringVar(&connection, "connection", "", "id of the connection (default: the only one)")
	cmd.Flags().BoolVar(&preview, "preview", false, "stage the changes and hold the run")
	cmd.Flags().BoolVar(&wait, "wait", false, "wait for its end and print its numbers")
	cmd.Flags().BoolVar(&yes, "yes", false, "write a first sync without asking")
	return cmd
}

// orderRun starts a run for a worker to drive.
func (c *cli) orderRun(ctx context.Context, a *app.App, r poller.Request) error {
	alive, err := a.Jobs.Alive(ctx)
	if err != nil {
		return err
	}
	if !alive {
		return errors.New("no worker is alive to drive the run; start `coresync serve` or `coresync worker`, or give --wait")
	}
	run, joined, err := a.StartSync(ctx, r)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{"run": run.ID, "joined": joined})
	}
	if joined {
		fmt.Fprintln(c.Err, "a run was going on already; this is it")
	}
	if r.Preview && !joined {
		fmt.Fprintf(c.Err, "this run is a preview: nothing is written before `coresync sync release %s`\n", run.ID)
	}
	_, err = fmt.Fprintln(c.Out, run.ID)
	return err
}

// showRun prints one run; a held one and one that failed are not "done".
func (c *cli) showRun(ctx context.Context, a *app.App, tenant, id uuid.UUID) error {
	found, err := a.Services().Runs.Get(ctx, api.Scope{Tenant: tenant}, id)
	if err != nil {
		return err
	}
	run := found.Data
	if c.json {
		err = c.printJSON(run)
	} else if err = c.table([]string{"RUN", run.ID.String()}, runRows(run)); err == nil {
		err = errors.Join(c.showListings(run), c.showApart(run))
	}
	switch {
	case err != nil:
		return err
	case run.State == poller.StateHeld:
		return &differsError{fmt.Sprintf("the run is held (%s): %s\nlook at it with `coresync sync changes %s`, then release or discard it",
			run.Reason, run.Message, run.ID)}
	case run.State == poller.StateFailed:
		return fmt.Errorf("the run failed at %s (%s): %s", run.Step, run.Reason, run.Message)
	}
	return nil
}

// showApart prints the rows that were skipped or failed, with why and what to do.
func (c *cli) showApart(r api.Run) error {
	if len(r.Apart) == 0 {
		return nil
	}
	var rows [][]string
	for _, a := range r.Apart {
		name, id := "", ""
		if a.Asset != nil {
			name = a.Asset.Name
		}
		if a.NinjaID != 0 {
			id = fmt.Sprint(a.NinjaID)
		}
		rows = append(rows, []string{a.Outcome, a.Thing, id, name, a.Message, a.Advice})
	}
	return c.table([]string{"OUTCOME", "THING", "ID", "NAME", "WHY", "WHAT TO DO"}, rows)
}

func runRows(r api.Run) [][]string {
	n := r.Counts
	return [][]string{
		{"State", r.State},
		{"Connection", r.Connection.Name},
		{"Trigger", r.Trigger},
		{"Started", r.StartedAt.Format(time.RFC3339)},
		{"Worked / waited for a decision", lastedWords(r)},
		{"Number of devices found", fmt.Sprint(n.Found)},
		{"Assets created", fmt.Sprint(n.Created)},
		{"Assets updated", fmt.Sprint(n.Changed)},
		{"Organizations matched to customers", fmt.Sprint(r.OrganizationsMatched)},
		{"Unmatched organizations", fmt.Sprint(r.OrganizationsUnmatched)},
		{"Contacts in NinjaOne", fmt.Sprint(r.ContactsFound)},
		{"contacts offered / linked / created / ignored",
			fmt.Sprintf("%d / %d / %d / %d", r.ContactsOffered, r.ContactsLinked, r.ContactsCreated, r.ContactsIgnored)},
		{"unchanged / skipped / failed", fmt.Sprintf("%d / %d / %d", n.Unchanged, n.Skipped, n.Failed)},
		{"missing / presence changed", fmt.Sprintf("%d / %d", n.Missing, n.PresenceChanged)},
		{"events appended", fmt.Sprint(n.EventsAppended)},
	}
}

// lastedWords are how long a run worked, and how long it waited for a person.
func lastedWords(r api.Run) string {
	worked, waited := r.Lasted(time.Now())
	return worked.Round(time.Second).String() + " / " + waited.Round(time.Second).String()
}

func (c *cli) syncList() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use: "list", Short: "List runs, the newest first", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			found, err := a.Services().Runs.List(ctx, api.Scope{Tenant: tenant}, api.RunFilter{}, api.List{Limit: limit})
			if err != nil {
				return err
			}
			return c.show(found.Data.Items, []string{"RUN", "STARTED", "TRIGGER", "STATE", "FOUND", "CREATED", "UPDATED", "REASON"}, func() [][]string {
				var rows [][]string
				for _, r := range found.Data.Items {
					rows = append(rows, []string{r.ID.String(), r.StartedAt.Format(time.RFC3339), r.Trigger, r.State,
						fmt.Sprint(r.Counts.Found), fmt.Sprint(r.Counts.Created), fmt.Sprint(r.Counts.Changed), r.Reason})
				}
				return rows
			})
		}),
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "at most this many")
	return cmd
}

func (c *cli) syncShow() *cobra.Command {
	return &cobra.Command{
		Use: "show RUN", Short: "Show one run with its numbers", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, id, err := runOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			return c.showRun(ctx, a, tenant, id)
		}),
	}
}

func runOf(ctx context.Context, a *app.App, text string) (tenant, id uuid.UUID, err error) {
	if id, err = uuid.Parse(text); err != nil {
		return tenant, id, usage("%q is no run's id; see `coresync sync list`", text)
	}
	tenant, err = a.Tenant(ctx)
	return tenant, id, err
}
