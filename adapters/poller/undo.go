package poller

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Undone is what undoing a run did, or would do.
type Undone struct {
	Restored int
	// Kept are things that something later changed again; they stay as they are.
	Kept     []change.Change
	Position int64 // of SyncUndone; 0: only asked
}

// NotUndoableError says that a run can't be undone.
type NotUndoableError struct {
	Run Run
	Why string
}

func (e *NotUndoableError) Error() string {
	return fmt.Sprintf("sync run %s can't be undone: %s", e.Run.ID, e.Why)
}

// Undo observes anew, as it was before, what a completed run had changed: what it
// changed has its former observation again, what it had seen first is withdrawn, and
// what it had found missing is there again. What something later changed is left
// alone and told. Presence stays: it is a measurement. The connection's next run is
// held, or it would undo the undo.
//
// A run that was broken off while it was undone goes on where it was, when it is
// undone again. With preview nothing is written. Errors: *NoRunError,
// *NotUndoableError.
func (p *Poller) Undo(ctx context.Context, d Decision, preview bool) (Undone, error) {
	run, err := p.Run(ctx, d.Tenant, d.Run)
	if err != nil {
		return Undone{}, err
	}
	if err := p.undoable(ctx, run); err != nil {
		return Undone{}, err
	}
	u := &undo{session: session{p: p, run: run}, decision: d, preview: preview, id: uuid.NewSHA1(run.ID, []byte("undo"))}
	if err := u.open(ctx); err != nil {
		return Undone{}, err
	}
	if !preview && run.State == StateCompleted {
		// First of all, so that a run that starts meanwhile is held.
		if err := p.markUndone(ctx, run); err != nil {
			return Undone{}, err
		}
	}
	if err := u.all(ctx); err != nil {
		return Undone{}, fmt.Errorf("undo run %s: %w", run.ID, err)
	}
	if preview {
		return u.done, nil
	}
	return u.done, u.say(ctx)
}

// undoable tells why a run can't be undone.
func (p *Poller) undoable(ctx context.Context, run Run) error {
	switch {
	case run.State == StateUndone && run.Reason == "":
		return &NotUndoableError{run, "it was undone already"}
	case run.State != StateCompleted && run.State != StateUndone:
		return &NotUndoableError{run, "it is " + run.State + "; only a completed run can be undone"}
	}
	open, err := p.openRun(ctx, run.Tenant, run.Connection)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &NotUndoableError{run, fmt.Sprintf("run %s of the same connection is %s; wait for its end, or discard it", open.ID, open.State)}
}

// reasonUndoing marks a run that is not wholly undone yet.
const reasonUndoing = "undoing"

