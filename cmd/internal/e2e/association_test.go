package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

type suggested struct {
	Asset    struct{ ID, Name string }
	State    string
	Version  int
	Assigned *struct{ Name string }
}

type decided struct{ Outcome, Code, Message string }

// What a technician types, from the list to the assignments and back.
func TestCON_11_14_15_AssociationFromTheCommandLine(t *testing.T) {
	t.Parallel()
	p := sharedPlace(t)
	p.has("demo", "--no-wait", "--devices", "60", "--orgs", "4")
	list := func(states ...string) (all []suggested) {
		args := []string{"association", "list", "--json"}
		for _, state := range states {
			args = append(args, "--state", state)
		}
		decodeInto(t, p.has(args...), &all)
		return all
	}
	decide := func(code int, args ...string) (rows []decided) {
		t.Helper()
		ended := p.launch(append(args, "--json")...)
		require.Equal(t, code, ended.wait(patience), ended.err)
		if code == 0 || code == 3 {
			decodeInto(t, ended.out.String(), &rows)
		}
		return rows
	}
	high := list("high")
	require.Greater(t, len(high), 3)
	require.Equal(t, "saved", decide(0, "association", "apply", high[0].Asset.ID)[0].Outcome)
	require.Equal(t, "unchanged", decide(0, "association", "apply", high[0].Asset.Name)[0].Outcome)
	require.Equal(t, "saved", decide(0, "association", "skip", high[1].Asset.ID)[0].Outcome)
	require.Equal(t, "saved", decide(0, "association", "never", high[2].Asset.ID)[0].Outcome)
	require.Len(t, list("skipped", "never"), 2)
	require.Len(t, decide(0, "association", "apply", "--high"), len(high)-3)
	require.Empty(t, list("high"))
	assigned := list("assigned")
	require.Len(t, assigned, len(high)-2)
	require.NotEmpty(t, assigned[0].Assigned.Name)

	require.Equal(t, "saved", decide(0, "association", "reopen", high[2].Asset.ID)[0].Outcome)
	require.Equal(t, "saved", decide(0, "assign", high[0].Asset.ID, "--none")[0].Outcome)
	require.Len(t, list("high"), 2)
	if none := list("none"); len(none) > 0 {
		rows := decide(3, "association", "apply", high[0].Asset.ID, none[0].Asset.ID)
		require.Equal(t, "saved", rows[0].Outcome)
		require.Equal(t, "no_suggestion", rows[1].Code)
		require.NotEmpty(t, rows[1].Message)
	}
	decide(2, "assign", high[0].Asset.ID)
	decide(2, "association", "apply")
	decide(1, "association", "skip", "no such device")
}
