package scim_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/problem"
	"coresync/http/scim"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var (
	noon       = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	connection = uuid.MustParse("01935d52-0000-7000-8000-000000000005")
)

// world is a NinjaOne behind the services: accounts, roles and requests in memory.
type world struct {
	api.Access
	api.AccessRequests
	accounts  []api.AccessAccount
	vanished  []api.AccessAccount
	roles     []api.AccessRole
	requests  []api.AccessRequest
	approval  bool // requests wait for it
	connected []api.AccessConnector
	said      []api.ProvisionedUser
	read      int // how many users were read, and how often members
	handler   *scim.Handler
}

func newWorld() *world {
	w := &world{connected: []api.AccessConnector{{Connection: api.Ref{ID: connection}, Provisioning: true}}}
	for i, name := range []string{"Helpdesk", "Engineer"} {
		w.roles = append(w.roles, api.AccessRole{ID: uuid.New(), Connection: api.Ref{ID: connection}, RoleID: int64(i + 1), Name: name, ChangedAt: noon})
	}
	for i, email := range []string{"ada@msp.example", "bob@msp.example", "eve@cust.example"} {
		first, _, _ := strings.Cut(email, "@")
		w.accounts = append(w.accounts, api.AccessAccount{ID: uuid.New(), Connection: api.Ref{ID: connection}, UserID: int64(i + 1), Kind: "TECHNICIAN",
			FirstName: first, LastName: "Doe", Email: email, Enabled: true, FirstSeenAt: noon, ChangedAt: noon.Add(time.Duration(i) * time.Hour)})
	}
	w.join(&w.accounts[0], w.roles[0])
	w.accounts[2].Kind, w.accounts[2].OrganizationID, w.accounts[2].Phone = "END_USER", 7, "+15550100"
	w.handler = scim.New(api.Services{Access: w, AccessRequests: listRequests{w}, AccessConnectors: listConnectors{world: w}, Provisioning: w})
	return w
}

func (w *world) join(a *api.AccessAccount, role api.AccessRole) {
	a.Roles = append(a.Roles, api.AccessMembership{Role: api.Ref{ID: role.ID, Name: role.Name}, RoleID: role.RoleID})
}

func (w *world) Accounts(_ context.Context, _ api.Scope, f api.AccessFilter, l api.List) (a api.Answer[api.AccessAccounts], _ error) {
	all := w.accounts
	if f.View == api.AccessVanished {
		all = w.vanished
	}
	all = slices.DeleteFunc(slices.Clone(all), func(a api.AccessAccount) bool { return f.Connection != uuid.Nil && a.Connection.ID != f.Connection })
	a.Data.Page = paged(all, l)
	return a, nil
}

// paged gives one item a page, so that whoever forgets the next pages is seen.
func paged[T any](all []T, l api.List) (p api.Page[T]) {
	at := 0
	if l.After != nil {
		at = len(l.After[0])
	}
	if at < len(all) {
		p.Items = all[at : at+1]
	}
	if at+1 < len(all) {
		p.Next = []string{strings.Repeat("x", at+1), ""}
	}
	return p
}

func (w *world) Roles(_ context.Context, _ api.Scope, _ api.AccessRoleFilter, l api.List) (a api.Answer[api.AccessRoles], _ error) {
	a.Data.Page = paged(w.roles, l)
	return a, nil
}

// Users joins what is there in the plainest way.
func (w *world) Users(_ context.Context, _ api.Scope, f api.ProvisionedFilter) (page api.ProvisionedUsers, _ error) {
	for _, u := range w.users() {
		if f.Connection != uuid.Nil && u.Connection.ID != f.Connection || f.IDs != nil && !slices.Contains(f.IDs, u.ID) && (u.Account == nil || !slices.Contains(f.IDs, u.Account.ID)) {
			continue
		}
		var said struct {
			UserName, ExternalID string
			Emails               []struct{ Value string }
		}
		_ = json.Unmarshal(u.Said, &said) // nothing is said
		emails := []string{}
		for _, e := range said.Emails {
			emails = append(emails, e.Value)
		}
		if a := u.Account; a != nil {
			emails = append(emails, a.Email)
			if said.UserName == "" {
				said.UserName = a.Email
			}
		}
		if f.UserName != "" && !strings.EqualFold(said.UserName, f.UserName) || f.ExternalID != "" && said.ExternalID != f.ExternalID ||
			f.Email != "" && !slices.ContainsFunc(emails, func(e string) bool { return strings.EqualFold(e, f.Email) }) {
			continue
		}
		if page.Total++; page.Total > f.Skip && (f.Limit == 0 || len(page.Items) < f.Limit) {
			page.Items = append(page.Items, u)
		}
	}
	w.read += len(page.Items)
	return page, nil
}

