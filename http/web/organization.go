package web

import (
	"strconv"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// organizationRows are what a row of the mapping opens: a page of its own, and without
// leaving the table where scripts run (screen 5.5).
func (s *Site) organizationRows() []Route {
	has := s.Services.Organizations != nil && s.Services.Connections != nil && s.Services.Assets != nil
	return []Route{{"page.organization", get, "/settings/integrations/ninjaone/{connection}/mappings/{organization}", permission.IntegrationsView, has, s.showOrganization}}
}

// organizationView is an organization with its locations, devices and history.
type organizationView struct {
	api.Organization
	Connected api.Connection
	Locations api.Page[api.Location]
	Devices   []api.Asset // none for who may not see assets
	History   api.Page[api.HistoryEntry]
}

// mostOfOrganization is how many locations, devices or events the row of one shows.
const mostOfOrganization = 10

func (s *Site) showOrganization(r *Request) error {
	c, err := s.connectionHere(r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.Vars["organization"], 10, 64)
	if err != nil {
		return domain.NotFound("organization")
	}
	found, err := s.Services.Organizations.Get(r.Context(), r.then(), c.ID, id)
	if err != nil {
		return err
	}
	o := &organizationView{Organization: found.Data, Connected: c}
	if err := s.loadOrganization(r, o); err != nil {
		return err
	}
	return r.page(named(o.Name), "integrations", func(v *view) page { return organizationPage(v, o) })
}

func (s *Site) loadOrganization(r *Request, o *organizationView) error {
	list := func(by string) api.List {
		return api.List{Limit: mostOfOrganization, Sort: api.Sort{By: by}}
	}
	locations, err := s.Services.Organizations.Locations(r.Context(), r.then(), api.LocationFilter{Connection: o.Connection, OrganizationID: o.OrganizationID}, list("name"))
	if err != nil {
		return err
	}
	o.Locations = locations.Data
	newest := list("position")
	newest.Sort.Descending = true
	history, err := s.Services.Organizations.History(r.Context(), r.then(), o.Connection, o.OrganizationID, newest)
	if err != nil {
		return err
	}
	o.History = history.Data
	if !r.may(permission.AssetsView) {
		return nil
	}
	devices, err := s.Services.Assets.List(r.Context(), r.then(), api.AssetFilter{Connections: []uuid.UUID{o.Connection}, Organization: o.OrganizationID}, list("name"))
	o.Devices = devices.Data.Items
	return err
}

// organizationPath is the address of an organization's row.
func organizationPath(o api.Organization) string {
	return ConnectionPath(o.Connection) + "/mappings/" + number(o.OrganizationID)
}
