package orgs_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	rules    = sync.OnceValue(orgs.DefaultRules)
	families = []string{"Smith", "Smyth", "Müller", "Mueller", "Kelli Reyes", "KelliReyes", "Hansen", "Hanson", "O'Brien", "Zimmermann", "Crystal Ridge", "Two Rivers", "2 Rivers", "ABC", "Acme"}
	trades   = []string{"", "Dental", "Dentl", "Roofing", "Law Firm", "Group", "Holdings", "Holdings Europe", "Building Company", "Roofing and Siding", "Realty Fund"}
	tails    = []string{"", "", "Inc", "LLC", "GmbH & Co. KG", "(Vancouver)", "- Head Office", "#10", "VII", "VIII", "Springfield", "[SFM51]", "d/b/a Quick Fix", "Ltd Common Stock"}
	cityList = []string{"", "Vancouver", "Springfield"}
	domains  = []string{"acme.com", "smith.example", "gmail.com", "zimmermann.example"}
)

func nameOf(t *rapid.T) string {
	pick := func(from []string) string { return rapid.SampledFrom(from).Draw(t, "part") }
	name := pick(families) + " " + pick(trades) + " " + pick(tails)
	if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
		name = rapid.SampledFrom([]string{"", "---", "Unknown", "acme.com", "KRR", "ABC", "The", "Dental", rapid.String().Draw(t, "any")}).Draw(t, "odd name")
	}
	return name
}

func drawParties(t *rapid.T, first, most int) []orgs.Party {
	var all []orgs.Party
	for i := range rapid.IntRange(0, most).Draw(t, "parties") {
		p := orgs.Party{ID: id(first + i), Name: nameOf(t), City: rapid.SampledFrom(cityList).Draw(t, "city")}
		if rapid.IntRange(0, 3).Draw(t, "more") == 0 {
			p.Aliases = []string{nameOf(t)}
			p.Domains = []string{rapid.SampledFrom(domains).Draw(t, "domain")}
		}
		all = append(all, p)
	}
	return all
}

// world is two lists and what is known beside.
type world struct {
	customers, organizations []orgs.Party
	taken                    map[uuid.UUID]uuid.UUID
	evidence                 *orgs.Evidence
}

func drawWorld(t *rapid.T) world {
	w := world{customers: drawParties(t, 1000, 12), organizations: drawParties(t, 1, 12), taken: map[uuid.UUID]uuid.UUID{}}
	if len(w.customers) == 0 || len(w.organizations) == 0 || rapid.Bool().Draw(t, "names only") {
		return w
	}
	w.evidence = &orgs.Evidence{Devices: map[orgs.Pair]int{}, OrgDevices: map[uuid.UUID]int{}}
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		o, c := rapid.SampledFrom(w.organizations).Draw(t, "o"), rapid.SampledFrom(w.customers).Draw(t, "c")
		switch rapid.IntRange(0, 3).Draw(t, "fact") {
		case 0:
			w.taken[o.ID] = c.ID
		case 1:
			w.evidence.Devices[orgs.Pair{Organization: o.ID, Customer: c.ID}] = rapid.IntRange(0, 20).Draw(t, "owned")
			w.evidence.OrgDevices[o.ID] = 20
		case 2:
			w.evidence.Confirmed = append(w.evidence.Confirmed, orgs.NamePair{Name: o.Name, Customer: c.ID})
		case 3:
			w.evidence.Rejected = append(w.evidence.Rejected, orgs.NamePair{Name: o.Name, Customer: c.ID})
		}
	}
	return w
}

func (w *world) match() map[uuid.UUID]orgs.Verdict {
	by := make(map[uuid.UUID]orgs.Verdict)
	for _, v := range orgs.NewIndex(rules(), w.customers).Match(w.organizations, w.taken, w.evidence) {
		by[v.Organization] = v
	}
	return by
}

func TestAVerdictDependsOnNoOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		want := w.match()
		mixed := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		other := w
		other.customers, other.organizations = slices.Clone(w.customers), slices.Clone(w.organizations)
		mixed.Shuffle(len(other.customers), func(i, j int) {
			other.customers[i], other.customers[j] = other.customers[j], other.customers[i]
		})
		mixed.Shuffle(len(other.organizations), func(i, j int) {
			other.organizations[i], other.organizations[j] = other.organizations[j], other.organizations[i]
		})
		require.Equal(t, want, other.match())
	})
}

