package http

import (
	"context"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"

	"github.com/stretchr/testify/require"
)

// Who mapped what is told by name (GAP-04), whatever the name is; who was removed, and what is no
// person, by what it is. The names are asked for once a page.
func TestGAP_04_PeopleAreToldByName(t *testing.T) {
	t.Parallel()
	people := &countedUsers{}
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations, has.Users = decidedBy{has.Organizations}, people })
	path := associationPath(t, s) + "/mappings"
	before := people.asked
	says(t, words(t, s, path), "The <b>Owner</b> \u202e · just now", "a person ("+thing(77).String()[:8]+") ·", "a sync ·", "an API token (x) ·", "the command line (root) ·")
	require.Equal(t, before+1, people.asked)
	page := browse(s, "GET", path, "member", nil).Body.String()
	require.Contains(t, page, "<bdi>The &lt;b&gt;Owner&lt;/b&gt; \u202e</bdi>")
}

// The timeline of an asset says who did it, too.
func TestGAP_04_TheTimelineTellsPeopleByName(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Assets = changedBy{has.Assets} })
	page := browse(s, "GET", "/assets/"+thing(402).String(), "owner", nil).Body.String()
	require.Contains(t, page, "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;")
	require.NotContains(t, page, "a person (")
}

// changedBy has an event of a person in the history of each asset.
type changedBy struct{ api.Assets }

func (changedBy) History(context.Context, api.Scope, uuid.UUID, api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answerOf(api.Page[api.HistoryEntry]{Items: []api.HistoryEntry{
		{Position: 12, EventID: thing(12), Type: "FieldSet", OccurredAt: noon, RecordedAt: noon, Actor: "user:" + thing(1).String(), Summary: "Set by hand: name"},
	}}), nil
}

// countedUsers is one person with a hostile name.
type countedUsers struct {
	fakeUsers
	asked int
}

func (c *countedUsers) List(context.Context, uuid.UUID) ([]api.User, error) {
	c.asked++
	return []api.User{{ID: thing(2), Name: "The <b>Owner</b> \u202e", Email: "owner@example.com"}}, nil
}

// decidedBy has an organization a kind of actor.
type decidedBy struct{ api.Organizations }

func (decidedBy) List(context.Context, api.Scope, api.OrganizationFilter, api.List) (api.Answer[api.OrganizationPage], error) {
	customer := acme()
	var page api.OrganizationPage
	for i, actor := range []string{"user:" + thing(2).String(), "user:" + thing(77).String(), "poller", "token:x", "cli:root", "user:" + thing(2).String()} {
		page.Items = append(page.Items, api.Organization{
			Connection: thing(5), OrganizationID: int64(21 + i), Name: "ACME", Status: "mapped", Source: "saved", Customer: &customer, DecidedBy: actor, DecidedAt: &noon,
		})
	}
	page.Counts.Mapped = len(page.Items)
	return answerOf(page), nil
}
