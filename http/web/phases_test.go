package web

import (
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Whatever step a run is at, one phase is the present one, those before are done.
func TestEveryStepOfARunIsInAPhase(t *testing.T) {
	t.Parallel()
	for at, steps := range [][]string{{"organizations"}, {"locations"}, {"last_users", "devices"}, {"contacts"}, {"accounts"}, {"roles"}, {"append", "prove", "finish"}} {
		for _, step := range steps {
			for i, p := range phasesAt(step) {
				require.Equal(t, [2]bool{i < at, i == at}, [2]bool{p.Done, p.Now}, "%s: %s", step, p.Word)
			}
		}
	}
	require.Equal(t, "Compare and apply", phaseWord("prove"))
}

func TestSYN_09_TheRunningOneIsJoinedWithItsPercentage(t *testing.T) {
	t.Parallel()
	forty := 40
	require.Equal(t, "A sync is already running, 40 %: this is it.", joinedWords(api.Started{Joined: true, Percent: &forty}))
	require.Equal(t, "A sync is already running: this is it.", joinedWords(api.Started{Joined: true}))
	require.Equal(t, "No other sync begins before it is decided about this one.", joinedWords(api.Started{Joined: true, State: "held"}))
}
