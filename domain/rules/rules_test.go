package rules_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestASetSurvivesItsJSON(t *testing.T) {
	t.Parallel()
	s := rules.Default()
	require.True(t, json.Valid(s.JSON()))
	base := rules.Default()
	base.Version = "7"
	again, err := rules.Parse(s.JSON(), base)
	require.NoError(t, err)
	require.Equal(t, "7", again.Version)
	require.Equal(t, string(s.JSON()), string(again.JSON()))
	require.Equal(t, s.Digest(), again.Digest())
	again.Version = s.Version
	require.Equal(t, s, again, "nothing of a part stays outside its JSON")
}

func TestADraftHoldsOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	s, err := rules.Parse([]byte(`{"asset": {"show_pending": true, "categories": {"MAC": "Server"}}}`), rules.Default())
	require.NoError(t, err)
	require.True(t, s.Asset.ShowPending)
	require.Equal(t, map[string]asset.Category{"MAC": asset.CategoryServer}, s.Asset.Categories, "a member is taken whole")
	require.NotEmpty(t, s.Asset.JunkSerials, "what is left out stays")
	require.Equal(t, rules.Default().Matching, s.Matching)
}

func TestAllFaultsComeTogether(t *testing.T) {
	t.Parallel()
	_, err := rules.Parse([]byte(`{"weather": {}, "matching": {"legal_forms": ["GmbH"], "colour": 1},
		"asset": {"show_pending": "yes", "categories": {"MAC": "Bicycle"}, "junk_serials": ["to be filled"], "more": 1}}`), rules.Default())
	var e *domain.Error
	require.ErrorAs(t, err, &e)
	var at []string
	for _, f := range e.Fields {
		at = append(at, f.Pointer+" "+f.Code)
	}
	require.Equal(t, []string{
		"/asset/more wrong_member", "/asset/show_pending wrong_member", "/asset/categories/MAC unknown_category", "/asset/junk_serials not_a_key",
		"/matching/colour wrong_member", "/matching/legal_forms not_normalised", "/weather unknown_part",
	}, at)
	for _, text := range []string{"", "null", "[]", "{", `{"asset": 7}`, `{} {}`} {
		_, err := rules.Parse([]byte(text), rules.Default())
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), text)
	}
}

func TestASetIsAdoptedWithAReasonAndOnce(t *testing.T) {
	t.Parallel()
	draft, err := rules.Parse([]byte(`{"asset": {"show_pending": true}}`), rules.Default())
	require.NoError(t, err)
	_, err = rules.Decide(rules.State{}, rules.Adopt{Set: draft, Reason: " "})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
	none, err := rules.Decide(rules.State{}, rules.Adopt{Set: rules.Default(), Reason: "why not"})
	require.NoError(t, err)
	require.Empty(t, none, "it is in force")

	events, err := rules.Decide(rules.State{}, rules.Adopt{Set: draft, Reason: "we approve by hand"})
	require.NoError(t, err)
	adopted := events[0].(*event.RuleSetAdopted)
	require.Equal(t, "2", adopted.Version)
	state := rules.Evolve(rules.State{}, adopted)
	again, err := rules.Decide(state, rules.Adopt{Set: draft, Reason: "twice"})
	require.NoError(t, err)
	require.Empty(t, again)
	back, err := rules.Decide(state, rules.Adopt{Set: rules.Default(), Reason: "back"})
	require.NoError(t, err)
	require.Equal(t, "3", back[0].(*event.RuleSetAdopted).Version)

	read, err := rules.FromEvent(adopted)
	require.NoError(t, err)
	require.Equal(t, draft.Digest(), read.Digest())
	_, err = rules.FromEvent(&event.RuleSetAdopted{Version: "9", Rules: []byte(`{"asset": {"later": 1}}`)})
	require.ErrorContains(t, err, "rules version 9")
}

