package demo_test

import (
	"encoding/json"
	"fmt"
	nethttp "net/http"
	"slices"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// saved is the answer to a save of mappings.
type saved struct {
	Rows     []api.MappingResult
	Saved    int
	Position api.Position
	Undo     *uuid.UUID
}

func (c *client) save(rows ...api.Mapping) (done saved) {
	c.t.Helper()
	w := c.ask("PUT", "/api/v1/organization-mappings", mappingBody(c.t, rows))
	require.Equal(c.t, nethttp.StatusOK, w.Code, w.Body)
	require.NoError(c.t, json.Unmarshal(w.Body.Bytes(), &done))
	return done
}

// mappingBody leaves out what a row doesn't say.
func mappingBody(t *testing.T, rows []api.Mapping) string {
	t.Helper()
	var out []map[string]any
	for _, r := range rows {
		row := map[string]any{"connection": r.Connection, "action": r.Action, "expected_version": r.ExpectedVersion}
		if r.OrganizationID != 0 {
			row["organization_id"] = r.OrganizationID
		}
		if r.LocationID != 0 {
			row["location_id"] = r.LocationID
		}
		if r.Customer != nil {
			row["customer"] = r.Customer
		}
		out = append(out, row)
	}
	text, err := json.Marshal(map[string]any{"rows": out})
	require.NoError(t, err)
	return string(text)
}

func (c *client) organizations(query string) []api.Organization {
	c.t.Helper()
	var page struct {
		Items []api.Organization `json:"items"`
	}
	c.get("/api/v1/organizations?limit=500"+query, &page)
	return page.Items
}

// What is suggested is confirmed, a location goes to another customer, and one undo
// takes both back.
func (c *client) mappingUndone(t *testing.T) {
	c.t = t
	suggested := c.organizations("&status=auto_matched")
	require.NotEmpty(t, suggested, "the demo has names that are alike")
	o := suggested[0]
	require.NotNil(t, o.Suggested)
	require.Equal(t, o.Suggested.ID, o.Suggestions[0].Customer.ID)
	require.NotEmpty(t, o.Evidence)
	var locations struct {
		Items []api.Location `json:"items"`
	}
	c.get("/api/v1/locations?limit=500", &locations)
	var l api.Location
	for _, found := range locations.Items {
		if found.OrganizationID != o.OrganizationID && found.Devices > 0 && found.Customer != nil {
			l = found
		}
	}
	require.NotZero(t, l.LocationID)
	rows := []api.Mapping{
		{Connection: o.Connection, OrganizationID: o.OrganizationID, Action: "confirm", ExpectedVersion: o.Version},
		{Connection: l.Connection, LocationID: l.LocationID, Action: "map", Customer: &o.Suggested.ID, ExpectedVersion: l.Version},
	}
	var effects struct {
		Rows   []api.MappingEffect `json:"rows"`
		Assets int                 `json:"assets"`
	}
	preview := c.ask("POST", "/api/v1/organization-mappings/preview", mappingBody(t, rows))
	require.NoError(t, json.Unmarshal(preview.Body.Bytes(), &effects))
	require.Equal(t, o.Devices+l.Devices, effects.Assets)
	require.Equal(t, o.Suggested.ID, effects.Rows[0].To.ID)

	of := "/api/v1/assets?limit=1&customer=" + o.Suggested.ID.String()
	var assets page
	c.get(of, &assets)
	before := *assets.Total

	done := c.save(rows...)
	require.Equal(t, 2, done.Saved)
	require.NotNil(t, done.Undo)
	c.get(of+"&min_position="+done.Position.String(), &assets)
	require.Equal(t, effects.Assets, *assets.Total-before, "as many assets moved as the preview said")

	// Before and after, as it was known then.
	for at, status := range map[int64]string{done.Position.N - 2: "organization", done.Position.N: "mapped"} {
		var locations struct{ Items []api.Location }
		c.get(fmt.Sprintf("/api/v1/locations?limit=500&connection=%s&organization_id=%d&as_of=%d", l.Connection, l.OrganizationID, at), &locations)
		i := slices.IndexFunc(locations.Items, func(other api.Location) bool { return other.LocationID == l.LocationID })
		require.GreaterOrEqual(t, i, 0)
		require.Equal(t, status, locations.Items[i].Status)
	}

	undo := "/api/v1/undo/" + done.Undo.String()
	var shown api.Undo
	c.get(undo, &shown)
	require.Len(t, shown.Rows, 2)
	for _, row := range shown.Rows {
		require.Equal(t, api.UndoOpen, row.Outcome)
		require.Equal(t, "nothing decided", row.Then)
	}
	w := c.ask("POST", undo, "")
	require.Equal(t, nethttp.StatusOK, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &shown))
	require.Equal(t, api.UndoUndone, shown.Rows[0].Outcome)
	c.get(of+"&min_position="+shown.Position.String(), &assets)
	require.Equal(t, before, *assets.Total)

	rejected := c.save(api.Mapping{Connection: o.Connection, OrganizationID: o.OrganizationID, Action: "reject",
		Customer: &o.Suggested.ID, ExpectedVersion: done.Rows[0].Version + 1})
	require.Equal(t, 1, rejected.Saved, rejected.Rows)
	for _, found := range c.organizations("&min_position=" + rejected.Position.String()) {
		if found.OrganizationID == o.OrganizationID {
			require.NotEqual(t, "auto_matched", found.Status)
			require.Nil(t, found.Suggested)
		}
	}
}