// users are those that the client is shown, in order of their coming.
func (w *world) users() (all []api.ProvisionedUser) {
	made := map[int64]uuid.UUID{}
	for _, q := range w.requests {
		if q.Action == "create" && q.UserID != 0 {
			made[q.UserID] = *q.Of
		}
	}
	for _, a := range w.accounts {
		u := api.ProvisionedUser{ID: a.ID, Connection: a.Connection, Account: &a}
		if id, known := made[a.UserID]; known {
			u.ID = id
		}
		all = append(all, u)
	}
	for _, said := range w.said {
		if !slices.ContainsFunc(all, func(u api.ProvisionedUser) bool { return u.ID == said.ID }) {
			all = append(all, api.ProvisionedUser{ID: said.ID, Connection: api.Ref{ID: connection}})
		}
	}
	for i := range all {
		w.tie(&all[i])
	}
	return slices.DeleteFunc(all, func(u api.ProvisionedUser) bool {
		deleting := slices.ContainsFunc(u.Requests, func(q api.AccessRequest) bool { return q.Action == "delete" })
		return u.Account == nil && !u.Inactive && len(u.Requests) == 0 || u.Deleted && (u.Account == nil || deleting)
	})
}

// tie gives a user what was said of it and its requests.
func (w *world) tie(u *api.ProvisionedUser) {
	for _, s := range w.said {
		if s.ID == u.ID {
			u.Said, u.Inactive, u.Deleted, u.SaidFirst, u.SaidLast = s.Said, s.Inactive, s.Deleted, noon, noon
		}
	}
	var newest *api.AccessRequest
	for i, q := range w.requests {
		mine := u.Account != nil && q.UserID == u.Account.UserID
		switch {
		case q.Action == "create" && *q.Of == u.ID:
			newest = &w.requests[i]
		case q.Action == "delete" && (mine || newest != nil && q.Of != nil && *q.Of == newest.ID) && q.Status != "cancelled" && q.Status != "rejected",
			mine && (q.Status == "approved" || q.Status == "pending"):
			u.Requests = append(u.Requests, q)
		}
	}
	gone := func(a api.AccessAccount) bool { return newest != nil && a.UserID == newest.UserID && a.UserID != 0 }
	if newest != nil && u.Account == nil && newest.Status != "cancelled" && newest.Status != "rejected" && !slices.ContainsFunc(w.vanished, gone) {
		u.Requests = append([]api.AccessRequest{*newest}, u.Requests...)
	}
}

// Members are those that have roles, or are about to.
func (w *world) Members(_ context.Context, _ api.Scope, roles []uuid.UUID) (map[uuid.UUID][]api.ProvisionedMember, error) {
	w.read++
	all := map[uuid.UUID][]api.ProvisionedMember{}
	for _, id := range roles {
		for _, u := range w.users() {
			if u.Account == nil {
				continue
			}
			has := slices.ContainsFunc(u.Account.Roles, func(m api.AccessMembership) bool { return m.Role.ID == id })
			for _, q := range u.Requests {
				if q.Role != nil && q.Role.ID == id {
					has = q.Action == "add_member"
				}
			}
			if has {
				all[id] = append(all[id], api.ProvisionedMember{ID: u.ID, Name: u.Account.Name()})
			}
		}
	}
	return all, nil
}

func (w *world) Say(_ context.Context, _ api.Command, u api.ProvisionedUser, _ string) (api.Written, error) {
	w.say(u)
	return api.Written{}, nil
}

func (w *world) say(u api.ProvisionedUser) {
	w.said = slices.DeleteFunc(w.said, func(old api.ProvisionedUser) bool { return old.ID == u.ID })
	w.said = append(w.said, u)
}

type listRequests struct{ *world }

func (w listRequests) List(_ context.Context, _ api.Scope, _ api.AccessRequestFilter, l api.List) (a api.Answer[api.Page[api.AccessRequest]], _ error) {
	a.Data = paged(w.requests, l)
	return a, nil
}

