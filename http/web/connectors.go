package web

import (
	"net/http"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// connectors are the pages about what governs the access of connections (C1C-03 to C1C-14).
func (s *Site) connectors() []Route {
	has := s.Services.AccessConnectors != nil && s.Services.AccessApps != nil && s.Services.Users != nil
	view, manage := permission.AccessView, permission.AccessManage
	return []Route{
		{"page.connectors", get, "/admin/connectors", view, has, s.showConnectors},
		{"page.connectors.new", get, "/admin/connectors/new", manage, has, s.newConnector},
		{"page.connectors.add", post, "/admin/connectors/new", manage, has, s.addConnector},
		{"page.apps", get, "/admin/connectors/apps", view, has, s.showApps},
		{"page.apps.import", post, "/admin/connectors/apps", manage, has && s.Services.Imports != nil, s.importApps},
		{"page.connector", get, "/admin/connectors/{id}", view, has, s.showConnector},
		{"page.connector.configure", post, "/admin/connectors/{id}/configuration", manage, has, s.configureConnector},
		{"page.connector.govern", post, "/admin/connectors/{id}/settings", manage, has, s.governConnector},
		{"page.connector.owners", post, "/admin/connectors/{id}/owners", manage, has, s.setConnectorOwners},
		{"page.connector.read", post, "/admin/connectors/{id}/read", manage, has, s.readConnector},
		{"page.connector.remove", post, "/admin/connectors/{id}/remove", manage, has, s.removeConnector},
	}
}

func connectorPath(id uuid.UUID) string { return "/admin/connectors/" + id.String() }

func (s *Site) showConnectors(r *Request) error {
	found, err := s.Services.AccessConnectors.List(r.Context(), r.then())
	if err != nil {
		return err
	}
	return r.page("Connectors", "access", func(v *view) page { return connectorsPage(v, found.Data) })
}

// kindsOfConnectors are what can be added; each is built in and runs here (C1C-02).
func kindsOfConnectors(q string) []string {
	return slices.DeleteFunc([]string{"NinjaOne"}, func(name string) bool { return !strings.Contains(strings.ToLower(name), strings.ToLower(q)) })
}

// connectorForm is the page on which a connector is added, as it was filled in.
type connectorForm struct {
	Query     string
	Draft     api.ConnectorDraft
	Unmanaged []api.AccessApp
	Managed   []api.AccessApp
	Users     []api.User // oneself first
	// Connections have no connector yet.
	Connections []api.Ref
	Mail        bool
	Faults      faults
}

// newConnector lets search for what is to be connected (C1C-04), then asks for app and owners.
func (s *Site) newConnector(r *Request) error {
	query := r.URL.Query()
	if query.Get("kind") != "ninjaone" {
		q := strings.TrimSpace(query.Get("q"))
		return r.page("Add connector", "access", func(v *view) page { return connectorKindsPage(v, q, kindsOfConnectors(q)) })
	}
	draft := api.ConnectorDraft{AppKind: "new", NewApp: "NinjaOne"}
	if me, is := r.me(); is {
		draft.Owners = []uuid.UUID{me}
	}
	if id, err := uuid.Parse(query.Get("connection")); err == nil {
		draft.Connection = &id
	}
	return s.connectorForm(r, http.StatusOK, draft, nil)
}

// me is the person who asks; a token is nobody.
func (r *Request) me() (uuid.UUID, bool) {
	text, is := strings.CutPrefix(r.Who.Actor, "user:")
	id, err := uuid.Parse(text)
	return id, is && err == nil
}

func (s *Site) connectorForm(r *Request, status int, d api.ConnectorDraft, f faults) error {
	form := connectorForm{Draft: d, Faults: f, Mail: s.Services.Mail}
	for kind, into := range map[string]*[]api.AccessApp{"unmanaged": &form.Unmanaged, "managed": &form.Managed} {
		found, err := s.Services.AccessApps.List(r.Context(), r.scope(), api.AppFilter{Kind: kind}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		*into = found.Data.Items
	}
	all, err := s.Services.AccessConnectors.List(r.Context(), r.scope())
	if err != nil {
		return err
	}
	for _, c := range all.Data {
		if c.App == nil {
			form.Connections = append(form.Connections, c.Connection)
		}
	}
	if form.Users, err = s.usersMeFirst(r); err != nil {
		return err
	}
	return r.pageWith(status, "Add connector", "access", func(v *view) page { return newConnectorPage(v, &form) })
}

func (s *Site) usersMeFirst(r *Request) ([]api.User, error) {
	users, err := s.Services.Users.List(r.Context(), r.Who.Tenant)
	me, _ := r.me()
	slices.SortStableFunc(users, func(a, b api.User) int {
		switch {
		case a.ID == me && b.ID != me:
			return -1
		case b.ID == me && a.ID != me:
			return 1
		}
		return strings.Compare(strings.ToLower(a.Called()), strings.ToLower(b.Called()))
	})
	return users, err
}

// governs refuses who may not do both that a connector is about (C1C-01).
func (r *Request) governs() error {
	if r.may(permission.IntegrationsManage) {
		return nil
	}
	return &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
		Message: "This takes the permission integrations:manage besides access:manage, as Connector admins and Super admins have them."}
}

func (s *Site) addConnector(r *Request) error {
	if err := r.governs(); err != nil {
		return err
	}
	d := api.ConnectorDraft{AppKind: r.field("app_kind"), NewApp: r.field("new_app"), Owners: r.ids("owners")}
	if id, err := uuid.Parse(r.field(d.AppKind + "_app")); err == nil && d.AppKind != "new" {
		d.App = &id
	}
	if id, err := uuid.Parse(r.field("connection")); err == nil {
		d.Connection = &id
	}
	done, err := s.Services.AccessConnectors.Add(r.Context(), r.command(), d)
	if f := faultsOf(err); f != nil {
		return s.connectorForm(r, http.StatusUnprocessableEntity, d, f)
	}
	if err != nil {
		return err
	}
	word := "The connector was added."
	if me, _ := r.me(); slices.ContainsFunc(d.Owners, func(id uuid.UUID) bool { return id != me }) {
		word += s.toldWord()
	}
	return s.accessDone(r, done, nil, connectorPath(*done.ID), word)
}

// toldWord says whether other owners are told by mail (C1C-10).
func (s *Site) toldWord() string {
	if s.Services.Mail {
		return " Its other owners are told by e-mail that their help is needed."
	}
	return " No mail server is set, so nobody was told: send the other owners the address of this page."
}

// ids are the ids of a field that may stand several times; what is none is left out.
func (r *Request) ids(name string) []uuid.UUID {
	var all []uuid.UUID
	_ = r.PostFormValue(name) // reads the form
	for _, text := range r.PostForm[name] {
		if id, err := uuid.Parse(text); err == nil {
			all = append(all, id)
		}
	}
	return all
}

// connectorTone shows how a connector fares (C1C-13).
func connectorTone(status string) tone {
	switch status {
	case "connected":
		return tone{"Connected", "circle-check", "green"}
	case "syncing":
		return tone{"Syncing", "refresh", "blue"}
	case "error":
		return tone{"Error", "alert-triangle", "red"}
	case "not_configured":
		return tone{"Not configured", "settings", "orange"}
	}
	return tone{"Not added", "circle-dashed", "secondary"}
}