// What is promised of every verdict, whatever the names are.
func TestWhatHoldsOfEveryVerdict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		linked := make(map[uuid.UUID]bool)
		for _, v := range w.match() {
			requireSound(t, v)
			if _, saved := w.taken[v.Organization]; saved {
				require.Equal(t, orgs.Saved, v.Outcome)
			}
			if v.Outcome == orgs.Linked {
				require.False(t, linked[v.Customer], "what links at once is one to one")
				linked[v.Customer] = true
			}
		}
	})
}

func requireSound(t require.TestingT, v orgs.Verdict) {
	require.NotEmpty(t, v.Reason)
	require.LessOrEqual(t, len(v.Candidates), orgs.Shown)
	last, seen := 100, make(map[uuid.UUID]bool)
	for _, c := range v.Candidates {
		require.LessOrEqual(t, c.Score, last)
		require.GreaterOrEqual(t, c.Score, 0)
		require.NotEmpty(t, c.Reason)
		require.False(t, seen[c.Customer])
		last, seen[c.Customer] = c.Score, true
	}
	proposed := v.Outcome == orgs.Linked || v.Outcome == orgs.Suggested
	require.Equal(t, proposed, v.Customer != uuid.Nil)
	if proposed {
		require.Equal(t, v.Candidates[0].Customer, v.Customer)
		require.Equal(t, v.Candidates[0].Score, v.Score)
		require.GreaterOrEqual(t, v.Score, 80)
	}
	if v.Outcome == orgs.Ambiguous {
		require.NotEmpty(t, v.Candidates)
	}
}

// A customer that shares no word, acronym, domain or device with an organization changes
// neither its verdict nor its candidates; neither does such an organization.
func TestAStrangerChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		want := w.match()
		w.customers = append(w.customers,
			orgs.Party{ID: id(3000), Name: "Qopuxqaj " + rapid.SampledFrom([]string{"", "Vajqoxul", "Xoquvaj 977"}).Draw(t, "stranger"), Domains: []string{"qopuxqaj.example"}})
		require.Equal(t, want, w.match())
		w.organizations = append(w.organizations, orgs.Party{ID: id(3001), Name: "Zuqavox Jixoqu"})
		got := w.match()
		delete(got, id(3001))
		require.Equal(t, want, got)
	})
}

// A customer whose words all others have, but not the organization, is a stranger, too:
// words become more common without changing what doesn't have them.
func TestAStrangerWithCommonWordsChangesNothing(t *testing.T) {
	t.Parallel()
	w := world{
		customers:     parties(1000, "Hutchins Dental", "Hutchins Dental Springfield", "Wakefield Roofing", "Hutchins Law"),
		organizations: parties(1, "Hutchins", "Hutchin", "Wakefeld"),
	}
	want := w.match()
	for i := range 70 {
		w.customers = append(w.customers, orgs.Party{ID: id(2000 + i), Name: fmt.Sprintf("Dental Springfield Roofing Law %c%c", 'a'+i%26, 'k'+i/26)})
		require.Equal(t, want, w.match(), i)
	}
}

// What Change keeps current is what Match gives from scratch, also where a word is at
// the border of being too common to look for.
func TestChangesGiveWhatMatchingAnewGives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		r := rapid.SampledFrom([]*orgs.Rules{rules(), narrowRules()}).Draw(t, "rules")
		m := orgs.NewMatches(orgs.NewIndex(r, w.customers), w.organizations, w.taken, w.evidence)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			changed := drawParties(t, 1000+rapid.IntRange(0, 14).Draw(t, "from"), 3)
			var removed []uuid.UUID
			for _, c := range w.customers {
				if rapid.IntRange(0, 5).Draw(t, "removed") == 0 && !slices.ContainsFunc(changed, func(p orgs.Party) bool { return p.ID == c.ID }) {
					removed = append(removed, c.ID)
				}
			}
			m.Change(changed, removed)
			w.customers = slices.DeleteFunc(w.customers, func(p orgs.Party) bool {
				return slices.Contains(removed, p.ID) || slices.ContainsFunc(changed, func(c orgs.Party) bool { return c.ID == p.ID })
			})
			w.customers = append(w.customers, changed...)
			require.Equal(t, orgs.NewIndex(r, w.customers).Match(w.organizations, w.taken, w.evidence), m.Verdicts())
		}
	})
}

// narrowRules look for a word only where one or two customers have it.
var narrowRules = sync.OnceValue(func() *orgs.Rules {
	text := bytes.Replace(orgs.DefaultRulesText(), []byte(`"postings": 60`), []byte(`"postings": 2`), 1)
	r, err := orgs.ParseRules(text)
	if err != nil || bytes.Equal(text, orgs.DefaultRulesText()) {
		panic(fmt.Sprint("no narrow rules: ", err))
	}
	return r
})
