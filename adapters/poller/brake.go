package poller

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/domain/observation"
)

// The reasons by which a run is held.
const (
	// ReasonPreview: it was asked to be.
	ReasonPreview = "preview"
	// ReasonLimits: it would change more than the connection's limits let pass.
	ReasonLimits = "limits"
	// ReasonUndone: the run before was undone, and this one would undo that.
	ReasonUndone = "undone"
)

// maxExceeded bounds what is kept of the limits that a run goes beyond, and
// saidExceeded what its message names; the list of changes has the rest.
const (
	maxExceeded  = 500
	saidExceeded = 3
)

// brake looks at the staged changes before they are appended, and says why the run is
// to be held; an empty reason lets it go.
func (s *session) brake(ctx context.Context) (reason, message string, err error) {
	if s.run.Exceeded, err = s.exceeded(ctx); err != nil {
		return "", "", err
	}
	undone, err := s.undoneBefore(ctx)
	if err != nil {
		return "", "", err
	}
	switch {
	case s.run.Preview:
		return ReasonPreview, "a preview: nothing was written; release or discard it", nil
	case undone != nil:
		return ReasonUndone, fmt.Sprintf("run %s was undone, and what this run found would bring its changes back; "+
			"look at them, then release or discard them", undone), nil
	case len(s.run.Exceeded) > 0:
		return ReasonLimits, sentence(s.run.Exceeded), nil
	}
	return "", "", nil
}

func sentence(all []change.Excess) string {
	var parts []string
	for _, e := range all[:min(len(all), saidExceeded)] {
		parts = append(parts, e.String())
	}
	if more := len(all) - len(parts); more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, "; ") + ": look at the changes, then release them, part of them, or none"
}

// weightyTypes are the events that a limit can hold for.
var weightyTypes = func() (types []string) {
	for _, t := range changedTypes {
		if t == "DeviceObserved" || strings.HasSuffix(t, "Vanished") {
			types = append(types, t)
		}
	}
	return types
}()

// exceeded compares what is staged with the connection's limits.
func (s *session) exceeded(ctx context.Context) ([]change.Excess, error) {
	tally, touched := change.Tally{}, make(deviceSets)
	for after := int64(0); ; {
		steps, last, err := s.p.stagedSteps(ctx, s.run, after, weightyTypes)
		if err != nil {
			return nil, err
		}
		weighty := steps[:0]
		for _, st := range steps {
			if st.version > 0 && change.Weighty(st.payload) {
				weighty = append(weighty, st)
			}
		}
		err = s.p.tell(ctx, s.run.Tenant, weighty, ChangeCursor{}, func(_ ChangeCursor, c change.Change) error {
			if tally.Add(c) && c.Thing == change.Device {
				touched.of(c.Organization).Add(uint32(c.NinjaID))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if last == 0 {
			break
		}
		after = last
	}
	if len(tally) == 0 {
		return nil, nil
	}
	return s.beyond(ctx, tally, touched)
}

// beyond is what of a tally goes beyond the limits, with the names of organizations.
func (s *session) beyond(ctx context.Context, tally change.Tally, touched deviceSets) ([]change.Excess, error) {
	limits, err := s.p.cfg.Limits(ctx, s.run.Tenant, s.run.Connection)
	if err != nil {
		return nil, fmt.Errorf("limits of connection %s: %w", s.run.Connection, err)
	}
	was := change.Before{Others: make(map[change.Thing]int), Empty: make(map[change.Thing]bool)}
	if was.Devices, err = s.devicesBefore(ctx, touched); err != nil {
		return nil, err
	}
	for g := range tally {
		kind, other := listingOf[g.Thing]
		if other && was.Others[g.Thing] == 0 {
			if was.Others[g.Thing], err = s.observedBefore(ctx, kind); err != nil {
				return nil, err
			}
		}
		if g.Thing == change.Device {
			kind = Devices
		}
		l, listed := s.run.Listings[kind]
		was.Empty[g.Thing] = listed && !l.NotOffered && l.Rows == 0
	}
	all := limits.Exceeded(tally, was)
	all = all[:min(len(all), maxExceeded)]
	names, err := s.organizationNames(ctx, change.Organizations(all))
	for i := range all {
		all[i].Name = names[all[i].Organization]
	}
	return all, err
}

var listingOf = map[change.Thing]Kind{
	change.Location: Locations, change.Contact: Contacts, change.Account: Accounts, change.Role: Roles,
}

// organizationNames reads the names that the log knows.
func (s *session) organizationNames(ctx context.Context, ids []int64) (map[int64]string, error) {
	streams := make([]string, len(ids))
	for i, id := range ids {
		streams[i] = event.OrganizationStream(s.run.Connection, id)
	}
	heads, err := s.p.cfg.Log.Streams(ctx, s.run.Tenant, streams)
	if err != nil {
		return nil, err
	}
	var positions []int64
	for _, h := range heads {
		positions = append(positions, h.SnapshotPosition)
	}
	formers, err := s.formers(ctx, positions)
	names := make(map[int64]string)
	for _, f := range formers {
		r := observation.NewReader(observation.Organizations)
		if o, is := f.payload.(*event.OrgObserved); is && r.Read(o.Organization) == nil {
			names[o.OrganizationID] = r.Text("name")
		}
	}
	return names, err
}

// hold stops the run for a person, and says so in the log, so that it is told in the inbox.
//
// A run that reads access alone is never held: the syncs of its connection would wait for
// it. It fails, and the next sync finds the same changes and is held.
func (s *session) hold(ctx context.Context, reason, message string) error {
	if s.run.Trigger == TriggerAccess {
		return s.failWith(ctx, stepAppend, reason, message+" (with the next sync of the connection, which will be held)")
	}
	appended := s.run.Counts.EventsAppended
	held := &event.SyncHeld{Connection: s.run.Connection, Run: s.run.ID, Reason: reason, Message: message}
	for _, e := range s.run.Exceeded {
		held.Exceeded = append(held.Exceeded, event.HeldLimit{
			Thing: string(e.Thing), Kind: string(e.Kind), OrganizationID: e.Organization, Count: e.Count, Of: e.Of, Limit: e.Limit,
		})
	}
	return s.commit(ctx, turn{
		append: true,
		events: []pending{{version: anyVersion, New: event.New{Stream: event.SyncStream(s.run.Connection), Payload: held}}},
		apply: func(r *Run) {
			r.Counts.EventsAppended = appended // that it is held is not counted
			r.State, r.Reason, r.Message = StateHeld, reason, message
		},
	})
}
