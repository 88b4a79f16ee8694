package e2e

import (
	"encoding/json"
	"fmt"
	nethttp "net/http"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Two moments are told apart by what came, went and changed between them, in pages that
// fit together and whole; the way back tells the opposite.
func TestTwoMomentsAreCompared(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 60, Orgs: 4})
	a := s.website()
	s.completes(event.SyncCounts{Found: 60, Created: 60})
	before, err := s.app.Store.Head(t.Context(), s.tenant)
	require.NoError(t, err)
	devices := s.sim.approved()
	for _, d := range devices[:5] {
		require.NoError(t, s.sim.Rename(d.ID, fmt.Sprintf("RENAMED-%d", d.ID)))
	}
	require.NoError(t, s.sim.RenameOrg(s.sim.Organizations()[0].ID, "Another name"))
	s.sync()
	status, body := a.send(nethttp.MethodPost, "/api/v1/assets", `{"name": "By hand"}`)
	require.Equal(t, nethttp.StatusCreated, status, "%s", body)
	assets := s.someAssets(a, 20)
	status, body = a.send(nethttp.MethodPost, "/api/v1/ignore-rules", fmt.Sprintf(`{"kind": "name", "value": %q, "reason": "a test"}`, assets[19].Name))
	require.Equal(t, nethttp.StatusCreated, status, "%s", body)
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
	after, err := s.app.Store.Head(t.Context(), s.tenant)
	require.NoError(t, err)

	all := s.compared(a, fmt.Sprintf("assets?from=%d&limit=500&field=name", before.Position))
	require.EqualValues(t, []int64{1, 1, 5}, []int64{*all.Came, *all.Went, *all.Changed})
	kinds := make(map[string]int)
	for _, d := range all.Items {
		kinds[d.Kind]++
		if d.Kind == api.DifferenceChanged {
			require.Equal(t, "name", d.Fields[0].Field)
			require.Equal(t, fmt.Sprintf("RENAMED-%s", d.Name[len("RENAMED-"):]), d.Fields[0].New)
			require.NotEmpty(t, d.Fields[0].Old)
		}
	}
	require.Equal(t, map[string]int{"came": 1, "went": 1, "changed": 5}, kinds)
	require.Equal(t, all.Items, s.compared(a, fmt.Sprintf("assets?from=%d&to=%d&limit=500&field=name", before.Position, after.Position)).Items, "now is the head")
	back := s.compared(a, fmt.Sprintf("assets?from=%d&to=%d&limit=500&field=name", after.Position, before.Position))
	require.EqualValues(t, []int64{1, 1, 5}, []int64{*back.Went, *back.Came, *back.Changed})
	require.Empty(t, s.compared(a, fmt.Sprintf("assets?from=%d&to=%d", before.Position, before.Position)).Items)

	var pages []api.Difference
	for cursor := ""; ; {
		page := s.compared(a, fmt.Sprintf("assets?from=%d&limit=2&field=name%s", before.Position, cursor))
		require.Equal(t, cursor == "", page.Came != nil, "the first page counts")
		if pages = append(pages, page.Items...); page.Next == "" {
			break
		}
		cursor = "&cursor=" + page.Next
	}
	require.Equal(t, all.Items, pages)
	organizations := s.compared(a, fmt.Sprintf("organizations?from=%d&field=name", before.Position))
	require.Len(t, organizations.Items, 1)
	require.Equal(t, "Another name", organizations.Items[0].Fields[0].New)
	require.Empty(t, s.compared(a, fmt.Sprintf("mappings?from=%d&kind=came", before.Position)).Items)
}

// compared is an answer of the API.
type compared struct {
	Items               []api.Difference
	Next                string `json:"next_cursor"`
	Came, Went, Changed *int64
}

func (s *story) compared(a website, query string) (c compared) {
	s.t.Helper()
	status, body := a.get("/api/v1/comparisons/" + query)
	require.Equal(s.t, nethttp.StatusOK, status, "%s", body)
	require.NoError(s.t, json.Unmarshal(body, &c))
	return c
}
