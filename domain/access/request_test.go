package access

import (
	"testing"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// Whatever is commanded in whatever order: nothing is sent to NinjaOne that was not asked
// and, where that is needed, approved by another; what has ended stays ended.
func TestNothingIsCarriedOutThatWasNotApproved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		needs := rapid.Bool().Draw(t, "needs approval")
		ask := &event.AccessRequested{Request: uuid.UUID{1}, By: "ann", NeedsApproval: needs, ExpiresAt: &noon}
		var r Request
		approved := false
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			who := rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "who")
			own := rapid.Bool().Draw(t, "by another name")
			command := rapid.SampledFrom([]any{
				Ask{ask}, Approve{who, own}, Reject{By: who}, Cancel{who}, Start{}, Finish{}, Fail{}, Expire{noon.Add(-time.Second)}, Expire{noon}, Revoke{},
			}).Draw(t, "command")
			before := r.Status
			events, err := DecideRequest(r, command)
			if err != nil {
				require.Empty(t, events)
			}
			for _, e := range events {
				if a, is := e.(*event.AccessApproved); is {
					approved = approved || a.By != "ann" && !own
				}
				r = EvolveRequest(r, e)
			}
			if r.Status == Running {
				require.True(t, !needs || approved)
			}
			if before == Failed || before == Rejected || before == Cancelled || before == Revoked {
				require.Equal(t, before, r.Status)
			}
			if command == (Expire{noon.Add(-time.Second)}) {
				require.Equal(t, before, r.Status, "its time is not over")
			}
		}
	})
}

func TestWhatIsDangerousNeedsApproval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		approval, action        string
		administrator, ofAdmins bool
		want                    bool
	}{
		{ApproveRisky, event.AccessAddMember, false, false, false},
		{ApproveRisky, event.AccessCreate, false, false, false},
		{ApproveRisky, event.AccessDelete, false, false, true},
		{ApproveRisky, event.AccessRemoveMember, true, false, true},
		{ApproveRisky, event.AccessAddMember, false, true, true},
		{ApproveAlways, event.AccessCreate, false, false, true},
		{ApproveNever, event.AccessDelete, true, true, false},
		{"", event.AccessDelete, false, false, true},
	} {
		got := NeedsApproval(Settings{Approval: c.approval}, &event.AccessRequested{Action: c.action, Administrator: c.administrator}, c.ofAdmins)
		require.Equal(t, c.want, got, "%+v", c)
	}
}
