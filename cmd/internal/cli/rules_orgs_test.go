package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRulesEvalOrgsHoldsTheRulesToTheGoals(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "domain", "matching", "orgs", "evaluate", "testdata", "sec-listing.jsonl")
	out, _ := alone(t, "", 0, "rules", "eval", "orgs", file, "--goals")
	require.Contains(t, out, "sec-listing, real-variant: recall")
	require.NotContains(t, out, "NO")

	out, said := alone(t, "", 0, "rules", "eval", "orgs", file)
	require.Contains(t, out, "real-same-key")
	require.Contains(t, said, "of links alone 1.0000")

	scenario, err := os.ReadFile(file)
	require.NoError(t, err)
	out, _ = alone(t, string(scenario), 0, "rules", "eval", "orgs", "-", "--json")
	require.Equal(t, 1500, strings.Count(out, "\n"), "a line for each organization")
	require.Contains(t, out, `"verdict":"none","match":null`)
}

func TestRulesEvalOrgsTellsAMiss(t *testing.T) {
	t.Parallel()
	const missed = `{"id":"1","kind":"k","customers":["Acme"],"orgs":[{"name":"ACME Ltd","expected":null,"kind":"null-branch"}]}`
	out, said := alone(t, missed, 3, "rules", "eval", "orgs", "-", "--goals")
	require.Contains(t, out, "NO")
	require.Contains(t, said, "goals are missed")
	_, said = alone(t, "{", 2, "rules", "eval", "orgs", "-")
	require.Contains(t, said, "read scenario on line 1")
	alone(t, "", 2, "rules", "eval", "orgs", "-")
	alone(t, "", 1, "rules", "eval", "orgs", filepath.Join(t.TempDir(), "none"))
}

func TestRulesTryOrgsExplains(t *testing.T) {
	t.Parallel()
	out, _ := alone(t, "", 0, "rules", "try", "orgs", "Kelli Reyes Dentl (Vancouver)", "--customer", "KelliReyes Dental Inc", "--customer", "Reyes Roofing")
	require.Contains(t, out, `Compared as "kelli reyes dentl vancouver"`)
	require.Contains(t, out, "− 8 typo dentl")
	require.Contains(t, out, "Verdict: suggested: ")
	out, _ = alone(t, "", 0, "rules", "try", "orgs", strings.Repeat("x", 10000), "--customer", "Acme")
	require.Contains(t, out, "… (10000 characters)")
	require.Less(t, len(out), 1000)
	out, _ = alone(t, "", 0, "rules", "try", "orgs", "Acme #10", "--customer", "Acme #11", "--json")
	require.Contains(t, out, `"outcome":"none"`)
}

func TestRulesTryOrgsLooksThroughTheWorkspace(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech Ltd,,initech.com,\n2,Hooli,,,Vancouver\n"))
	out, _ := c.run(0, "rules", "try", "orgs", "INITECH")
	require.Contains(t, out, "Verdict: linked: same name without “ltd”")
	out, _ = c.run(0, "rules", "try", "orgs", "Contoso", "--domain", "initech.com")
	require.Contains(t, out, "Verdict: suggested: another name, the e-mail domain initech.com")
	out, _ = c.run(0, "rules", "try", "orgs", "Hooli Vancouver", "--city", "Vancouver")
	require.Contains(t, out, "the same city")
}
