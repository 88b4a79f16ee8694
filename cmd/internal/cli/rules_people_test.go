package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coresync/cmd/internal/cli"

	"github.com/stretchr/testify/require"
)

// alone runs a command line that needs no workspace.
func alone(t *testing.T, in string, code int, args ...string) (out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	got := cli.Run(context.Background(), cli.Version{Number: "test"}, cli.Streams{In: strings.NewReader(in), Out: &stdout, Err: &stderr}, args)
	require.Equal(t, code, got, "%v\n%s", args, stderr.String())
	return stdout.String(), stderr.String()
}

func TestRulesEvalPeopleHoldsTheRulesToTheGoals(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "domain", "matching", "people", "evaluate", "testdata", "people.jsonl")
	out, _ := alone(t, "", 0, "rules", "eval", "people", file, "--goals")
	require.Contains(t, out, "all: recall")
	require.NotContains(t, out, "NO")

	out, said := alone(t, "", 0, "rules", "eval", "people", file)
	require.Contains(t, out, "neg-father-son")
	require.Contains(t, said, "recall at precision 0.99")

	cases, err := os.ReadFile(file)
	require.NoError(t, err)
	out, _ = alone(t, string(cases), 0, "rules", "eval", "people", "-", "--json")
	require.Equal(t, bytes.Count(cases, []byte("\n")), strings.Count(out, "\n"), "a line for each case")
	require.Contains(t, out, `"verdict":"none","match":null`)
}

func TestRulesEvalPeopleTellsAMiss(t *testing.T) {
	t.Parallel()
	const missed = `{"id":"1","kind":"k","contacts":[{"name":"Ann Lee","email":""}],"username":"alee","expected":null}`
	out, said := alone(t, missed, 3, "rules", "eval", "people", "-", "--goals")
	require.Contains(t, out, "NO")
	require.Contains(t, said, "goals are missed")
	_, said = alone(t, "{", 2, "rules", "eval", "people", "-")
	require.Contains(t, said, "read case on line 1")
	alone(t, "", 2, "rules", "eval", "people", "-")
	alone(t, "", 1, "rules", "eval", "people", filepath.Join(t.TempDir(), "none"))
}

func TestRulesTryPeopleExplains(t *testing.T) {
	t.Parallel()
	out, _ := alone(t, "", 0, "rules", "try", "people", `ACME\jmueller`, "--contact", "Jürgen Müller <jm@acme.com>", "--contact", "Ann Lee")
	require.Contains(t, out, `Read as "jmueller", domain "acme", letters "jmueller"; kind: person`)
	require.Contains(t, out, "initial and surname, umlauts spelled out")
	require.Contains(t, out, "Verdict: high: ")
	out, _ = alone(t, "", 0, "rules", "try", "people", "svc-backup", "--contact", "Ann Lee", "--json")
	require.Contains(t, out, `"kind":"shared"`)
	alone(t, "", 2, "rules", "try", "people", "x", "--contact", "Ann <a")
}

func TestRulesTryPeopleLooksThroughTheWorkspace(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech,,initech.com,\n2,Hooli,,,\n"))
	c.run(0, "import", "contacts", c.file("contacts.csv",
		"external_id,customer_external_id,name,email,phone\na,1,Ann Lee,ann.lee@initech.com,\nb,2,Albert Lee,,\nc,2,Bo Moe,,\n"))
	out, _ := c.run(0, "rules", "try", "people", "alee")
	require.Contains(t, out, "Customer Initech")
	require.Contains(t, out, "Customer Hooli")
	out, _ = c.run(0, "rules", "try", "people", "bmoe")
	require.NotContains(t, out, "Initech")
	require.Contains(t, out, "Verdict: high: initial and surname")
	out, _ = c.run(0, "rules", "try", "people", "bmoe", "--customer", "1")
	require.Contains(t, out, "Verdict: none: no contact of this customer fits")
	c.run(1, "rules", "try", "people", "bmoe", "--customer", "nobody")
}
