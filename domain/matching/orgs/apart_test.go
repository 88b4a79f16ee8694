package orgs_test

import (
	"encoding/json"
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/stretchr/testify/require"
)

func TestMAP_13_NamesThatAreAlikeAreSuggested(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Kelli Reyes Dental", "KelliReyes Dental Inc"}, {"Construction Marty Tabor", "Marty Tabor Construction"}, {"Wakefield Rofing", "Wakefield Roofing"},
		{"MUCA", "Medexpress Urgent Care Arkansas"}, {"Wakefield Grp", "Wakefield Group"}, {"Two Rivers Landscaping", "2 Rivers Landscaping"},
		{"Wakefield Roofing [SFMS51]", "Wakefield Roofing"}, {"Wakefield Roofing - Head Office", "Wakefield Roofing LLC"}, {"Quick Fix LLC d/b/a Wakefield Roofing", "Wakefield Roofing"},
		{"rikurenergy.com", "Rikur Energy Ltd"}, {"Wakefield", "Wakefield Roofing"}, {"HUTCHINS DESIGN AND DEVELOPMEN", "Hutchins Design and Development Inc"},
		{"Fischer, Maria Dr.", "Dr. Maria Fischer"}, {"Muellerhaus Bau", "Müllerhaus Bau"}, {"Acme Inc. Common Stock", "Acme"},
		{"Paartridge Law Firm", "Partridge Law Firm"}, {"Ravengvre Realty", "Ravengrove Realty"}, {"Henidcks Roofing", "Hendricks Roofing"},
		{"Rosenthal & Cartwwright Roofing", "Rosenthal & Cartwright Roofing"}, {"Wakefield Roofing - York", "Wakefield Roofing"},
		{"Davenport", "Davenport Mortgage"}, {"HBTD", "Hawk Brook Tool & Die"}, {"MGETC", "Magnolia Glen Eugene Title Company"},
	} {
		v := one(parties(100, pair[1], "Quoxa Bakery"), orgs.Party{ID: id(1), Name: pair[0]}, nil)
		require.Equal(t, orgs.Suggested, v.Outcome, "%v: %s", pair, v.Reason)
		require.Equal(t, id(100), v.Customer)
	}
}

func TestMAP_13_WhatMustBeToldApartStaysApart(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Subway #10", "Subway #11"}, {"Quimby Dental - Vancouver", "Quimby Dental - Toronto"}, {"971878 BC Ltd", "971879 BC Ltd"},
		{"ABC Holdings", "ABC Holdings Europe"}, {"Galliways Growth Fund VII", "Galliways Growth Fund VIII"}, {"Galliways Growth Fund V", "Galliways Growth Fund VI"},
		{"Smith Dental", "Smith Rental"}, {"Trammell Law Firm", "Hutchins Law Firm"}, {"Dr. John Smith DDS", "Dr. Jane Smith DDS"},
		{"Unknown", "Unknown Brewing"}, {"Default", "Default Builders"}, {"Crystalridge Photography", "Crystalbridge Photography"}, {"Wakefield Metals", "Wakefield Medals"},
		{"P\u0430cific Dental", "Pacific Dental"}, {"INTEL", "Intellinetics"}, {"Wakefield Group", "Wakefield Foundation"}, {"Mobility", "eMobility"}, {"Opalpond Elektro", "Opalwood Elektro"}, {"Gardenarch Butchers", "Gardenmarsh Butchers"},
		{"Quinlan Pool Service", "Quintana Pool Service"}, {"Mayfield Physical Therapy", "Mansfield Physical Therapy"},
		{"Redwoodbrook Librairie", "Redwoodrock Librairie"}, {"Quimby Dental - Davenport", "Davenport Mortgage"}, {"Quimby Dental dba Davenport", "Davenport Mortgage"},
	} {
		v := one(parties(100, pair[1]), orgs.Party{ID: id(1), Name: pair[0]}, nil)
		require.Equal(t, orgs.None, v.Outcome, "%v: %s", pair, v.Reason)
	}
	v := one(parties(100, "Quimby Dental", "Quimby Roofing"), orgs.Party{ID: id(1), Name: "Quimby"}, nil)
	require.Equal(t, orgs.Ambiguous, v.Outcome, "two customers equally near")
	require.Len(t, v.Candidates, 2)
}

func TestRulesThatBreakAPromiseAreNamedTogether(t *testing.T) {
	t.Parallel()
	var written map[string]any
	require.NoError(t, json.Unmarshal(orgs.DefaultRulesText(), &written))
	written["version"] = ""
	written["lines"].(map[string]any)["margin"] = 0
	delete(written["costs"].(map[string]any), "typo")
	written["weights"].(map[string]any)["surprise"] = 0.5
	written["names"].(map[string]any)["abbreviations"].(map[string]any)["zebra"] = "grp"
	text, err := json.Marshal(written)
	require.NoError(t, err)
	_, err = orgs.ParseRules(text)
	for _, fault := range []string{"version is missing", "margin", `costs: "typo" must be`, `weights: "surprise" is unknown`, `"grp" stands for both`} {
		require.ErrorContains(t, err, fault)
	}
	_, err = orgs.ParseRules([]byte(`{"colour": 1}`))
	require.ErrorContains(t, err, "colour")
}
