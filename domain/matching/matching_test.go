package matching_test

import (
	"math/rand/v2"
	"testing"

	"coresync/domain/matching"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMAP_13_NamesThatAreEqualAfterNormalisation(t *testing.T) {
	t.Parallel()
	r := matching.DefaultRules()
	for want, names := range map[string][]string{
		"acme":                {"Acme", "ACME, Inc.", "The Acme Co.", "acme GmbH", "Acme Ltd", "Acme Limited", "ACME L.L.C.", "Acme (The)", "Acme Pty Ltd", "Acmé S.A.", "Acme sp. z o.o.", "Acme s.r.o."},
		"smith and sons":      {"Smith & Sons", "Smith and Sons Ltd.", "SMITH + SONS", "The Smith & Sons Company"},
		"muller bau":          {"Müller Bau GmbH & Co. KG", "MULLER BAU", "Müller-Bau"},
		"obrien":              {"O'Brien LLC", "O’Brien", "OBrien plc"},
		"jb hunt transport":   {"J.B. Hunt Transport, Inc.", "J. B. Hunt Transport", "JB Hunt Transport"},
		"strasse":             {"Straße AG", "STRASSE"},
		"ромашка":             {"ООО Ромашка", "Ромашка"},
		"トヨタ自動車":              {"トヨタ自動車株式会社", "株式会社トヨタ自動車"},
		"gmbh":                {"GmbH"}, // a legal form alone is a name
		"the":                 {"The"},
		"":                    {"", "---", "…"},
		"abc holdings europe": {"ABC Holdings Europe Ltd"},
		"acme 10":             {"Acme #10"},
	} {
		for _, name := range names {
			require.Equal(t, want, r.Key(name), "%q", name)
		}
	}
	require.NotEqual(t, r.Key("Acme #10"), r.Key("Acme #11"))
	require.NotEqual(t, r.Key("ガス"), r.Key("カス"), "marks of kana tell words apart")
}

func TestMAP_13_CaseAndPunctuationDontMatter(t *testing.T) {
	t.Parallel()
	r := matching.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		// The first word is no legal form: a name of nothing else keeps one.
		name := rapid.StringMatching(`Q[a-z]{4,8}( [A-Za-z]{2,8}){0,3}`).Draw(t, "name")
		key := r.Key(name)
		require.NotEmpty(t, key)
		for _, variant := range []string{" " + name + " ", name + ".", "\"" + name + "\"", name + ",", name + " Inc.", "The " + name} {
			require.Equal(t, key, r.Key(variant), variant)
		}
	})
}

func FuzzKey(f *testing.F) {
	r := matching.DefaultRules()
	for _, s := range []string{"Acme, Inc.", "The", "& & &", "株式会社", "S.p.A. S.p.A.", "İ", "\xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { _ = r.Key(s) })
}

func TestMAP_13_OnlyANameThatIsUniqueBothWaysLinks(t *testing.T) {
	t.Parallel()
	party := func(n byte, key string) matching.Party { return matching.Party{ID: uuid.UUID{n}, Key: key} }
	links := matching.Exact(
		[]matching.Party{party(1, "acme"), party(2, "beta"), party(3, "gamma"), party(4, "gamma"), party(5, ""), party(6, "delta")},
		[]matching.Party{party(11, "acme"), party(12, "beta"), party(13, "beta"), party(14, "gamma"), party(15, "")})
	require.Equal(t, map[uuid.UUID]uuid.UUID{{1}: {11}}, links)
}

func TestMAP_13_OrderDoesntMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, first byte) []matching.Party {
			keys := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", ""}), 0, 8).Draw(t, name)
			parties := make([]matching.Party, len(keys))
			for i, key := range keys {
				parties[i] = matching.Party{ID: uuid.UUID{first, byte(i)}, Key: key}
			}
			return parties
		}
		organizations, customers := draw("organizations", 1), draw("customers", 2)
		want := matching.Exact(organizations, customers)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		shuffle.Shuffle(len(organizations), func(i, j int) { organizations[i], organizations[j] = organizations[j], organizations[i] })
		shuffle.Shuffle(len(customers), func(i, j int) { customers[i], customers[j] = customers[j], customers[i] })
		require.Equal(t, want, matching.Exact(organizations, customers))
	})
}
