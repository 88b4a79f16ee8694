package service

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/poller"
	"coresync/domain/schedule"
	"coresync/http/api"
	"coresync/projections"

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
	all := append([]api.Check{h.lastSync(), h.mail()}, h.signOn(ctx)...)
	for _, check := range []func(context.Context) (api.Check, error){h.held, h.schedule} {
		c, err := check(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	err := projections.Read(ctx, h.pool, h.tenant, h.now, func(r *projections.Reading) error {
		for _, check := range []func(context.Context, *projections.Reading) (api.Check, error){h.freshness, h.unmatched, h.stale, h.reenrolled, h.serials, h.classes} {
			c, err := check(ctx, r)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		hooks, err := h.webhooks(ctx, r)
		all = append(all, hooks...)
		return err
	})
	return all, conflicts(err)
}

// mail says whether people are told by mail, too.
func (h health) mail() api.Check {
	if out := h.port.MailServer(); out != "" {
		return api.Check{Name: "mail", Outcome: "ok", Message: "What needs people goes to the inbox and out by mail, from " + out + "."}
	}
	return api.Check{Name: "mail", Outcome: "skipped", Message: "No mail server is set, so people are told in the inbox only, and scheduled reports are not sent. Set --smtp-url and --mail-from to send mails."}
}

// signOn says whether the identity provider, where there is one, answers.
func (h health) signOn(ctx context.Context) []api.Check {
	name, err := h.port.SignOnCheck(ctx)
	switch {
	case name == "":
		return nil
	case err != nil:
		return []api.Check{{Name: "sign_on", Outcome: "failed", Message: "People can't sign in by " + name + " now, only by password: " + err.Error() + ". Check --oidc-issuer."}}
	}
	return []api.Check{{Name: "sign_on", Outcome: "ok", Message: "People may sign in by " + name + ", which answers."}}
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
	failing, err := h.poller.FailingRuns(ctx, h.tenant, h.of.ID)
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
	case failing.Runs > 1:
		c.Outcome, c.Message = "warning", failingWords(failing, h.of.Schedule.Frequency, next)
	case next != nil:
		c.Message = fmt.Sprintf("%s, next at %s.", h.of.Schedule.Frequency, next.UTC().Format(time.RFC3339))
	}
	return c, nil
}

// failingWords say how a schedule goes on whose runs fail.
func failingWords(failing poller.Failing, frequency string, next *time.Time) string {
	words := fmt.Sprintf("The last %d runs failed.", failing.Runs)
	if next != nil {
		words += " The schedule goes on at " + next.UTC().Format(time.RFC3339)
		if schedule.Rest(schedule.Every(frequency), failing.Scheduled) > 0 {
			words += ", after a pause that grows from one hour to a day while its runs fail"
		}
		words += "."
	}
	return words + " Mend what last_sync names; a complete run, or connecting again, ends the pause."
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
