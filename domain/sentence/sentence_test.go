package sentence_test

import (
	"strings"
	"testing"

	"coresync/domain/event"
	"coresync/domain/sentence"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Whoever adds a type says what it did: an event without a sentence would be shown by its name.
func TestEveryTypeOfEventHasASentence(t *testing.T) {
	t.Parallel()
	registry := event.Catalog()
	for _, name := range registry.Types() {
		p, err := registry.Decode(event.Recorded{Type: name, SchemaVersion: 1, Payload: []byte(`{}`)})
		require.NoError(t, err)
		for version := int64(1); version <= 2; version++ {
			said, known := sentence.Of(p, version)
			require.True(t, known, "%s has no sentence", name)
			text := sentence.Text(said.Parts(), sentence.Thing.Unnamed)
			require.NotEmpty(t, sentence.Text(said.Said, sentence.Thing.Unnamed), name)
			require.NotContains(t, text, "%!", name)
			require.False(t, strings.HasSuffix(text, "."), "%s: a sentence is continued by what shows it: %s", name, text)
		}
	}
}

// Each type is of one area, so that the list of kinds has each once.
func TestEveryTypeIsOfOneArea(t *testing.T) {
	t.Parallel()
	var all []event.Type
	words := map[string]event.Type{}
	for _, g := range sentence.Groups() {
		for _, name := range g.Types {
			all = append(all, name)
			word := sentence.TypeWord(name)
			require.Empty(t, words[word], "%s and %s are called the same", name, words[word])
			words[word] = name
		}
	}
	require.ElementsMatch(t, event.Catalog().Types(), all)
}

func TestSentencesNameThings(t *testing.T) {
	t.Parallel()
	asset, contact, other := uuid.New(), uuid.New(), uuid.New()
	names := map[uuid.UUID]string{asset: "NB-1", contact: "Jane Doe", other: "NB-2"}
	name := func(t sentence.Thing) string {
		if known := names[t.ID]; known != "" {
			return known
		}
		return t.Unnamed()
	}
	for want, p := range map[string]event.Payload{
		"NB-1 was assigned to Jane Doe, who was suggested with 93 %":   &event.DeviceAssigned{Asset: asset, Contact: contact, Suggestion: &event.SuggestionSeen{Percent: 93}},
		"NB-1: serial number set by hand to “X9”":                      &event.FieldSet{Asset: asset, Field: "serial_number", Value: "X9"},
		"NB-1 and NB-2 were merged into one asset: one housing":        &event.AssetsMerged{Assets: []uuid.UUID{asset, other}, Reason: "one housing"},
		"organization 7 was mapped to a customer":                      &event.OrganizationMapped{OrganizationID: 7},
		"7 sign-ins failed as somebody whom nobody knows, by password": &event.SignInFailed{By: "password", Count: 7},
		"device 402: changed in NinjaOne: system.model":                &event.DeviceObserved{DeviceID: 402, Changed: []string{"system.model"}},
		"a person became Super admin, and was Member":                  &event.UserRoleSet{User: uuid.New(), Role: "super_admin", Was: "member"},
		"the API token “CI” was made, as Technician":                   &event.TokenCreated{Token: uuid.New(), Name: "CI", Role: "technician"},
	} {
		said, known := sentence.Of(p, 2)
		require.True(t, known)
		require.Equal(t, want, sentence.Text(said.Parts(), name))
	}
}

// A long list of things is told by its first few.
func TestManyThingsAreCounted(t *testing.T) {
	t.Parallel()
	said, _ := sentence.Of(&event.AssetsDistinct{Assets: make([]uuid.UUID, 9)}, 1)
	require.Equal(t, "an asset, an asset, an asset, an asset, an asset and 4 others were said to be different things", sentence.Text(said.Parts(), sentence.Thing.Unnamed))
}
