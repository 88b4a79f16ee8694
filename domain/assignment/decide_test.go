package assignment_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/assignment"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestASG_04_DecisionsReplaceEachOther(t *testing.T) {
	t.Parallel()
	asset, ann, bob, user := uuid.New(), uuid.New(), uuid.New(), uuid.New()
	var s assignment.State
	does := func(command any, want ...event.Payload) {
		t.Helper()
		got, err := assignment.Decide(s, command)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for _, p := range got {
			s = assignment.Evolve(s, p)
		}
	}
	does(assignment.Unassign{Asset: asset})
	does(assignment.Reopen{Asset: asset})
	does(assignment.Skip{Asset: asset, User: user}, &event.AssociationSkipped{Asset: asset, User: user})
	does(assignment.Skip{Asset: asset, User: user})
	does(assignment.Never{Asset: asset}, &event.AssociationNever{Asset: asset})
	does(assignment.Never{Asset: asset})
	does(assignment.Assign{Asset: asset, Contact: ann}, &event.DeviceAssigned{Asset: asset, Contact: ann})
	does(assignment.Assign{Asset: asset, Contact: ann})
	does(assignment.Reopen{Asset: asset})

	_, err := assignment.Decide(s, assignment.Assign{Asset: asset, Contact: bob})
	require.Equal(t, domain.CodeConflict, domain.ErrorCode(err), "reassigned never silently (CON-15 ⚠)")
	does(assignment.Assign{Asset: asset, Contact: bob, Replace: true}, &event.DeviceAssigned{Asset: asset, Contact: bob})
	does(assignment.Skip{Asset: asset}, &event.AssociationSkipped{Asset: asset})
	require.Equal(t, bob, s.Contact, "who skips a suggestion takes the asset from nobody")
	does(assignment.Unassign{Asset: asset}, &event.DeviceUnassigned{Asset: asset, Contact: bob})
	does(assignment.Reopen{Asset: asset}, &event.AssociationReopened{Asset: asset})
	require.Equal(t, assignment.State{}, s)
}

// An asset that took over from another record has who that one had: its own stream knows
// nothing of it.
func TestASG_04_WhoIsShownCounts(t *testing.T) {
	t.Parallel()
	asset, ann, bob := uuid.New(), uuid.New(), uuid.New()
	none, hers := assignment.State{}, assignment.State{Contact: ann}
	got, err := assignment.Decide(none, assignment.Unassign{Asset: asset, Held: ann})
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.DeviceUnassigned{Asset: asset, Contact: ann}}, got)
	got, err = assignment.Decide(none, assignment.Assign{Asset: asset, Contact: ann, Held: ann})
	require.NoError(t, err)
	require.Empty(t, got)
	_, err = assignment.Decide(none, assignment.Assign{Asset: asset, Contact: bob, Held: ann})
	require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	got, err = assignment.Decide(hers, assignment.Assign{Asset: asset, Contact: ann, Held: bob, Replace: true})
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.DeviceAssigned{Asset: asset, Contact: ann}}, got, "an older record's was decided since")
}

// Whatever was decided before, a command that was carried out changes nothing when it
// is given again.
func TestADecisionTwiceIsADecisionOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := []uuid.UUID{{1}, {2}}
		pick := func(name string) uuid.UUID { return rapid.SampledFrom(people).Draw(t, name) }
		var s assignment.State
		for range rapid.IntRange(1, 8).Draw(t, "commands") {
			command := []any{
				assignment.Assign{Contact: pick("contact"), Replace: true}, assignment.Unassign{},
				assignment.Skip{User: pick("user")}, assignment.Never{}, assignment.Reopen{},
			}[rapid.IntRange(0, 4).Draw(t, "command")]
			events, err := assignment.Decide(s, command)
			require.NoError(t, err)
			for _, e := range events {
				s = assignment.Evolve(s, e)
			}
			again, err := assignment.Decide(s, command)
			require.NoError(t, err)
			require.Empty(t, again)
			require.False(t, s.Skipped && s.Never)
		}
	})
}

// Whatever was decided since, an asset comes back to the decisions of before.
func TestDecisionsAreTakenBack(t *testing.T) {
	t.Parallel()
	asset := uuid.New()
	step := rapid.Custom(func(t *rapid.T) event.Payload {
		contact := uuid.UUID{15: byte(rapid.IntRange(1, 2).Draw(t, "contact"))}
		return rapid.SampledFrom([]event.Payload{
			&event.DeviceAssigned{Asset: asset, Contact: contact}, &event.DeviceUnassigned{Asset: asset, Contact: contact},
			&event.AssociationSkipped{Asset: asset, User: contact}, &event.AssociationNever{Asset: asset}, &event.AssociationReopened{Asset: asset},
		}).Draw(t, "step")
	})
	run := func(s assignment.State, events []event.Payload) assignment.State {
		for _, p := range events {
			s = assignment.Evolve(s, p)
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		before := run(assignment.State{}, rapid.SliceOfN(step, 0, 4).Draw(t, "before"))
		now := run(before, rapid.SliceOfN(step, 0, 4).Draw(t, "since"))
		require.Equal(t, before, run(now, assignment.Restore(asset, now, before)))
	})
}
