package web

import (
	"net/http"
	"slices"
	"strings"

	"coresync/domain/connection"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/a-h/templ"
	"github.com/google/uuid"
)

// connectorView is what the page of one connector shows.
type connectorView struct {
	api.AccessConnector
	Logs  []api.ConnectorLog
	Users []api.User
	// Editing tells that the settings are being edited; Draft is what was typed.
	Editing bool
	Draft   api.ConnectorConfigurationDraft
	Faults  faults
}

// showConnector is where a connector is configured, watched and looked after (C1C-12 to C1C-14).
func (s *Site) showConnector(r *Request) error {
	c, err := s.connectorView(r)
	if err != nil {
		return err
	}
	c.Editing = r.URL.Query().Get("edit") != "" && r.may(permission.AccessManage)
	return s.connectorPage(r, http.StatusOK, c)
}

func (s *Site) connectorPage(r *Request, status int, c *connectorView) error {
	return r.pageWith(status, c.Connection.Name, "access", func(v *view) page { return connectorPage(v, c) })
}

func (s *Site) connectorView(r *Request) (*connectorView, error) {
	id, err := r.pathID("id", "connector")
	if err != nil {
		return nil, err
	}
	found, err := s.Services.AccessConnectors.Get(r.Context(), r.then(), id)
	if err != nil {
		return nil, err
	}
	c := &connectorView{AccessConnector: found.Data, Draft: api.ConnectorConfigurationDraft{
		BaseURL: "https://" + connection.Host("US"), Scope: scopeOf(found.Data.Provisioning),
	}}
	if known := c.Configuration; known != nil {
		c.Draft.BaseURL, c.Draft.ClientID = known.BaseURL, known.ClientID
	}
	if c.Logs, err = s.Services.AccessConnectors.Logs(r.Context(), r.then(), id); err != nil {
		return nil, err
	}
	if r.may(permission.AccessManage) {
		c.Users, err = s.usersMeFirst(r)
	}
	return c, err
}

// The two scopes that can be asked for (C1A-07 to C1A-11).
const (
	scopeOfReading  = "monitoring management"
	scopeOfChanging = "monitoring management control"
)

func scopeOf(provisioning bool) string {
	if provisioning {
		return scopeOfChanging
	}
	return scopeOfReading
}

func (s *Site) configureConnector(r *Request) error {
	if err := r.governs(); err != nil {
		return err
	}
	c, err := s.connectorView(r)
	if err != nil {
		return err
	}
	d := api.ConnectorConfigurationDraft{
		BaseURL: r.field("base_url"), ClientID: r.field("client_id"), ClientSecret: api.Secret(r.PostFormValue("client_secret")), Scope: r.field("scope"),
	}
	done, err := s.Services.AccessConnectors.Configure(r.Context(), r.command(), c.Connection.ID, d)
	if f := faultsOf(err); f != nil {
		c.Editing, c.Draft, c.Faults = true, d, f
		return s.connectorPage(r, http.StatusUnprocessableEntity, c)
	}
	return s.accessDone(r, done, err, connectorPath(c.Connection.ID), "Saved. NinjaOne is read now.")
}

// governConnector says how access is governed; whether anything may be changed in
// NinjaOne goes with the scope.
func (s *Site) governConnector(r *Request) error {
	id, err := r.pathID("id", "connector")
	if err != nil {
		return err
	}
	now, err := s.Services.AccessConnectors.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	done, err := s.Services.AccessConnectors.Set(r.Context(), r.expecting(), id, api.AccessConnectorDraft{
		Matching: r.field("matching"), Approval: r.field("approval"), Frequency: r.field("frequency"), Provisioning: now.Data.Provisioning,
	})
	return s.accessDone(r, done, err, connectorPath(id), "Saved.")
}

func (s *Site) setConnectorOwners(r *Request) error {
	c, err := s.connectorView(r)
	if err != nil {
		return err
	}
	owners := r.ids("owners")
	done, err := s.Services.AccessConnectors.SetOwners(r.Context(), r.expecting(), c.Connection.ID, owners)
	if f := faultsOf(err); f != nil {
		c.Faults = f
		return s.connectorPage(r, http.StatusUnprocessableEntity, c)
	}
	word := "The owners were saved."
	me, _ := r.me()
	if slices.ContainsFunc(owners, func(id uuid.UUID) bool {
		return id != me && !slices.ContainsFunc(c.Owners, func(o api.Ref) bool { return o.ID == id })
	}) {
		word += s.toldWord()
	}
	return s.accessDone(r, done, err, connectorPath(c.Connection.ID), word)
}

func (s *Site) readConnector(r *Request) error {
	id, err := r.pathID("id", "connector")
	if err != nil {
		return err
	}
	if err := s.Services.AccessConnectors.Read(r.Context(), r.command(), id); err != nil {
		return err
	}
	return r.done(connectorPath(id), "Accounts and roles are read now.")
}

func (s *Site) removeConnector(r *Request) error {
	if err := r.governs(); err != nil {
		return err
	}
	id, err := r.pathID("id", "connector")
	if err != nil {
		return err
	}
	done, err := s.Services.AccessConnectors.Remove(r.Context(), r.command(), id)
	return s.accessDone(r, done, err, "/admin/connectors", "The connector was removed. Its connection stays.")
}

// ownerIDs are the owners of a connector, for boxes.
func ownerIDs(c *connectorView) []uuid.UUID {
	var all []uuid.UUID
	for _, o := range c.Owners {
		all = append(all, o.ID)
	}
	return all
}

// refNames are names, one after the other.
func refNames(refs []api.Ref) string {
	var all []string
	for _, r := range refs {
		all = append(all, named(r.Name))
	}
	return strings.Join(all, ", ")
}

// logKind says what was read.
func logKind(kind string) string {
	if kind == "access" {
		return "Accounts and roles"
	}
	return "Whole sync"
}

// ways are choices of how access is governed, with what each means.
type way struct{ Value, Word string }

func approvalWays() []way {
	return []way{
		{"risky", "Another person, of administrators and deletions"}, {"always", "Another person, of all"}, {"never", "Nobody has to"},
	}
}

func matchingWays() []way {
	return []way{{"narrow", "By the same e-mail address"}, {"broad", "Else by the same first and last name"}}
}

func frequencyWays() []way {
	return []way{{"hourly", "Hourly"}, {"daily", "Daily"}, {"weekly", "Weekly"}, {"manual", "Only with a sync, or when asked"}}
}

func wayWord(value string, ways []way) string {
	for _, w := range ways {
		if w.Value == value {
			return w.Word
		}
	}
	return value
}

// secretAttributes say what an empty secret means.
func secretAttributes(c *connectorView) templ.Attributes {
	if c.Configuration != nil {
		return templ.Attributes{"placeholder": "Empty keeps the present one"}
	}
	return templ.Attributes{"required": true}
}

// setupScope is a scope that the application needs, and why.
type setupScope struct{ For, Scope, Why string }

// setupScopes are those of C1A-07 to C1A-11.
func setupScopes() []setupScope {
	return []setupScope{
		{"Sync (read-only)", "monitoring", "User information and organizational structure"},
		{"Sync (read-only)", "management", "Role definitions and user-role assignments"},
		{"Provisioning", "monitoring", "User information and organizational structure"},
		{"Provisioning", "management", "Create and delete users, and manage user information"},
		{"Provisioning", "control", "Manage role assignments and user permissions"},
	}
}
