package evaluate_test

import (
	"os"
	"strings"
	"testing"

	"coresync/domain/matching/people"
	"coresync/domain/matching/people/evaluate"

	"github.com/stretchr/testify/require"
)

func casesOf(t testing.TB) []evaluate.Case {
	t.Helper()
	file, err := os.Open("testdata/people.jsonl")
	require.NoError(t, err)
	defer file.Close()
	all, err := evaluate.Read(file)
	require.NoError(t, err)
	return all
}

// Precision, recall and calibration, overall and on every kind.
func TestTheGoalsAreMetOnEveryKind(t *testing.T) {
	t.Parallel()
	report, _ := evaluate.Run(people.DefaultRules(), casesOf(t), nil)
	require.Len(t, report.Kinds, 56)
	require.Equal(t, 560, report.All.Cases)
	goals := report.Goals()
	require.NotEmpty(t, goals)
	for _, goal := range goals {
		if !goal.Met {
			t.Errorf("%s is %.3f, the goal is %.3f", goal.Name, goal.Value, goal.Goal)
		}
	}
	for _, row := range report.Rows {
		require.NotEmpty(t, row.Reason, row.ID)
	}
}

// A report tells hits from misses: a goal that can't be missed says nothing.
func TestAMissIsCounted(t *testing.T) {
	t.Parallel()
	const lines = `{"id":"1","kind":"good","contacts":[{"name":"Ann Lee","email":""}],"username":"ann.lee","expected":0}
{"id":"2","kind":"wrong","contacts":[{"name":"Ann Lee","email":""},{"name":"Bo Moe","email":""}],"username":"ann.lee","expected":1}

{"id":"3","kind":"missed","contacts":[{"name":"Ann Lee","email":""}],"username":"zorro","expected":0}
{"id":"4","kind":"nobody","contacts":[{"name":"Ann Lee","email":""}],"username":"alee","expected":null}
`
	read, err := evaluate.Read(strings.NewReader(lines))
	require.NoError(t, err)
	report, _ := evaluate.Run(people.DefaultRules(), read, nil)

	require.Equal(t, evaluate.Tally{
		Kind: "all", Cases: 4, Positive: 3, Right: 1, Wrong: 2,
		Precision: 1.0 / 3, Recall: 1.0 / 3, F1: 1.0 / 3,
	}, report.All)
	require.Zero(t, report.All.RecallAtP99)
	require.Equal(t, 1.0, report.Kinds[0].RecallAtP99)
	missed := map[string]bool{}
	for _, goal := range report.Goals() {
		if !goal.Met {
			missed[goal.Name] = true
		}
	}
	require.Equal(t, map[string]bool{
		"all: precision": true, "all: recall": true, "missed: recall": true, "nobody: pre-selected": true,
		"wrong: precision": true, "wrong: recall": true, "80 % and above: right": true, "90 % and above: right": true,
	}, missed)
}

func TestACaseThatCannotBeReadIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	for lines, want := range map[string]string{
		"{}\n{\"contacts\": 7}":                               "read case on line 2: ",
		`{"contacts":[{"name":"A","email":""}],"expected":1}`: "read case on line 1: expected contact 1 of 1",
	} {
		_, err := evaluate.Read(strings.NewReader(lines))
		require.ErrorContains(t, err, want)
	}
}
