package web

import (
	"net/http"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// people are the pages of one customer and of one contact.
func (s *Site) people() []Route {
	has := s.Services
	return []Route{
		{"page.customer", get, "/customers/{id}", permission.AssetsView, has.Customers != nil, s.showCustomer},
		{"page.customer.assets", get, "/customers/{id}/assets", permission.AssetsView, has.Customers != nil, s.toCustomerAssets},
		{"page.customer.assign", get, "/customers/{id}/assign", permission.AssetsManage, has.Associations != nil && has.Contacts != nil, s.showAssign},
		{"page.customer.assign.save", post, "/customers/{id}/assign", permission.AssetsManage, has.Associations != nil && has.Contacts != nil, s.saveAssign},
		{"page.customer.contact", post, "/customers/{id}/contacts", permission.ContactsManage, has.Contacts != nil, s.addContact},
		{"page.contact", get, "/contacts/{id}", permission.TicketsView, has.Contacts != nil, s.showContact},
	}
}

// customerView is what the page of a customer shows.
type customerView struct {
	api.Customer
	Assets     []api.Asset
	Contacts   api.Page[api.Contact]
	Tickets    api.Page[api.Ticket]
	Contracts  api.Page[api.Contract]
	Unassigned bool // some device of it is nobody's (ASG-01)
	Offered    int  // people in NinjaOne who wait to become contacts
}

const (
	// mostShown is how many of each list the page of a customer shows; what follows is in a
	// list of its own.
	mostShown = 10
	// mostContracts is how many contracts it shows: this is their list.
	mostContracts = 500
)

func (s *Site) showCustomer(r *Request) error {
	id, err := r.pathID("id", "customer")
	if err != nil {
		return err
	}
	found, err := s.Services.Customers.Get(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	c := &customerView{Customer: found.Data}
	for _, load := range []func(*Request, *customerView) error{s.loadCustomerAssets, s.loadCustomerDesk} {
		if err := load(r, c); err != nil {
			return err
		}
	}
	return r.page(named(c.Name), "customers", func(v *view) page { return customerPage(v, c) })
}

func (s *Site) loadCustomerAssets(r *Request, c *customerView) error {
	if s.Services.Assets == nil {
		return nil
	}
	found, err := s.Services.Assets.List(r.Context(), r.then(), api.AssetFilter{Customers: []uuid.UUID{c.ID}}, api.List{Limit: mostShown, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	c.Assets = found.Data.Items
	c.Unassigned, err = s.unassigned(r, c.ID)
	return err
}

// unassigned tells whether a customer has devices of NinjaOne that nobody has, to
// somebody who may assign them.
func (s *Site) unassigned(r *Request, customer uuid.UUID) (bool, error) {
	if s.Services.Associations == nil || s.Services.Contacts == nil || !r.may(permission.AssetsManage) || r.then().AsOf != nil {
		return false, nil
	}
	found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Customer: customer, Unassigned: true}, api.List{Limit: 1, Uncounted: true, Sort: api.Sort{By: "name"}})
	return len(found.Data.Items) > 0, err
}

// loadCustomerDesk adds what the service desk holds, for who may see it.
func (s *Site) loadCustomerDesk(r *Request, c *customerView) error {
	if !r.may(permission.TicketsView) {
		return nil
	}
	if s.Services.Contacts != nil {
		found, err := s.Services.Contacts.List(r.Context(), r.then(), api.ContactFilter{Customer: c.ID}, api.List{Limit: mostShown, Sort: api.Sort{By: "customer"}})
		if err != nil {
			return err
		}
		c.Contacts = found.Data
	}
	if r.then().AsOf == nil {
		n, err := s.countOffers(r, api.ContactOfferFilter{Customer: c.ID})
		if err != nil {
			return err
		}
		c.Offered = n.Offered
	}
	if s.Services.Tickets != nil {
		found, err := s.Services.Tickets.List(r.Context(), r.then(), api.TicketFilter{Customer: c.ID}, api.List{Limit: mostShown, Sort: api.Sort{By: "number", Descending: true}})
		if err != nil {
			return err
		}
		c.Tickets = found.Data
	}
	if s.Services.Contracts != nil {
		found, err := s.Services.Contracts.List(r.Context(), r.then(), api.ContractFilter{Customer: c.ID}, api.List{Limit: mostContracts, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		c.Contracts = found.Data
	}
	return nil
}

// counted is how many there are: what a page counts, else what it shows and a plus.
func counted[T any](p api.Page[T]) string {
	switch {
	case p.Total != nil:
		return grouped(*p.Total)
	case p.Next != nil:
		return grouped(int64(len(p.Items))) + "+"
	}
	return grouped(int64(len(p.Items)))
}

func (s *Site) toCustomerAssets(r *Request) error {
	id, err := r.pathID("id", "customer")
	if err != nil {
		return err
	}
	return r.to("/assets?customer=" + id.String())
}

// addContact makes a contact where one is missed: on the customer's page, or while
// devices are assigned.
func (s *Site) addContact(r *Request) error {
	id, err := r.pathID("id", "customer")
	if err != nil {
		return err
	}
	if r.field("name") == "" {
		return domain.Invalid([]domain.Fault{{Pointer: "/name", Code: "required", Message: "Give the contact a name."}})
	}
	done, err := s.Services.Contacts.Create(r.Context(), r.command(), api.ContactDraft{Customer: id, Name: r.field("name"), Email: r.field("email"), Phone: r.field("phone")})
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.undoable(local(r.field("back")), "The contact was added.")
}

// assignView is the page that assigns a customer's devices (ASG-01 to ASG-04).
type assignView struct {
	api.Customer
	Rows     []associationRow
	Contacts []api.Contact
	More     bool    // beyond those shown
	Partly   *partly // some rows were not saved
}

func (s *Site) assignView(r *Request) (*assignView, error) {
	id, err := r.pathID("id", "customer")
	if err != nil {
		return nil, err
	}
	c, err := s.Services.Customers.Get(r.Context(), r.scope(), id)
	if err != nil {
		return nil, err
	}
	found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Customer: id, Unassigned: true}, api.List{Limit: 200, Uncounted: true, Sort: api.Sort{By: "name"}})
	if err != nil {
		return nil, err
	}
	a := &assignView{Customer: c.Data, Rows: rowsOf(found.Data.Items, false), More: found.Data.Next != nil}
	a.Contacts, err = s.contactsOf(r, id)
	return a, err
}

func (s *Site) showAssign(r *Request) error {
	a, err := s.assignView(r)
	if err != nil {
		return err
	}
	return r.page("Assign Devices", "customers", func(v *view) page { return assignPage(v, a) })
}

func (s *Site) saveAssign(r *Request) error {
	rows, err := r.pickedRows()
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return r.done(r.URL.Path, "No device was selected.")
	}
	done, err := s.Services.Associations.Decide(r.Context(), r.command(), rows)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	saved, failed := outcomes(done.Rows)
	if len(failed) == 0 {
		id, _ := r.pathID("id", "customer") // it was a customer's above
		return r.undoable(customerPath(id), plural(saved, "device was", "devices were")+" decided about."+notesOf(done.Rows))
	}
	a, err := s.assignView(r)
	if err != nil {
		return err
	}
	a.Partly = r.partly(plural(saved, "device was", "devices were")+" decided about.", "confirm", r.URL.Path, done.Undo)
	if a.Rows, err = s.mark(r, a.Rows, failed); err != nil {
		return err
	}
	return r.pageWith(http.StatusConflict, "Assign Devices", "customers", func(v *view) page { return assignPage(v, a) })
}

func (s *Site) showContact(r *Request) error {
	id, err := r.pathID("id", "contact")
	if err != nil {
		return err
	}
	found, err := s.Services.Contacts.Get(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	var devices []api.Asset
	if s.Services.Assets != nil && r.may(permission.AssetsView) {
		assets, err := s.Services.Assets.List(r.Context(), r.then(), api.AssetFilter{Contact: id}, api.List{Limit: pageSize, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		devices = assets.Data.Items
	}
	title := "Contact"
	if !found.Data.Erased {
		title = named(found.Data.Name)
	}
	return r.page(title, "contacts", func(v *view) page { return contactPage(v, found.Data, devices) })
}
