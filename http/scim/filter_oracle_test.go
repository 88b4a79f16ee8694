package scim_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"coresync/http/scim"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Filters let through what npm's scim2-parse-filter lets through, where it follows RFC
// 7644. It does not, and is not asked, where letters differ in case, what is not there is
// compared by ne, a list without a sub-attribute is compared (emails co "x"), or a filter
// in brackets is about a list of several: there it lets two items fulfil it together.
func TestFiltersDoWhatAnotherImplementationDoes(t *testing.T) {
	t.Parallel()
	other := newOracle(t)
	rapid.Check(t, func(t *rapid.T) {
		resources := rapid.SliceOfN(rapid.Custom(filtered), 1, 6).Draw(t, "resources")
		text := rapid.Custom(func(t *rapid.T) string { return filterText(t, 3) }).Draw(t, "filter")
		keep, err := scim.ParseFilter(text)
		require.NoError(t, err, text)
		ours := make([]bool, len(resources))
		for i, v := range resources {
			ours[i] = keep(v)
		}
		var theirs []bool
		other.ask(t, map[string]any{"ask": "filter", "filter": text, "resources": resources}, &theirs)
		require.Equal(t, theirs, ours, text)
	})
}

var (
	filterWords = rapid.SampledFrom([]string{"a", "ab", "b", "a b", "b.c", "ada@msp.example", `say "a"`, "o'b", "7", "é", "(a)", "a]"})
	filterDays  = rapid.SampledFrom([]string{"2026-01-01T00:00:00Z", "2026-03-03T12:00:00Z", "2026-03-03T12:00:01Z", "2027-01-01T00:00:00Z"})
	filterKinds = rapid.SampledFrom([]string{"work", "home"})
)

// filtered is a resource of the shape that users have, with several numbers.
func filtered(t *rapid.T) scim.Resource {
	v := scim.Resource{
		"id": "1", "userName": filterWords.Draw(t, "userName"), "active": rapid.Bool().Draw(t, "active"),
		"name": scim.Resource{"givenName": filterWords.Draw(t, "given"), "familyName": filterWords.Draw(t, "family")},
		"meta": scim.Resource{"lastModified": filterDays.Draw(t, "modified")},
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": scim.Resource{"organization": filterWords.Draw(t, "organization")},
	}
	if rapid.Bool().Draw(t, "email") {
		v["emails"] = []scim.Resource{{"value": filterWords.Draw(t, "value"), "type": filterKinds.Draw(t, "type")}}
	}
	phones := []scim.Resource{}
	for range rapid.IntRange(0, 3).Draw(t, "phones") {
		phones = append(phones, scim.Resource{"value": filterWords.Draw(t, "number"), "type": filterKinds.Draw(t, "type")})
	}
	v["phoneNumbers"] = phones
	return v
}

// filterText is a filter of a depth at most.
func filterText(t *rapid.T, depth int) string {
	if depth == 0 {
		return comparison(t)
	}
	part := func() string { return filterText(t, depth-1) }
	switch rapid.IntRange(0, 6).Draw(t, "form") {
	case 0:
		return part() + cased(t, " and ") + part()
	case 1:
		return part() + cased(t, " or ") + part()
	case 2:
		return "(" + part() + ")"
	case 3:
		return cased(t, "not ") + "(" + part() + ")"
	case 4:
		return "emails[" + itemFilter(t) + "]"
	case 5: // as Entra has it
		return "emails[type eq " + strconv.Quote(filterKinds.Draw(t, "kind")) + "].value " + textual(t)
	}
	return comparison(t)
}

// itemFilter is a filter of the items of a list.
func itemFilter(t *rapid.T) string {
	one := "type eq " + strconv.Quote(filterKinds.Draw(t, "kind"))
	switch rapid.IntRange(0, 3).Draw(t, "item") {
	case 0:
		return one
	case 1:
		return "not (" + one + ")"
	case 2:
		return one + " or value " + textual(t)
	}
	return one + " and value " + textual(t)
}

// comparison compares one attribute.
func comparison(t *rapid.T) string {
	attribute := func(names ...string) string { return cased(t, rapid.SampledFrom(names).Draw(t, "attribute")) }
	switch rapid.IntRange(0, 6).Draw(t, "comparison") {
	case 0:
		return attribute("userName", "emails", "name.givenName", "title", "emails.value") + cased(t, " pr")
	case 1:
		return attribute("active") + rapid.SampledFrom([]string{" eq ", " ne "}).Draw(t, "operator") + rapid.SampledFrom([]string{"true", "false"}).Draw(t, "is")
	case 2:
		operator := rapid.SampledFrom([]string{"eq", "ne", "gt", "ge", "lt", "le"}).Draw(t, "operator")
		return fmt.Sprintf("%s %s %q", attribute("meta.lastModified"), cased(t, operator), filterDays.Draw(t, "day"))
	case 3:
		return attribute("emails.value", "phoneNumbers.value", "emails.type") + " " + textual(t)
	case 4:
		return "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization " + textual(t)
	case 5:
		return attribute("userName", "name.familyName") + " ne " + strconv.Quote(filterWords.Draw(t, "word"))
	}
	return attribute("userName", "name.givenName", "name.familyName") + " " + textual(t)
}

func textual(t *rapid.T) string {
	operator := rapid.SampledFrom([]string{"eq", "co", "sw", "ew", "gt", "ge", "lt", "le"}).Draw(t, "operator")
	return cased(t, operator) + " " + strconv.Quote(filterWords.Draw(t, "word"))
}

// cased is a word of the grammar in some case, which means nothing there.
func cased(t *rapid.T, word string) string {
	if rapid.Bool().Draw(t, "upper") {
		return strings.ToUpper(word)
	}
	return word
}
