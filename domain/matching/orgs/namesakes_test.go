package orgs_test

import (
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A city and a domain are known beside a name: they may speak for another customer, so
// nothing but names is given here.
func TestNamesakesAreWhatMatchLinksByNamesAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.evidence = nil
		for _, parties := range [][]orgs.Party{w.customers, w.organizations} {
			for i := range parties {
				parties[i] = orgs.Party{ID: parties[i].ID, Name: parties[i].Name}
			}
		}
		want := make(map[uuid.UUID]uuid.UUID)
		for id, v := range w.match() {
			if v.Outcome == orgs.Linked {
				want[id] = v.Customer
			}
		}
		require.Equal(t, want, rules().Namesakes(w.organizations, w.customers, w.taken))
	})
}
