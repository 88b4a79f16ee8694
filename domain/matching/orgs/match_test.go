package orgs_test

import (
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func id(n int) uuid.UUID { return uuid.UUID{14: byte(n >> 8), 15: byte(n)} }

func parties(first int, names ...string) []orgs.Party {
	all := make([]orgs.Party, len(names))
	for i, name := range names {
		all[i] = orgs.Party{ID: id(first + i), Name: name}
	}
	return all
}

func TestMAP_13_AnEqualNameLinksWhereItIsUniqueBothWays(t *testing.T) {
	t.Parallel()
	x := orgs.NewIndex(orgs.DefaultRules(), parties(100, "Acme Ltd", "Beta", "Beta Inc", "Gamma"))
	verdicts := x.Match(parties(1, "ACME", "beta", "Gamma LLC", "The Gamma Co"), nil, nil)
	require.Equal(t, orgs.Linked, verdicts[0].Outcome)
	require.Equal(t, id(100), verdicts[0].Customer)
	require.Equal(t, 100, verdicts[0].Score)
	require.Equal(t, []uuid.UUID{id(101), id(102)}, []uuid.UUID{verdicts[1].Candidates[0].Customer, verdicts[1].Candidates[1].Customer})
	require.Equal(t, orgs.Ambiguous, verdicts[1].Outcome)
	require.Zero(t, verdicts[1].Customer)
	require.Equal(t, "several customers are about equally near", verdicts[1].Reason)
	for _, v := range verdicts[2:] { // a person confirms that both are the customer
		require.Equal(t, orgs.Suggested, v.Outcome, v)
		require.Equal(t, id(103), v.Customer)
		require.Contains(t, v.Reason, "as other organizations")
	}
}

func TestASavedMappingIsNotLookedAtButCounts(t *testing.T) {
	t.Parallel()
	x := orgs.NewIndex(orgs.DefaultRules(), parties(100, "Acme"))
	verdicts := x.Match(parties(1, "Acme", "Acme Inc"), map[uuid.UUID]uuid.UUID{id(1): id(100)}, nil)
	require.Equal(t, orgs.Saved, verdicts[0].Outcome)
	require.Equal(t, orgs.Suggested, verdicts[1].Outcome)
}

func BenchmarkDefaultRules(b *testing.B) {
	for b.Loop() {
		orgs.DefaultRules()
	}
}
