package service

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// The times of what is no longer tidy.
const (
	staleAfter    = 60 * 24 * time.Hour
	reenrolWithin = 30 * 24 * time.Hour
)

// health looks at the syncs of a connection: what ran, what is due, how old what is
// known is, and which devices want a look.
type health struct {
	connections
	tenant uuid.UUID
	of     api.Connection
	now    time.Time
}

// checks makes all of them that need no answer of NinjaOne's.
func (h health) checks(ctx context.Context) ([]api.Check, error) {
	all := []api.Check{h.lastSync()}
	for _, check := range []func(context.Context) (api.Check, error){h.held, h.schedule} {
		c, err := check(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	err := projections.Read(ctx, h.pool, h.tenant, h.now, func(r *projections.Reading) error {
		for _, check := range []func(context.Context, *projections.Reading) (api.Check, error){h.freshness, h.unmatched, h.stale, h.reenrolled} {
			c, err := check(ctx, r)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	return all, conflicts(err)
}

func (h health) lastSync() api.Check {
	c := api.Check{Name: "last_sync", Outcome: "ok"}
	switch {
	case h.of.State == "error" || h.of.State == "reconnect_required":
		c.Outcome, c.Message = "failed", h.of.Message
	case h.of.LastSync == nil:
		c.Outcome, c.Message = "warning", "Nothing was synced yet. Start a sync."
	default:
		c.Message = "The newest sync was complete, " + h.ago(*h.of.LastSync) + "."
	}
	return c
}

// held warns of a run that waits: until somebody decides, no other begins.
func (h health) held(ctx context.Context) (api.Check, error) {
	held, err := h.poller.Runs(ctx, h.tenant, poller.RunFilter{Connection: h.of.ID, State: poller.StateHeld, Limit: 1})
	if err != nil || len(held) == 0 {
		return api.Check{Name: "held_run", Outcome: "ok", Message: "No run waits for a decision."}, err
	}
	return api.Check{Name: "held_run", Outcome: "warning", Message: fmt.Sprintf(
		"Run %s waits since %s (%s): %s. Until it is released or discarded, no other run begins.",
		held[0].ID, h.ago(held[0].UpdatedAt), held[0].Reason, held[0].Message)}, nil
}

// late is how much later than planned a scheduled sync may begin.
const late = 5 * time.Minute

// schedule tells of a schedule that does not start, and of runs that fail in a row.
func (h health) schedule(ctx context.Context) (api.Check, error) {
	c := api.Check{Name: "schedule", Outcome: "ok"}
	if h.of.Schedule.Frequency == "manual" {
		c.Outcome, c.Message = "skipped", "The connection syncs by hand only. Choose hourly, daily or weekly to have it sync by itself."
		return c, nil
	}
	state, err := h.port.SyncWork(ctx, h.tenant, h.of.ID)
	if err != nil {
		return c, err
	}
	failed, err := h.failedInARow(ctx)
	if err != nil {
		return c, err
	}
	next := h.of.Schedule.NextAt
	switch {
	case state.Failures > 0:
		c.Outcome, c.Message = "failed", fmt.Sprintf("A sync could not be carried on %d times in a row: %s. It is tried again %s, after pauses that grow to five minutes.",
			state.Failures, state.Message, state.NextAt.UTC().Format(time.RFC3339))
	case next != nil && h.now.Sub(*next) > late && !state.Alive:
		c.Outcome, c.Message = "failed", fmt.Sprintf("A sync was due %s, and no worker is alive. Start `coresync serve` or `coresync worker`.", h.ago(*next))
	case next != nil && h.now.Sub(*next) > late:
		c.Outcome, c.Message = "failed", fmt.Sprintf("A sync was due %s and has not begun. See the log of the workers.", h.ago(*next))
	case failed > 1:
		c.Outcome, c.Message = "warning", fmt.Sprintf("The last %d runs failed. The schedule goes on; mend what last_sync names.", failed)
	case next != nil:
		c.Message = fmt.Sprintf("%s, next at %s.", h.of.Schedule.Frequency, next.UTC().Format(time.RFC3339))
	}
	return c, nil
}

// failedInARow counts the newest runs that failed, up to fifty.
func (h health) failedInARow(ctx context.Context) (n int, err error) {
	newest, err := h.poller.Runs(ctx, h.tenant, poller.RunFilter{Connection: h.of.ID})
	for _, r := range newest {
		if r.State == poller.StateRunning {
			continue
		}
		if r.State != poller.StateFailed {
			break
		}
		n++
	}
	return n, err
}

// bearable is how old what is known may be, for each frequency: two turns.
var bearable = map[string]time.Duration{"hourly": 2 * time.Hour, "daily": 48 * time.Hour, "weekly": 14 * 24 * time.Hour}

// freshness says of each organization when a complete listing last showed it.
func (h health) freshness(ctx context.Context, r *projections.Reading) (api.Check, error) {
	c := api.Check{Name: "freshness", Outcome: "ok"}
	listed, err := h.poller.Freshness(ctx, h.tenant, h.of.ID)
	if err != nil {
		return c, err
	}
	old, gone := 0, 0
	for p := (query.Page{Limit: query.MaxLimit, Sort: "name"}); ; {
		page, err := mapping.List(ctx, r, mapping.Filter{Connection: h.of.ID}, p)
		if err != nil {
			return c, err
		}
		for _, o := range page.Items {
			at := listed[o.OrganizationID]
			if at.At.IsZero() && h.of.LastSync != nil {
				at.At = *h.of.LastSync // without devices
			}
			item := api.CheckItem{ID: o.OrganizationID, Name: o.Name, Since: when(at.At), Message: fmt.Sprintf("%d devices, listed %s", at.Devices, h.ago(at.At))}
			if limit, timed := bearable[h.of.Schedule.Frequency]; timed && h.now.Sub(at.At) > limit {
				old++
			}
			if !o.VanishedAt.IsZero() {
				gone++
				item.Since, item.Message = when(o.VanishedAt), "no longer listed since "+o.VanishedAt.UTC().Format(time.RFC3339)
			}
			c.Items = append(c.Items, item)
		}
		if p.After = page.Next; p.After == nil {
			break
		}
	}
	c.Message = fmt.Sprintf("%d organizations are known.", len(c.Items))
	if old > 0 {
		c.Outcome, c.Message = "warning", fmt.Sprintf("%d of %d organizations were not listed for two turns of the schedule. See last_sync and schedule.", old, len(c.Items))
	}
	if gone > 0 {
		c.Outcome, c.Message = "warning", c.Message+fmt.Sprintf(" %d are no longer listed: removed in NinjaOne, or out of this connection's sight.", gone)
	}
	return c, nil
}

// unmatched is TRB-05.
func (h health) unmatched(ctx context.Context, r *projections.Reading) (api.Check, error) {
	counts, err := mapping.Counts(ctx, r, mapping.Filter{Connection: h.of.ID})
	matched, unmatched := Matched(counts)
	if unmatched == 0 {
		return api.Check{Name: "organizations_matched", Outcome: "ok", Message: fmt.Sprintf("%d organizations are matched to customers.", matched)}, err
	}
	return api.Check{Name: "organizations_matched", Outcome: "warning", Message: fmt.Sprintf(
		"%d organizations have no customer, %d have one. Open Map Organizations (`coresync mapping list`), look at the suggestions, and choose the customer where none fits.",
		unmatched, matched)}, err
}

func (h health) stale(ctx context.Context, r *projections.Reading) (api.Check, error) {
	found, err := asset.Stale(ctx, r, h.of.ID, h.now.Add(-staleAfter))
	c := untidy("stale_devices", found, "%d devices had no contact for more than 60 days. Retire them in NinjaOne, or look for them.",
		"Every device had contact within 60 days.")
	for i, u := range found {
		c.Items[i].Message = "last contact " + h.ago(u.Since)
	}
	return c, err
}

func (h health) reenrolled(ctx context.Context, r *projections.Reading) (api.Check, error) {
	found, err := asset.Reenrolled(ctx, r, h.of.ID, h.now.Add(-reenrolWithin))
	c := untidy("reenrolled_devices", found, "%d machines were enrolled again more than once in 30 days. See whether the agent is installed over and over, or two machines share a serial number.",
		"No machine was enrolled again more than once in 30 days.")
	for i, u := range found {
		c.Items[i].Message = fmt.Sprintf("enrolled again %d times", u.Times)
	}
	return c, err
}

func untidy(name string, found []asset.Untidy, some, none string) api.Check {
	if len(found) == 0 {
		return api.Check{Name: name, Outcome: "ok", Message: none}
	}
	c := api.Check{Name: name, Outcome: "warning", Message: fmt.Sprintf(some, len(found))}
	for _, u := range found {
		c.Items = append(c.Items, api.CheckItem{ID: u.DeviceID, Name: u.Name, Since: when(u.Since)})
	}
	return c
}

// pending asks NinjaOne for devices that wait for approval: listings don't show them.
func pending(ctx context.Context, client *ninjaone.Client) api.Check {
	c := api.Check{Name: "pending_devices", Outcome: "ok", Message: "No device waits for approval."}
	n := 0
	for page, err := range client.Devices(ctx, ninjaone.DeviceQuery{Filter: ninjaone.StatusIs("PENDING")}) {
		if err != nil {
			return api.Check{Name: c.Name, Outcome: "skipped", Message: "Not checked, since NinjaOne did not answer: " + err.Error()}
		}
		n += len(page.Rows)
	}
	if n > 0 {
		c.Outcome, c.Message = "warning", fmt.Sprintf("%d devices wait for approval in NinjaOne and are no assets until then. Approve or reject them there.", n)
	}
	return c
}

// ago is a time as people read it.
func (h health) ago(t time.Time) string {
	d := h.now.Sub(t)
	switch {
	case t.IsZero():
		return "never"
	case d < 2*time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", int(d/time.Hour))
	}
	return fmt.Sprintf("%d days ago", int(d/(24*time.Hour)))
}