func (p *Poller) markUndone(ctx context.Context, run Run) error {
	tag, err := p.cfg.Pool.Exec(ctx, `update poller.runs set state = 'undone', reason = $3, undone_at = $4, updated_at = $4
		where tenant_id = $1 and run_id = $2 and state = 'completed'`, run.Tenant, run.ID, reasonUndoing, p.cfg.Now())
	if err != nil {
		return fmt.Errorf("undo run %s: %w", run.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return &NotUndoableError{run, "somebody else is undoing it"}
	}
	return nil
}

// undoneBefore is the run that was undone since the newest complete run, if what is
// staged now would bring its changes back.
func (s *session) undoneBefore(ctx context.Context) (*uuid.UUID, error) {
	var id uuid.UUID
	err := s.p.cfg.Pool.QueryRow(ctx, `select u.run_id from poller.runs u
		where u.tenant_id = $1 and u.connection_id = $2 and u.state = 'undone'
			and not exists (select from poller.runs c where c.tenant_id = $1 and c.connection_id = $2
				and c.state = 'completed' and c.ended_at > u.undone_at)
			and exists (select from poller.stage where tenant_id = $1 and run_id = $3 and type <> 'PresenceObserved')
		order by u.undone_at desc limit 1`, s.run.Tenant, s.run.Connection, s.run.ID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a run that was undone: %w", err)
	}
	return &id, nil
}

// undo is an undo under way.
type undo struct {
	session
	decision Decision
	preview  bool
	id       uuid.UUID // correlation of all that it appends
	done     Undone
}

// all goes through what the run appended.
func (u *undo) all(ctx context.Context) error {
	for after := int64(0); ; {
		steps, last, err := u.p.loggedSteps(ctx, u.run, after, changedTypes)
		if err != nil || last == 0 {
			return err
		}
		steps = slices.DeleteFunc(steps, func(s step) bool { return s.payload.EventType() == "PresenceObserved" })
		if err := u.restore(ctx, steps); err != nil {
			return err
		}
		after = last
	}
}

// restore undoes some events in one transaction.
func (u *undo) restore(ctx context.Context, steps []step) error {
	formers, err := u.p.formersOf(ctx, u.run.Tenant, steps)
	if err != nil {
		return err
	}
	heads, restored, err := u.heads(ctx, steps)
	if err != nil {
		return err
	}
	var events []pending
	for _, s := range steps {
		switch head := heads[s.stream]; {
		case head.Version == s.version+1:
			e, err := u.former(ctx, s, formers[s.stream])
			if err != nil {
				return err
			}
			events = append(events, e)
		case !restored[s.stream]:
			u.done.Kept = append(u.done.Kept, change.Of(s.version, formers[s.stream], s.payload)...)
			continue
		}
		u.done.Restored++
	}
	if u.preview || len(events) == 0 {
		return nil
	}
	for chunk := range slices.Chunk(events, eventstore.MaxChunk/4) { // observations of several KB
		if err := u.append(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// heads reads where the streams stand, and which of them this undo has restored.
func (u *undo) heads(ctx context.Context, steps []step) (map[string]eventstore.StreamHead, map[string]bool, error) {
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.stream
	}
	heads, err := u.p.cfg.Log.Streams(ctx, u.run.Tenant, names)
	if err != nil {
		return nil, nil, err
	}
	var later []int64
	for _, s := range steps {
		if h := heads[s.stream]; h.Version > s.version+1 {
			later = append(later, h.LastPosition)
		}
	}
	events, err := u.p.cfg.Log.EventsAt(ctx, u.run.Tenant, later)
	restored := make(map[string]bool)
	for _, e := range events {
		restored[e.Stream] = e.CorrelationID == u.id
	}
	return heads, restored, err
}

// former makes the event that brings back what was before.
func (u *undo) former(ctx context.Context, s step, was *change.Former) (pending, error) {
	if was == nil || was.Version < s.version { // never seen before, or gone before
		payload, table := withdrawn(u.origin(), s.payload, was == nil)
		return pending{version: s.version + 1, New: event.New{Stream: s.stream, Payload: payload, Tag: []byte{}, TagVersion: table}}, nil
	}
	events, err := u.p.cfg.Log.SnapshotsAt(ctx, u.run.Tenant, []eventstore.StreamAt{{Stream: s.stream, Version: s.version}})
	if err != nil {
		return pending{}, err
	}
	payload := was.Payload
	if err := u.p.cfg.Sealer.Open(ctx, u.run.Tenant, []uuid.UUID{events[s.stream].ID}, []event.Payload{payload}); err != nil {
		return pending{}, fmt.Errorf("open %s: %w", s.stream, err)
	}
	plain(payload)
	tag, version, err := u.again(payload, s.payload)
	return pending{version: s.version + 1, New: event.New{Stream: s.stream, Payload: payload, Tag: tag, TagVersion: version}}, err
}

// again makes an observation ready to be recorded once more, and its tag: NinjaOne
// then differs from it as it did before the run.
func (u *undo) again(payload, is event.Payload) (tag []byte, version int16, err error) {
	if p, user := payload.(*event.DeviceUserObserved); user {
		at := int64(0)
		if p.LogonAt != nil {
			at = p.LogonAt.UnixNano()
		}
		t := userTag(u.tagger, p.DeviceID, p.User.Text(), at)
		return t[:], observation.LastUsers.Version, nil
	}
	def := definitionOf(payload)
	r := observation.NewReader(def.table)
	row := def.row(payload)
	if p, device := payload.(*event.DeviceObserved); device {
		if row, err = keepPresence(p, is); err != nil {
			return nil, 0, err
		}
	}
	if err := r.Read(row); err != nil {
		return nil, 0, err // it was written by this package
	}
	t := r.Tag(u.tagger)
	return t[:], def.table.Version, nil
}

// keepPresence gives a former observation the presence of the newer one: that is a
// measurement, and later pages compare with it.
func keepPresence(p *event.DeviceObserved, is event.Payload) (row []byte, err error) {
	newer, before := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	newest, seen := is.(*event.DeviceObserved)
	if !seen || newer.Read(newest.Device) != nil {
		return deviceRow(p), nil
	}
	changed := observation.NewReader(observation.Devices)
	if err := changed.Read(deviceRow(newest)); err != nil {
		return nil, err
	}
	p.Device = observation.Restore(p.Device, newer.AppendJSON(nil, "offline"), "offline")
	if err := before.Read(deviceRow(p)); err != nil {
		return nil, err
	}
	p.Device, p.Changed = slices.Clone(before.Stored()), observation.ChangedMembers(changed, before)
	return deviceRow(p), nil
}

func (u *undo) append(ctx context.Context, events []pending) error {
	a := u.request(events)
	a.Actor, a.CorrelationID = u.decision.By, u.id
	_, err := u.p.cfg.Log.Append(ctx, a)
	var conflict *eventstore.VersionConflictError
	if errors.As(err, &conflict) {
		return fmt.Errorf("%s was changed just now; undo the run once more: %w", conflict.Stream, err)
	}
	return err
}

// say ends an undo.
func (u *undo) say(ctx context.Context) error {
	var done eventstore.Appended
	err := pgx.BeginFunc(ctx, u.p.cfg.Pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `update poller.runs set reason = '', updated_at = $3
			where tenant_id = $1 and run_id = $2 and state = 'undone' and reason = $4`, u.run.Tenant, u.run.ID, u.p.cfg.Now(), reasonUndoing)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return &NotUndoableError{u.run, "it was undone already"}
		}
		done, err = u.p.cfg.Log.AppendTx(ctx, tx, eventstore.Append{
			Tenant: u.run.Tenant, Actor: u.decision.By, CorrelationID: u.id,
			Events: []event.New{{Stream: event.SyncStream(u.run.Connection), Payload: &event.SyncUndone{
				Connection: u.run.Connection, Run: u.run.ID, By: u.decision.By, Restored: u.done.Restored, Kept: len(u.done.Kept),
			}}},
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("undo run %s: %w", u.run.ID, err)
	}
	u.p.cfg.Log.Committed(done)
	u.done.Position = done.Last
	return nil
}
