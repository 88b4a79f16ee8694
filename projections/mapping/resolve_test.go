package mapping

import (
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestMAP_07_WhatIsSuggestedLinksNothing(t *testing.T) {
	t.Parallel()
	acme, bolt := uuid.New(), uuid.New()
	candidates := []orgs.Candidate{{Customer: acme, Score: 92, Reason: "one letter differs"}, {Customer: bolt, Score: 31, Reason: "one word in common"}}
	o := &Organization{ID: uuid.New()}
	status := func(v orgs.Verdict) Status {
		s, err := matched(o, &v)
		require.NoError(t, err)
		return s
	}
	s := status(orgs.Verdict{Outcome: orgs.Suggested, Customer: acme, Score: 92, Reason: "one letter differs", Candidates: candidates})
	require.Equal(t, AutoMatched, s.State)
	require.False(t, s.State.Linked())
	require.Zero(t, s.Customer)
	require.Equal(t, acme, s.Suggested)
	require.EqualValues(t, 92, s.Score)
	require.JSONEq(t, `[{"customer":"`+acme.String()+`","score":92,"reason":"one letter differs"},{"customer":"`+bolt.String()+`","score":31,"reason":"one word in common"}]`, string(s.Candidates))

	s = status(orgs.Verdict{Outcome: orgs.Ambiguous, Reason: "two are equally near", Candidates: candidates})
	require.Equal(t, Unmatched, s.State)
	require.Zero(t, s.Suggested)
	require.NotEmpty(t, s.Candidates)

	var err error
	o.Rejected, err = json.Marshal([]uuid.UUID{acme})
	require.NoError(t, err)
	s = status(orgs.Verdict{Outcome: orgs.Suggested, Customer: acme, Score: 92, Candidates: candidates})
	require.Equal(t, Unmatched, s.State)
	require.NotContains(t, string(s.Candidates), acme.String())
}

func TestTheCityOfAnOrganizationIsThatOfItsLocations(t *testing.T) {
	t.Parallel()
	salem, portland := &Customer{City: "Salem"}, &Customer{City: "North Portland"}
	present := map[uuid.UUID]*Customer{uuid.New(): salem, uuid.New(): portland, uuid.New(): {City: "SALEM"}}
	one, two, none := uuid.New(), uuid.New(), uuid.New()
	places := placesOf([]*Location{
		{Organization: one, Name: "Main", Address: "12 Elm St, salem, OR 97301"},
		{Organization: two, Name: "North-Portland Office"}, {Organization: two, Address: "Salem"},
		{Organization: none, Name: "Portland", Address: "Winston-Salemtown"},
	}, present)
	require.Equal(t, map[uuid.UUID]string{one: "SALEM"}, places)
}
