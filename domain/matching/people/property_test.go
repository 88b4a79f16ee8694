package people_test

import (
	"math/rand"
	"slices"
	"strings"
	"sync"
	"testing"

	"coresync/domain/matching/people"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	firstNames = []string{"John", "Jane", "Anna", "Ann", "Martin", "Martina", "Robert", "Bob", "Jürgen", "María", "Wei", "Li", "Lee", "Jean-Luc", "Иван"}
	surnames   = []string{"Smith", "Smithson", "Lee", "Martin", "Müller", "de la Cruz", "van den Berg", "O'Neill", "García Pérez", "Zhang", "Петров", "Jones"}
)

// customer draws a small customer whose people are easily mistaken for each other.
func customer(t *rapid.T) people.Customer {
	var c people.Customer
	for i := range rapid.IntRange(0, 40).Draw(t, "contacts") {
		first, last := rapid.SampledFrom(firstNames).Draw(t, "first"), rapid.SampledFrom(surnames).Draw(t, "last")
		contact := people.Contact{ID: id(i), Name: first + " " + last}
		switch rapid.IntRange(0, 4).Draw(t, "shape") {
		case 0:
			contact.Name = last + ", " + first
		case 1:
			contact.Email = strings.ToLower(first[:1]+strings.ReplaceAll(last, " ", "")) + "@acme.com"
		case 2:
			contact.Email = strings.ToLower(first) + "@gmail.com"
		}
		c.Contacts = append(c.Contacts, contact)
	}
	c.Accounts = rapid.SliceOfN(account(), 0, 20).Draw(t, "accounts")
	return c
}

// account draws the name of an account, mostly one that somebody might have.
func account() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		first, last := rapid.SampledFrom(firstNames).Draw(t, "first"), rapid.SampledFrom(surnames).Draw(t, "last")
		name := rapid.SampledFrom([]string{
			first + "." + last, first[:1] + last, first + last[:1], last + first[:1], first, last, last + first, first[:1] + last + "2",
			"adm-" + first[:1] + last, first[:1] + last + "@acme.com", "reception", rapid.String().Draw(t, "any"),
		}).Draw(t, "name")
		return rapid.SampledFrom([]string{"", `ACME\`, `.\`, `AzureAD\`}).Draw(t, "domain") + name
	})
}

// A verdict follows from rules, names and evidence alone: the order of contacts and
// accounts, other questions asked before and other goroutines change nothing.
func TestAVerdictDependsOnNoOrderAndNoBatch(t *testing.T) {
	t.Parallel()
	rules := people.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		c := customer(t)
		asked := rapid.SliceOfN(account(), 1, 10).Draw(t, "asked")
		m := rules.Matcher(c)
		shuffled := people.Customer{Contacts: slices.Clone(c.Contacts), Accounts: slices.Clone(c.Accounts)}
		mixed := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		mixed.Shuffle(len(shuffled.Contacts), func(i, j int) {
			shuffled.Contacts[i], shuffled.Contacts[j] = shuffled.Contacts[j], shuffled.Contacts[i]
		})
		mixed.Shuffle(len(shuffled.Accounts), func(i, j int) {
			shuffled.Accounts[i], shuffled.Accounts[j] = shuffled.Accounts[j], shuffled.Accounts[i]
		})
		other := rules.Matcher(shuffled)
		verdicts := make([]people.Verdict, len(asked))
		var all sync.WaitGroup
		for i := range asked {
			all.Go(func() { verdicts[i] = m.Match(people.Query{Account: asked[i]}) })
		}
		all.Wait()
		for i := range asked {
			require.Equal(t, verdicts[i], other.Match(people.Query{Account: asked[i]}), asked[i])
			require.Equal(t, verdicts[i], rules.Matcher(c).Match(people.Query{Account: asked[i]}), asked[i])
		}
	})
}

// What is promised of every verdict, whatever the names are.
func TestWhatHoldsOfEveryVerdict(t *testing.T) {
	t.Parallel()
	rules := people.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		c := customer(t)
		if len(c.Contacts) > 0 { // somebody of the same name
			twin := c.Contacts[rapid.IntRange(0, len(c.Contacts)-1).Draw(t, "twin")]
			twin.ID = id(1000)
			c.Contacts = append(c.Contacts, twin)
		}
		m := rules.Matcher(c)
		asked := account().Draw(t, "asked")
		v := m.Match(people.Query{Account: asked})
		sum, last := 0, 100
		for _, candidate := range v.Candidates {
			require.LessOrEqual(t, candidate.Percent, last)
			last = candidate.Percent
			sum += candidate.Percent
		}
		require.LessOrEqual(t, sum, 102, "two can't both be it, but for rounding")
		best, ok := v.Best()
		if !ok {
			return
		}
		require.Equal(t, people.Person, v.Kind)
		require.GreaterOrEqual(t, best.Percent, 60)
		require.Equal(t, v.Outcome == people.High, best.Percent >= 80)
		if len(c.Contacts) > 0 {
			require.NotEqual(t, id(1000), best.Contact, "%s: a twin is a tie", asked)
		}
	})
}

// A contact who has nothing to do with an account changes neither who is proposed nor
// the order of those who fit.
func TestAStrangerChangesNothing(t *testing.T) {
	t.Parallel()
	rules := people.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		c := customer(t)
		asked := account().Filter(func(s string) bool { return !strings.ContainsAny(strings.ToLower(s), "qx") }).Draw(t, "asked")
		before := rules.Matcher(c).Match(people.Query{Account: asked})
		c.Contacts = append(c.Contacts, people.Contact{ID: id(2000), Name: "Qxq Xqqx"})
		require.Equal(t, before, rules.Matcher(c).Match(people.Query{Account: asked}))
	})
}
