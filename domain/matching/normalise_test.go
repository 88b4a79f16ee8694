package matching_test

import (
	"strings"
	"testing"

	"coresync/domain/matching"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMAP_13_EqualAfterNormalisation(t *testing.T) {
	t.Parallel()
	rules := matching.DefaultRules()
	for _, same := range [][]string{
		{"Acme", "ACME Inc.", "The Acme Co., Ltd", "acme l.l.c.", "Acme GmbH & Co. KG"},
		{"J.B. Hunt Transport", "JB Hunt Transport, Inc."},
		{"Müller & Söhne", "MULLER AND SOHNE", "Mu\u0308ller + So\u0308hne GmbH"},
		{"Kohl's", "KOHLS Corp", "Kohl’s"},
		{"Chemours Company (The)", "The Chemours Company"},
		{"Straße", "STRASSE"},
		{"Ａｃｍｅ", "acme"},
	} {
		for _, name := range same {
			require.Equal(t, rules.Key(same[0]), rules.Key(name), name)
		}
	}
	require.Equal(t, "", rules.Key(" \t…!?"))
	require.Equal(t, "gmbh", rules.Key("GmbH"), "a name that is a legal form alone keeps it")
}

func TestHomoglyphsAreOtherLetters(t *testing.T) {
	t.Parallel()
	rules := matching.DefaultRules()
	require.NotEqual(t, rules.Key("Pacific"), rules.Key("P\u0430cific"), "a Cyrillic а")
}

func TestWordsKeepWhatStoodBetween(t *testing.T) {
	t.Parallel()
	require.Equal(t, []matching.Word{
		{Text: "smith", Gap: 0},
		{Text: "and", Gap: matching.GapSpace | matching.GapSign},
		{Text: "sons", Gap: matching.GapSpace},
		{Text: "reading", Gap: matching.GapSpace | matching.GapDash},
		{Text: "x1", Gap: matching.GapSpace | matching.GapOpen},
		{Text: "7", Gap: matching.GapClose | matching.GapSpace | matching.GapNumber},
	}, matching.Words("Smith & Sons - Reading [X1] #7"))
}

func TestKeyOfAKeyIsItself(t *testing.T) {
	t.Parallel()
	rules := matching.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"acme", "the", "ltd", "and", "o'neil", "co", "über", "7"}), 0, 6).Draw(t, "words")
		key := rules.Key(strings.Join(words, " "))
		require.Equal(t, key, rules.Key(key))
	})
}

func TestExactIsUniqueBothWays(t *testing.T) {
	t.Parallel()
	id := func(n byte) uuid.UUID { return uuid.UUID{n} }
	links := matching.Exact(
		[]matching.Party{{ID: id(1), Key: "acme"}, {ID: id(2), Key: "beta"}, {ID: id(3), Key: "beta"}, {ID: id(4), Key: "gamma"}, {ID: id(5)}},
		[]matching.Party{{ID: id(11), Key: "acme"}, {ID: id(12), Key: "beta"}, {ID: id(13), Key: "gamma"}, {ID: id(14), Key: "gamma"}, {ID: id(15)}})
	require.Equal(t, map[uuid.UUID]uuid.UUID{id(1): id(11)}, links)
}
