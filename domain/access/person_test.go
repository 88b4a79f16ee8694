package access

import (
	"testing"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestC1P_06_NarrowIsByEmailAndBroadByNameToo(t *testing.T) {
	t.Parallel()
	here, there := uuid.New(), uuid.New()
	ann := Someone{ID: uuid.New(), Customer: here, Name: "Ann Müller", Email: "Ann@example.test"}
	bob := Someone{ID: uuid.New(), Customer: here, Name: "Bob Ray", Email: "shared@example.test"}
	rob := Someone{ID: uuid.New(), Customer: there, Name: "Bob Ray", Email: "shared@example.test"}
	d := NewDirectory([]Someone{ann, bob, rob, {ID: uuid.New()}})
	for _, c := range []struct {
		name, email, first, last string
		customer                 uuid.UUID
		mode                     string
		want                     uuid.UUID
		by                       string
	}{
		{"address, whatever its case", "ann@EXAMPLE.test ", "x", "y", uuid.Nil, Narrow, ann.ID, ByEmail},
		{"a name is not enough", "", "Ann", "Müller", here, Narrow, uuid.Nil, ""},
		{"it is where that was chosen", "", "ANN", "Muller", uuid.Nil, Broad, ann.ID, ByName},
		{"half a name is not", "", "", "Müller", here, Broad, uuid.Nil, ""},
		{"two of one address: the customer's", "shared@example.test", "", "", there, Narrow, rob.ID, ByEmail},
		{"two of one address: nobody's", "shared@example.test", "", "", uuid.Nil, Narrow, uuid.Nil, ""},
		{"two of one name: the customer's", "", "Bob", "Ray", here, Broad, bob.ID, ByName},
		{"nothing", "", "", "", here, Broad, uuid.Nil, ""},
	} {
		got, by, found := d.Find(c.email, c.first, c.last, c.customer, c.mode)
		require.Equal(t, c.want != uuid.Nil, found, c.name)
		require.Equal(t, c.want, got.ID, c.name)
		require.Equal(t, c.by, by, c.name)
	}
}

// Whatever is decided, deciding it again changes nothing, and the state is what was wanted.
func TestOwnersAreDecidedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := []uuid.UUID{uuid.Nil, {1}, {2}}
		var state Owner
		for range rapid.IntRange(1, 6).Draw(t, "n") {
			var command any = ResetOwner{}
			want := Owner{}
			if rapid.Bool().Draw(t, "set") {
				who := rapid.SampledFrom(people).Draw(t, "who")
				command, want = SetOwner{Contact: who}, Owner{Set: true, Contact: who}
			}
			events, err := DecideOwner(state, command)
			require.NoError(t, err)
			for _, e := range events {
				state = EvolveOwner(state, e)
			}
			require.Equal(t, want, state)
			again, err := DecideOwner(state, command)
			require.NoError(t, err)
			require.Empty(t, again)
		}
	})
}

func TestSettingsTellAllFaults(t *testing.T) {
	t.Parallel()
	require.NoError(t, CheckSettings(Defaults(uuid.New())))
	err := CheckSettings(event.AccessConnectorSet{Matching: "wide", Approval: "sometimes", Frequency: "yearly"})
	require.ErrorContains(t, err, "Correct")
	for _, pointer := range []string{"/matching", "/approval", "/frequency"} {
		require.Contains(t, faultsOf(err), pointer)
	}
}
