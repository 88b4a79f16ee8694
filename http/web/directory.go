package web

import (
	"coresync/http/api"
	"coresync/http/permission"
)

// directory are the lists of what a service desk holds, and the search over all.
func (s *Site) directory() []Route {
	has := s.Services
	return []Route{
		{"page.customers", get, "/customers", permission.AssetsView, has.Customers != nil, s.showCustomers},
		{"page.customers.export", get, "/customers/export", permission.AssetsView, has.Exports != nil, s.exportTable(api.TableCustomers)},
		{"page.contacts", get, "/contacts", permission.TicketsView, has.Contacts != nil, s.showContacts},
		{"page.contacts.export", get, "/contacts/export", permission.TicketsView, has.Exports != nil, s.exportTable(api.TableContacts)},
		{"page.tickets.export", get, "/tickets/export", permission.TicketsView, has.Exports != nil, s.exportTable(api.TableTickets)},
		{"page.tickets", get, "/tickets", permission.TicketsView, has.Tickets != nil, s.showTickets},
		{"page.search", get, "/search", permission.AssetsView, has.Search != nil, s.showSearch},
	}
}

func (s *Site) showCustomers(r *Request) error {
	l, err := r.savedListing("customers")
	if l == nil {
		return err
	}
	found, err := s.Services.Customers.List(r.Context(), r.then(), api.CustomerFilter{}, r.asked(l, []string{"name", "number", "city"}, "name"))
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	return r.page("Customers", "customers", func(v *view) page { return customersPage(v, l, found.Data.Items) })
}

func (s *Site) showContacts(r *Request) error {
	l, err := r.savedListing("contacts")
	if l == nil {
		return err
	}
	found, err := s.Services.Contacts.List(r.Context(), r.then(), api.ContactFilter{Customer: l.id("customer")}, r.asked(l, []string{"customer"}, "customer"))
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	return r.page("Contacts", "contacts", func(v *view) page { return contactsPage(v, l, found.Data.Items) })
}

func (s *Site) showTickets(r *Request) error {
	l, err := r.savedListing("tickets")
	if l == nil {
		return err
	}
	found, err := s.Services.Tickets.List(r.Context(), r.then(),
		api.TicketFilter{Customer: l.id("customer"), Status: l.query.Get("status")}, r.asked(l, []string{"number", "subject", "status", "customer"}, "number"))
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	return r.page("Tickets", "tickets", func(v *view) page { return ticketsPage(v, l, found.Data.Items) })
}

// mostHits is how many the search shows.
const mostHits = 50

func (s *Site) showSearch(r *Request) error {
	q, scope := r.URL.Query().Get("q"), r.then()
	kinds := []string{"customer", "asset", "contract"}
	if r.may(permission.TicketsView) {
		kinds = append(kinds, "ticket", "contact")
	}
	var hits []api.Hit
	if q != "" {
		found, err := s.Services.Search.Search(r.Context(), scope, q, kinds, mostHits)
		if err != nil {
			return err
		}
		hits = found.Data
	}
	return r.page("Search", "", func(v *view) page {
		v.Query = q
		return searchPage(v, q, hits)
	})
}

// hitPath is the page of what a search found.
func hitPath(h api.Hit) string {
	switch h.Kind {
	case "asset":
		return "/assets/" + h.ID.String()
	case "customer":
		return customerPath(h.ID)
	case "contact":
		return contactPath(h.ID)
	case "ticket":
		return "/tickets/" + h.ID.String()
	}
	return ""
}

func hitIcon(kind string) string {
	switch kind {
	case "asset":
		return "devices"
	case "customer":
		return "building"
	case "contact":
		return "users"
	case "ticket":
		return "ticket"
	}
	return "list-check"
}
