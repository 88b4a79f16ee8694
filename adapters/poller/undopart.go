package poller

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/eventstore"
)

// part takes back the changes that the decision selects, and a last user with its device.
func (u *undo) part(ctx context.Context) (Undone, error) {
	if u.run.State != StateCompleted {
		return Undone{}, &NotUndoableError{u.run, "all of it is being undone; undo it without a selection"}
	}
	var err error
	if u.selected, err = u.p.selected(ctx, u.run, u.decision.Only); err != nil {
		return Undone{}, fmt.Errorf("select what to undo of run %s: %w", u.run.ID, err)
	}
	if len(u.selected) == 0 {
		return Undone{}, domain.Invalid([]domain.Fault{{Pointer: "/only", Code: "nothing_selected", Message: "No change of the run matches."}})
	}
	asked := *u
	asked.preview = true
	if err := asked.all(ctx); err != nil || u.preview || asked.done.Restored == 0 {
		return asked.done, err
	}
	if err := u.markUndonePart(ctx); err != nil { // first of all, so that a run that starts meanwhile is held
		return Undone{}, err
	}
	if err := u.all(ctx); err != nil {
		return Undone{}, fmt.Errorf("undo part of run %s: %w", u.run.ID, err)
	}
	done, err := u.p.cfg.Log.Append(ctx, eventstore.Append{
		Tenant: u.run.Tenant, Actor: u.decision.By, CorrelationID: u.id,
		Events: []event.New{{Stream: event.SyncStream(u.run.Connection), Payload: &event.SyncUndone{
			Connection: u.run.Connection, Run: u.run.ID, By: u.decision.By, Restored: u.done.Restored, Kept: len(u.done.Kept), Part: true,
		}}},
	})
	u.done.Position = done.Last
	return u.done, err
}

// markUndonePart makes the connection's next run wait for a person.
func (u *undo) markUndonePart(ctx context.Context) error {
	now := u.p.cfg.Now()
	tag, err := u.p.cfg.Pool.Exec(ctx, `update poller.runs set undone_at = $3, updated_at = $3
		where tenant_id = $1 and run_id = $2 and state = 'completed'`, u.run.Tenant, u.run.ID, now)
	if err != nil {
		return fmt.Errorf("undo part of run %s: %w", u.run.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return &NotUndoableError{u.run, "somebody else is undoing it"}
	}
	return nil
}

// selected are the positions of the events whose changes are selected.
func (p *Poller) selected(ctx context.Context, run Run, only change.Filter) (map[int64]bool, error) {
	selected, devices, users := map[int64]bool{}, map[int64]bool{}, map[int64]int64{}
	err := p.EachChange(ctx, run, ChangeCursor{}, func(at ChangeCursor, c change.Change) error {
		if c.Kind == change.Presence {
			return nil
		}
		if c.Thing == change.LastUser {
			users[at.At] = c.NinjaID
		}
		if only.Matches(c) {
			selected[at.At] = true
			devices[c.NinjaID] = devices[c.NinjaID] || c.Thing == change.Device
		}
		return nil
	})
	for at, device := range users {
		if devices[device] {
			selected[at] = true
		}
	}
	return selected, err
}