func (w listRequests) Ask(_ context.Context, _ api.Command, d api.AccessDraft) (api.AccessAsked, error) {
	q := api.AccessRequest{ID: uuid.New(), Connection: api.Ref{ID: connection}, Action: d.Action, Status: "approved", Origin: d.Origin,
		Kind: d.Kind, FirstName: d.FirstName, LastName: d.LastName, Email: d.Email, Phone: d.Phone, OrgID: d.OrganizationID, AskedAt: &noon}
	if w.approval {
		q.Status = "pending"
	}
	if d.Action == "create" && (d.FirstName == "" || d.LastName == "") {
		return api.AccessAsked{}, domain.Invalid([]domain.Fault{{Pointer: "/first_name", Code: "length", Message: "has 1 to 150 characters"}})
	}
	for _, a := range w.accounts {
		if d.Account != nil && a.ID == *d.Account {
			q.Account, q.UserID, q.Email = d.Account, a.UserID, a.Email
		}
	}
	for _, role := range w.roles {
		if d.Role != nil && role.ID == *d.Role {
			q.Role, q.RoleID = &api.Ref{ID: role.ID, Name: role.Name}, role.RoleID
		}
	}
	for _, made := range w.requests {
		if d.Of != nil && made.ID == *d.Of {
			q.Of, q.Account, q.UserID, q.Email = d.Of, &made.ID, made.UserID, made.Email
		}
	}
	if d.Action != "create" && q.Account == nil || d.Role != nil && q.Role == nil {
		return api.AccessAsked{}, domain.Invalid([]domain.Fault{{Pointer: "/account", Code: "unknown", Message: "name one"}})
	}
	if d.Action == "create" {
		q.Of = d.Of
	}
	if !d.DryRun {
		w.requests = append(w.requests, q)
		if d.User != nil {
			w.say(*d.User)
		}
	}
	return api.AccessAsked{Request: q}, nil
}

func (w listRequests) Cancel(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	for i := range w.requests {
		if w.requests[i].ID == id {
			if w.requests[i].Status == "running" {
				return api.Written{}, &domain.Error{Code: domain.CodeConflict, Reason: "request_running"}
			}
			w.requests[i].Status = "cancelled"
		}
	}
	return api.Written{}, nil
}

type listConnectors struct {
	api.AccessConnectors
	world *world
}

func (w listConnectors) List(context.Context, api.Scope) (a api.Answer[[]api.AccessConnector], _ error) {
	a.Data = w.world.connected
	return a, nil
}

// carry does what workers do: requests that are open and approved are carried out, and
// access is read again.
func (w *world) carry() {
	for i := range w.requests {
		q := &w.requests[i]
		if q.Status != "approved" {
			continue
		}
		q.Status = "done"
		at := slices.IndexFunc(w.accounts, func(a api.AccessAccount) bool { return a.UserID == q.UserID })
		switch q.Action {
		case "create":
			q.UserID = int64(100 + i)
			w.accounts = append(w.accounts, api.AccessAccount{ID: uuid.New(), Connection: q.Connection, UserID: q.UserID, Kind: q.Kind,
				FirstName: q.FirstName, LastName: q.LastName, Email: q.Email, Enabled: true, FirstSeenAt: noon, ChangedAt: noon})
		case "delete":
			gone := w.accounts[at]
			gone.VanishedAt = &noon
			w.vanished, w.accounts = append(w.vanished, gone), slices.Delete(w.accounts, at, at+1)
		case "add_member":
			w.join(&w.accounts[at], w.roles[q.RoleID-1])
		case "remove_member":
			w.accounts[at].Roles = slices.DeleteFunc(w.accounts[at].Roles, func(m api.AccessMembership) bool { return m.RoleID == q.RoleID })
		}
	}
}

// answer is what a client sees.
type answer struct {
	*httptest.ResponseRecorder
	body map[string]any
}

func (a answer) get(name string) any { return a.body[name] }

func (w *world) ask(t *testing.T, method, path, body string, header ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, "/scim/v2"+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	err := w.handler.Serve(a, &scim.Request{Request: r, Origin: "https://core.example.com",
		Who: api.Identity{Tenant: uuid.New(), Actor: "token:1", Permissions: permission.Owner.Permissions()}})
	var fault *scim.Fault
	var known *domain.Error
	if errors.As(err, &known) {
		p := problem.Problem{Code: known.Reason, Status: http.StatusBadRequest, Detail: known.Message}
		for _, f := range known.Fields {
			p.Errors = append(p.Errors, problem.Fault{Pointer: f.Pointer, Detail: f.Message})
		}
		fault = scim.FaultOf(p)
	} else if err != nil {
		require.ErrorAs(t, err, &fault)
	}
	if fault != nil {
		require.NoError(t, fault.Write(a))
	}
	if a.Body.Len() > 0 {
		require.Equal(t, "application/scim+json", a.Header().Get("Content-Type"))
		require.NoError(t, json.Unmarshal(a.Body.Bytes(), &a.body))
	}
	return a
}

// ids are the ids that a list answers.
func (a answer) ids(t *testing.T) (ids []string) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Code, a.Body)
	found, _ := a.get("Resources").([]any)
	require.EqualValues(t, len(found), a.get("itemsPerPage"))
	for _, v := range found {
		ids = append(ids, v.(map[string]any)["id"].(string))
	}
	return ids
}

func (w *world) members(t *testing.T, role int) (ids []string) {
	t.Helper()
	found, _ := w.ask(t, "GET", "/Groups/"+w.roles[role].ID.String(), "").get("members").([]any)
	for _, m := range found {
		ids = append(ids, m.(map[string]any)["value"].(string))
	}
	return ids
}
