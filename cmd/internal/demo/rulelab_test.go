package demo_test

import (
	"slices"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// The rule lab explains whose an account is, by the code that makes suggestions; a draft
// answers as it would if it were in force.
func TestTheRuleLabTriesAnAccount(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	all, _ := suggestions(t, d, api.AssociationFilter{})
	i := slices.IndexFunc(all, func(s api.ContactSuggestion) bool {
		return s.State == "high" && s.Username != "" && s.Suggested.Percent < 100
	})
	require.GreaterOrEqual(t, i, 0)
	one := all[i]
	ask := func(account, draft string) api.RuleAnswer {
		answer, err := services.Rules.Ask(t.Context(), scope, []byte(draft), api.RuleQuestion{Kind: "account", Text: account})
		require.NoError(t, err, "%s %s: %+v", account, draft, err)
		return answer
	}
	answer := ask(one.Username, `{}`)
	c := slices.IndexFunc(answer.Candidates, func(c api.RuleCandidate) bool { return c.ID == one.Suggested.Contact.ID })
	require.GreaterOrEqual(t, c, 0)
	require.Contains(t, answer.Candidates[c].Name, one.Customer.Name)
	require.GreaterOrEqual(t, answer.Candidates[c].Score, 80)
	draft := ask(one.Username, `{"people": {"high": 100}}`)
	require.NotEqual(t, answer.Steps, draft.Steps, "the draft answers")
	require.Equal(t, answer.Candidates, draft.Candidates)
	nobody := ask("svc-backup", `{}`)
	require.Empty(t, nobody.Candidates)
	require.Contains(t, nobody.Steps, api.RuleStep{What: "Kind", Result: "shared"})
	_, err = services.Rules.Ask(t.Context(), scope, []byte(`{}`), api.RuleQuestion{Kind: "account", Text: "  "})
	require.Error(t, err)
}
