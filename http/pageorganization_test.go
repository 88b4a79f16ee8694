package http

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A row of the mapping leads to what is behind it: locations with customers of their own,
// devices, and what was decided (screen 5.5). Scripts open it below the row.
func TestMAP_05_ARowOpensItsLocationsDevicesAndHistory(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = &fakeOrganizations{} })
	path := associationPath(t, s) + "/mappings"
	require.Regexp(t, `<a class="expand" data-expand href="/settings/integrations/ninjaone/[0-9a-f-]+/mappings/17" aria-label="Locations, devices and history of ACME"`, browse(s, "GET", path, "owner", nil).Body.String())
	says(t, words(t, s, path+"/17"), "ACME", "Auto-matched", "Annex", "4 devices · "+acme().Name, "As its organization · no longer in NinjaOne",
		"History", "Mapped to Acme", "First seen in NinjaOne as “ACME”")
	body := browse(s, "GET", path+"/17", "owner", nil).Body.String()
	require.Contains(t, body, `<div id="organization"`)
	require.Regexp(t, `href="/assets/[0-9a-f-]+"`, body, "its devices")
	require.Equal(t, 404, browse(s, "GET", path+"/99", "owner", nil).Code)
	require.Equal(t, 404, browse(s, "GET", path+"/x", "owner", nil).Code)
}

// Where only a part was saved, the page that tells of the rest offers to take that part back.
func TestMAP_11_WhatWasSavedBesideAConflictCanBeTakenBack(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations, has.Undos = &fakeOrganizations{}, fakeUndos{} })
	path := associationPath(t, s) + "/mappings"
	form := url.Values{}
	for _, id := range []string{"17", "18"} {
		form.Set("choice."+id, "ignore")
		form.Set("before."+id, "")
		form.Set("version."+id, "1")
	}
	w := browse(s, "POST", path, "owner", form)
	require.Equal(t, 409, w.Code)
	body := w.Body.String()
	require.Contains(t, body, "1 mapping was saved.")
	require.Less(t, strings.Index(body, `name="choice.18"`), strings.Index(body, `name="choice.17"`), "what was not saved comes first")
	require.Contains(t, body, `action="/undo/`+thing(1).String()+`"`)
	require.Contains(t, body, `name="back" value="`+path+`"`)
	require.Contains(t, body, "Undo what was saved")
	s = newServer(t, func(_ *Config, has *Services) {
		has.Organizations, has.Undos = savesNothing{&fakeOrganizations{}}, fakeUndos{}
	})
	require.NotContains(t, browse(s, "POST", associationPath(t, s)+"/mappings", "owner", form).Body.String(), "Undo what was saved", "there is nothing to take back")
}

// savesNothing refuses every row.
type savesNothing struct{ *fakeOrganizations }

func (f savesNothing) Map(_ context.Context, _ api.Command, rows []api.Mapping) (api.MappingsWritten, error) {
	done := api.MappingsWritten{Position: at(4712)}
	for _, row := range rows {
		done.Rows = append(done.Rows, api.MappingResult{Connection: row.Connection, OrganizationID: row.OrganizationID, Outcome: "conflict", Message: "Somebody else mapped it."})
	}
	return done, nil
}
