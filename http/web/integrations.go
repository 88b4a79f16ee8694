package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"
)

// integrations are the pages that list connections and add one (screens 5.1, 5.2).
func (s *Site) integrations() []Route {
	has := s.Services.Connections != nil
	return []Route{
		{"page.integrations", get, "/settings/integrations", permission.IntegrationsView, has, s.showIntegrations},
		{"page.integrations.new", get, "/settings/integrations/new", permission.IntegrationsManage, has, s.showNewConnection},
		{"page.integrations.add", post, "/settings/integrations/new", permission.IntegrationsManage, has, s.addConnection},
		{"page.integrations.try", post, "/settings/integrations/new/try", permission.IntegrationsManage, has, s.tryConnection},
		{"page.mappings.shortcut", get, "/mappings", permission.IntegrationsView, has, s.toMappings},
	}
}

// connections lists all connections, broken ones first.
func (s *Site) connections(r *Request, scope api.Scope) ([]api.Connection, error) {
	found, err := s.Services.Connections.List(r.Context(), scope, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	if err != nil {
		return nil, err
	}
	order := []string{"reconnect_required", "error", "not_connected", "syncing", "connected"}
	slices.SortStableFunc(found.Data.Items, func(a, b api.Connection) int {
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	})
	return found.Data.Items, nil
}

// connectionCardView is a connection with what its newest complete run found; nil: none did.
type connectionCardView struct {
	api.Connection
	Found *event.SyncCounts
}

func (s *Site) showIntegrations(r *Request) error {
	list, err := s.connections(r, r.then())
	if err != nil {
		return err
	}
	cards := make([]connectionCardView, len(list))
	for i, c := range list {
		cards[i].Connection = c
		if s.Services.Runs == nil || c.LastSync == nil {
			continue
		}
		runs, err := s.Services.Runs.List(r.Context(), r.then(), api.RunFilter{Connection: c.ID, State: "completed"}, api.List{Limit: 1})
		if err != nil {
			return err
		}
		if len(runs.Data.Items) > 0 {
			cards[i].Found = &runs.Data.Items[0].Counts
		}
	}
	return r.page("Integrations", "integrations", func(v *view) page { return integrationsPage(v, cards) })
}

// scheduleWords says on a line how often a connection syncs by itself.
func scheduleWords(v *view, s api.Schedule) string {
	switch {
	case s.Frequency == "manual":
		return "automatic sync off"
	case s.NextAt == nil:
		return strings.ToLower(statusWord(s.Frequency))
	}
	return strings.ToLower(statusWord(s.Frequency)) + ", next " + v.atIn(*s.NextAt, dates.Zone(s.Zone))
}

// toMappings is where the key "g m" leads: the mapping page of the only connection.
func (s *Site) toMappings(r *Request) error {
	list, err := s.connections(r, r.scope())
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return r.to(ConnectionPath(list[0].ID) + "/mappings")
	}
	return r.to("/settings/integrations")
}

func (s *Site) connectionForm(r *Request, status int, draft api.ConnectionDraft, f faults) error {
	return r.pageWith(status, "Add NinjaOne", "integrations", func(v *view) page { return newConnectionPage(v, draft, f, nil) })
}

func connectionDraft(r *Request) api.ConnectionDraft {
	return api.ConnectionDraft{
		Name: r.field("name"), Region: r.field("region"), BaseURL: r.field("base_url"), Grant: r.field("grant"),
		ClientID: r.field("client_id"), ClientSecret: api.Secret(r.PostFormValue("client_secret")), DashboardDomain: r.field("dashboard_domain"),
	}
}

func (s *Site) addConnection(r *Request) error {
	draft := connectionDraft(r)
	done, err := s.Services.Connections.Create(r.Context(), r.command(), draft)
	if err == nil && done.ID != nil {
		if err := s.await(r, done); err != nil {
			return err
		}
		return r.done(setupPath(*done.ID), "The connection was added.")
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return s.connectionForm(r, http.StatusUnprocessableEntity, draft, f)
}

// await lets the next page show what was written. A read model that is slow is no
// reason to fail: the change is in the log.
func (s *Site) await(r *Request, w api.Written) error { return s.awaitPosition(r, w.Position) }

func (s *Site) awaitPosition(r *Request, p api.Position) error {
	if s.Services.Positions == nil || p.N == 0 {
		return nil
	}
	ctx, cancel := r.soon()
	defer cancel()
	err := s.Services.Positions.Wait(ctx, r.Who.Tenant, p.N)
	if err != nil && r.Context().Err() == nil {
		return nil //nolint:nilerr // see above
	}
	return err
}

// regions are those that people choose from (SET-08); Simulator only where one is used.
func regions(chosen string) []string {
	list := connection.Regions()
	if chosen == connection.Simulator {
		return append(list, connection.Simulator)
	}
	return list
}

func regionHost(region string) string { return connection.Host(region) }

// sampleLink is a link to a device as a connection would make it (SET-09).
func sampleLink(d api.ConnectionDraft) string {
	domain, err := connection.DashboardDomain(d.DashboardDomain)
	if err != nil {
		domain = "…"
	}
	return connection.DashboardURL(d.Region, domain, d.BaseURL, 123)
}
