package web

import (
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// access are the pages about who may do what in NinjaOne (screen 5.15).
func (s *Site) access() []Route {
	has := s.Services.Access != nil
	return []Route{
		{"page.accounts", get, "/access/accounts", permission.AccessView, has, s.showAccounts},
		{"page.account.new", get, "/access/accounts/new", permission.AccessManage, has && s.Services.AccessRequests != nil, s.newAccount},
		{"page.accounts.export", get, "/access/accounts/export", permission.AccessView, has && s.Services.Exports != nil, s.exportTable(api.TableAccounts)},
		{"page.account.export", get, "/access/accounts/{id}/export", permission.AccessView, has && s.Services.Exports != nil, s.exportGrants("account")},
		{"page.account", get, "/access/accounts/{id}", permission.AccessView, has, s.showAccount},
		{"page.account.owner", post, "/access/accounts/{id}/owner", permission.AccessManage, has, s.setAccountOwner},
		{"page.account.owner.reset", post, "/access/accounts/{id}/owner/reset", permission.AccessManage, has, s.resetAccountOwner},
		{"page.access_roles", get, "/access/roles", permission.AccessView, has, s.showAccessRoles},
		{"page.access_roles.export", get, "/access/roles/export", permission.AccessView, has && s.Services.Exports != nil, s.exportTable(api.TableRoles)},
		{"page.access_role.export", get, "/access/roles/{id}/export", permission.AccessView, has && s.Services.Exports != nil, s.exportGrants("role")},
		{"page.access_role", get, "/access/roles/{id}", permission.AccessView, has, s.showAccessRole},
	}
}

// accessTabs lead to the parts of access.
func accessTabs() []item {
	return []item{
		{Key: "accounts", Word: "Accounts", Href: "/access/accounts"},
		{Key: "roles", Word: "Roles", Href: "/access/roles"},
		{Key: "requests", Word: "Requests", Href: "/access/requests"},
		{Key: "reviews", Word: "Reviews", Href: "/access/reviews"},
		{Key: "connectors", Word: "Connectors", Href: "/admin/connectors"},
	}
}

// accountList is what the page of all accounts shows.
type accountList struct {
	*listing
	Rows   []api.AccessAccount
	Counts map[string]int
	Unheld int // roles that nobody has
}

func (s *Site) showAccounts(r *Request) error {
	l, err := r.savedListing("accounts")
	if l == nil {
		return err
	}
	if !slices.Contains(api.AccessViews(), l.query.Get("view")) {
		l.query.Del("view")
	}
	list := r.asked(l, []string{"name", "email", "kind", "mfa", "administrator", "changed_at"}, "name")
	found, err := s.Services.Access.Accounts(r.Context(), r.then(), api.AccessFilter{
		Connection: l.id("connection"), Kind: l.query.Get("kind"), View: l.query.Get("view"), Role: l.id("role"),
	}, list)
	if err == nil {
		err = follows(l, found.Data.Page)
	}
	if err != nil {
		return err
	}
	roles, err := s.Services.Access.Roles(r.Context(), r.then(), api.AccessRoleFilter{Connection: l.id("connection")}, api.List{Limit: 1, Sort: api.Sort{By: "name"}, Uncounted: true})
	if err != nil {
		return err
	}
	out := accountList{l, found.Data.Items, found.Data.Counts, roles.Data.Unheld}
	return r.page("Accounts", "access", func(v *view) page { return accountsPage(v, &out) })
}

// accountPageOf is what the page of one account shows.
type accountPageOf struct {
	api.AccessAccount
	Grants   []api.AccessGrant
	History  api.Page[api.HistoryEntry]
	Contacts []api.Contact    // who may be chosen as its owner
	Offered  []api.AccessRole // roles that it may be given
}

// mostGrants bounds what a page shows of grants and people.
const mostGrants = 500

func (s *Site) showAccount(r *Request) error {
	id, err := r.pathID("id", "account")
	if err != nil {
		return err
	}
	found, err := s.Services.Access.Account(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	out := accountPageOf{AccessAccount: found.Data}
	history, err := s.Services.Access.AccountHistory(r.Context(), r.then(), id, api.List{Limit: mostHistory, Sort: api.Sort{By: "position", Descending: true}})
	if err != nil {
		return err
	}
	out.History = history.Data
	grants, err := s.Services.Access.Grants(r.Context(), r.then(), api.AccessGrantFilter{Account: id, Former: true}, api.List{Limit: mostGrants, Sort: api.Sort{By: "role"}, Uncounted: true})
	if err != nil {
		return err
	}
	out.Grants = grants.Data.Items
	if out.VanishedAt == nil && r.may(permission.AccessManage) {
		roles, err := s.Services.Access.Roles(r.Context(), r.scope(), api.AccessRoleFilter{Connection: out.Connection.ID, Kind: out.Kind}, api.List{Limit: mostGrants, Sort: api.Sort{By: "name"}, Uncounted: true})
		if err != nil {
			return err
		}
		out.Offered = roles.Data.Items
	}
	if s.Services.Contacts != nil && r.may(permission.AccessManage) {
		filter := api.ContactFilter{}
		if out.Customer != nil {
			filter.Customer = out.Customer.ID
		}
		contacts, err := s.Services.Contacts.List(r.Context(), r.scope(), filter, api.List{Limit: mostGrants, Sort: api.Sort{By: "customer"}, Uncounted: true})
		if err != nil {
			return err
		}
		out.Contacts = contacts.Data.Items
	}
	return r.page(accountName(out.AccessAccount), "access", func(v *view) page { return accountPage(v, &out) })
}

func (s *Site) setAccountOwner(r *Request) error {
	id, err := r.pathID("id", "account")
	if err != nil {
		return err
	}
	var contact *uuid.UUID
	word := "The account is nobody's now."
	if text := r.field("contact"); text != "nobody" {
		chosen, err := uuid.Parse(text)
		if err != nil {
			return r.done(accountPath(id), "Nobody was chosen, and nothing changed.")
		}
		contact, word = &chosen, "The account has its owner now."
	}
	done, err := s.Services.Access.SetOwner(r.Context(), r.expecting(), id, contact)
	return s.accessDone(r, done, err, accountPath(id), word)
}

func (s *Site) resetAccountOwner(r *Request) error {
	id, err := r.pathID("id", "account")
	if err != nil {
		return err
	}
	done, err := s.Services.Access.ResetOwner(r.Context(), r.expecting(), id)
	return s.accessDone(r, done, err, accountPath(id), "The rule decides again whose the account is.")
}

// expecting is the command of a form that names the version which the person saw.
func (r *Request) expecting() api.Command {
	c := r.command()
	if version, err := strconv.ParseInt(r.field("version"), 10, 64); err == nil {
		c.Expected = &version
	}
	return c
}

// accessDone leads on as soon as the next page shows what was done.
func (s *Site) accessDone(r *Request, done api.Written, err error, address, word string) error {
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(address, word)
}

func accountPath(id uuid.UUID) string { return "/access/accounts/" + id.String() }

func accountName(a api.AccessAccount) string {
	switch {
	case a.Erased:
		return "(erased)"
	case strings.TrimSpace(a.Name()) != "":
		return a.Name()
	case a.Email != "":
		return a.Email
	}
	return "User " + number(a.UserID)
}

// kindToggled is the list with one kind of account only, or with both again.
func (a *accountList) kindToggled(kind string) string {
	if a.has("kind", kind) {
		kind = ""
	}
	return a.with("kind", kind)
}