func TestChangesNameEntries(t *testing.T) {
	t.Parallel()
	draft := rules.Default()
	draft.Asset.ShowPending = true
	draft.Asset.Categories["MAC"] = asset.CategoryServer
	delete(draft.Asset.Categories, "NMS_SCANNER")
	draft.Asset.JunkSerials["ABCD/1"] = struct{}{}
	delete(draft.Asset.JunkSerials, "OEM")
	require.Equal(t, []rules.Change{
		{Pointer: "/asset/categories/MAC", Old: json.RawMessage(`"Mac"`), New: json.RawMessage(`"Server"`)},
		{Pointer: "/asset/categories/NMS_SCANNER", Old: json.RawMessage(`"Printer"`)},
		{Pointer: "/asset/junk_serials/ABCD~11", New: json.RawMessage(`"ABCD/1"`)},
		{Pointer: "/asset/junk_serials/OEM", Old: json.RawMessage(`"OEM"`)},
		{Pointer: "/asset/show_pending", Old: json.RawMessage(`false`), New: json.RawMessage(`true`)},
	}, rules.Changes(rules.Default(), draft))
	require.Empty(t, rules.Changes(draft, draft))
}

func TestVersionsCountOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(0, 1<<40).Draw(rt, "n")
		back, ok := rules.Nth(rules.VersionOf(n))
		require.True(rt, ok)
		require.Equal(rt, n, back)
	})
	for _, text := range []string{"", "0", "-1", "01", "x", "1.0"} {
		_, ok := rules.Nth(text)
		require.False(t, ok, text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"asset": {"categories": {"MAC": "Server"}}}`))
	f.Add(rules.Default().JSON())
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := rules.Parse(raw, rules.Default())
		if err != nil {
			require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
			return
		}
		again, err := rules.Parse(s.JSON(), rules.Default())
		require.NoError(t, err)
		require.Equal(t, s.Digest(), again.Digest())
		require.False(t, strings.Contains(string(s.JSON()), "\n"))
	})
}

// Changes say all that is different: applied to the one set they make the other.
func TestChangesMakeTheOtherSet(t *testing.T) {
	t.Parallel()
	original := rules.Default()
	rapid.Check(t, func(rt *rapid.T) {
		drawn := func(label string) *rules.Set {
			s := *original
			s.Asset.Categories, s.Asset.JunkSerials = maps.Clone(s.Asset.Categories), maps.Clone(s.Asset.JunkSerials)
			for _, class := range slices.Sorted(maps.Keys(s.Asset.Categories)) {
				switch rapid.IntRange(0, 5).Draw(rt, label) {
				case 0:
					delete(s.Asset.Categories, class)
				case 1:
					s.Asset.Categories[class] = rapid.SampledFrom(asset.Categories()).Draw(rt, label)
				}
			}
			for range rapid.IntRange(0, 3).Draw(rt, label) {
				s.Asset.JunkSerials[rapid.StringMatching(`[A-Z0-9]{4,8}`).Draw(rt, label)] = struct{}{}
			}
			s.Asset.ShowPending = rapid.Bool().Draw(rt, label)
			return &s
		}
		a, b := drawn("a"), drawn("b")
		made, err := rules.Apply(a, rules.Changes(a, b))
		require.NoError(rt, err)
		require.Equal(rt, b.Digest(), made.Digest())
	})
}

// A document may name members of members; what it leaves out is as before. What maps
// names of the workspace's own choice is taken whole.
func TestPartialMembersKeepTheRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ document, pointer, value string }{
		{`{"asset": {"identity": {"retire_after_days": 90}}}`, "/asset/identity/retire_after_days", "90"},
		{`{"orgs": {"lines": {"suggest": 85}}}`, "/orgs/lines/suggest", "85"},
		{`{"orgs": {"costs": {"typo": 9}}}`, "/orgs/costs/typo", "9"},
		{`{"people": {"high": 85}}`, "/people/high", "85"},
		{`{"people": {"forms": {"first": {"percent": 41}}}}`, "/people/forms/first/percent", "41"},
	} {
		s, err := rules.Parse([]byte(c.document), rules.Default())
		require.NoError(t, err, c.document)
		changes := rules.Changes(rules.Default(), s)
		require.Len(t, changes, 1, c.document)
		require.Equal(t, c.pointer, changes[0].Pointer)
		require.Equal(t, c.value, string(changes[0].New))

		read, err := rules.FromEvent(&event.RuleSetAdopted{Version: "7", Rules: []byte(c.document)})
		require.NoError(t, err)
		require.Equal(t, s.Digest(), read.Digest(), "an event that doesn't know a member has the program's")
	}
	_, err := rules.Parse([]byte(`{"people": {"forms": {"nobody_writes_so": {"percent": 41}}}, "asset": {"identity": {"later": 1}}}`), rules.Default())
	var invalid *domain.Error
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Fields, 2)
}
