package web

import (
	"net/http"
	"strconv"

	"coresync/http/api"

	"github.com/google/uuid"
)

// accountForm is the form of an account to be created (C1P-03).
type accountForm struct {
	Draft         api.AccessDraft
	Connections   []api.AccessConnector // that may be provisioned
	Roles         []api.AccessRole      // of the connection and the kind
	Organizations []api.Organization    // of the connection
	Faults        faults
}

// chosen tells whether a connection is the draft's.
func (f *accountForm) chosen(id uuid.UUID) bool {
	return f.Draft.Connection != nil && *f.Draft.Connection == id
}

// address is the form for a kind and a connection.
func (f *accountForm) address(kind string, connection *uuid.UUID) string {
	address := "/access/accounts/new?kind=" + kind
	if connection != nil {
		address += "&connection=" + connection.String()
	}
	return address
}

func (s *Site) newAccount(r *Request) error {
	d := api.AccessDraft{Action: "create", Kind: r.URL.Query().Get("kind"), SendInvitation: true}
	if d.Kind != "END_USER" {
		d.Kind = "TECHNICIAN"
	}
	if id, err := uuid.Parse(r.URL.Query().Get("connection")); err == nil {
		d.Connection = &id
	}
	return s.accountForm(r, http.StatusOK, d, nil)
}

// accountForm shows the form with what was entered and what is wrong with it.
func (s *Site) accountForm(r *Request, status int, d api.AccessDraft, wrong faults) error {
	out := accountForm{Draft: d, Faults: wrong}
	if s.Services.AccessConnectors != nil {
		governed, err := s.Services.AccessConnectors.List(r.Context(), r.scope())
		if err != nil {
			return err
		}
		for _, c := range governed.Data {
			if c.Provisioning {
				out.Connections = append(out.Connections, c)
			}
		}
	}
	if out.Draft.Connection == nil && len(out.Connections) > 0 {
		out.Draft.Connection = &out.Connections[0].Connection.ID
	}
	if out.Draft.Connection != nil {
		if err := s.offer(r, &out); err != nil {
			return err
		}
	}
	return r.pageWith(status, "New account", "access", func(v *view) page { return accountNewPage(v, &out) })
}

// offer fills in what the account may be given.
func (s *Site) offer(r *Request, out *accountForm) error {
	roles, err := s.Services.Access.Roles(r.Context(), r.scope(), api.AccessRoleFilter{Connection: *out.Draft.Connection, Kind: out.Draft.Kind},
		api.List{Limit: mostGrants, Sort: api.Sort{By: "name"}, Uncounted: true})
	if err != nil {
		return err
	}
	out.Roles = roles.Data.Items
	if out.Draft.Kind != "END_USER" || s.Services.Organizations == nil {
		return nil
	}
	for l := (api.List{Limit: 500, Sort: api.Sort{By: "name"}, Uncounted: true}); ; {
		found, err := s.Services.Organizations.List(r.Context(), r.scope(), api.OrganizationFilter{Connection: *out.Draft.Connection}, l)
		if err != nil {
			return err
		}
		out.Organizations = append(out.Organizations, found.Data.Items...)
		if l.After = found.Data.Next; l.After == nil {
			return nil
		}
	}
}

// creation reads the form of an account to be created, or the request whose deletion is to
// be made good.
func (r *Request) creation(d *api.AccessDraft) {
	d.Kind, d.FirstName, d.LastName, d.Email, d.Phone = r.field("kind"), r.field("first_name"), r.field("last_name"), r.field("email"), r.field("phone")
	d.OrganizationID, _ = strconv.ParseInt(r.field("organization_id"), 10, 64) // none is a fault, which the rule tells
	d.FullPortalAccess, d.SendInvitation = r.field("full_portal_access") == "true", r.field("send_invitation") == "true"
	for name, into := range map[string]**uuid.UUID{"connection": &d.Connection, "recreates": &d.Recreates} {
		if id, err := uuid.Parse(r.field(name)); err == nil {
			*into = &id
		}
	}
}

// hidden are the members of a draft of creation as its form sends them.
func hidden(d api.AccessDraft) [][2]string {
	all := [][2]string{
		{"kind", d.Kind}, {"first_name", d.FirstName}, {"last_name", d.LastName}, {"email", d.Email}, {"phone", d.Phone},
		{"full_portal_access", strconv.FormatBool(d.FullPortalAccess)}, {"send_invitation", strconv.FormatBool(d.SendInvitation)},
	}
	if d.OrganizationID != 0 {
		all = append(all, [2]string{"organization_id", number(d.OrganizationID)})
	}
	if d.Connection != nil {
		all = append(all, [2]string{"connection", d.Connection.String()})
	}
	if d.Recreates != nil {
		all = append(all, [2]string{"recreates", d.Recreates.String()})
	}
	return all
}
