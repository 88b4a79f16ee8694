package web

import (
	"net/http"
	"net/url"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// offersPath is where people whom NinjaOne knows become contacts.
const offersPath = "/contacts/offers"

// offers are the page of the people in NinjaOne who are offered as contacts (SCH-04).
func (s *Site) offers() []Route {
	has := s.Services.ContactLinks != nil
	return []Route{
		{"page.offers", get, offersPath, permission.ContactsManage, has, s.showOffers},
		{"page.offers.apply", post, offersPath, permission.ContactsManage, has, s.applyOffers},
		{"page.offers.all", post, offersPath + "/all", permission.ContactsManage, has, s.applyAllOffers},
	}
}

// offersView is a table of people with what may become of them.
type offersView struct {
	*listing
	Rows     []offerRow
	Counts   api.ContactOfferCounts
	Customer *api.Customer // that the list is narrowed to
	Partly   *partly       // some people were not decided about
}

// offerRow is somebody in NinjaOne with what was chosen for him.
type offerRow struct {
	api.ContactOffer
	Picked  bool
	Chosen  string // value of the dropdown
	Other   string // of the override
	Message string // what is wrong with it
	First   bool   // of its customer
}

// key names a person in a form.
func (o offerRow) key() string {
	return o.Source + "." + o.Connection.String() + "." + number(o.PersonID)
}

// offerFilters are the chips over the table: the states of the API, those that are
// offered with a contact at hand, and those for whom one was made.
func offerFilters(c api.ContactOfferCounts) []stateCount {
	return []stateCount{
		{"offered", "To decide", c.Offered}, {"same", "Same e-mail address", c.Suggested}, {"linked", "Linked", c.Linked},
		{"created", "Created", c.Created}, {"ignored", "Ignored", c.Ignored}, {"unmapped", "No customer", c.Unmapped},
	}
}

// stateCount is a filter with how much is under it.
type stateCount struct {
	Value, Word string
	N           int
}

// state is the one filter that holds.
func (o *offersView) state() string {
	if state := o.query.Get("state"); state != "" {
		return state
	}
	return "offered"
}

func (o *offersView) filter() api.ContactOfferFilter {
	f := api.ContactOfferFilter{Connection: o.id("connection"), Customer: o.id("customer")}
	switch state := o.state(); state {
	case "same":
		f.States, f.Suggested = []string{"offered"}, true
	case "linked", "created":
		made := state == "created"
		f.States, f.Created = []string{"linked"}, &made
	case "ignored", "unmapped":
		f.States = []string{state}
	default:
		f.States = []string{"offered"}
	}
	return f
}

func (s *Site) showOffers(r *Request) error {
	o, err := s.offersView(r)
	if err != nil {
		return err
	}
	return s.offersPage(r, http.StatusOK, o)
}

func (s *Site) offersPage(r *Request, status int, o *offersView) error {
	return r.pageWith(status, "Contacts from NinjaOne", "contacts", func(v *view) page { return offersPage(v, o) })
}

func (s *Site) offersView(r *Request) (*offersView, error) {
	o := &offersView{listing: r.listing("state", "customer", "connection")}
	o.path = offersPath
	found, err := s.Services.ContactLinks.List(r.Context(), r.then(), o.filter(), r.asked(o.listing, nil, "customer"))
	if err == nil {
		err = follows(o.listing, found.Data.Page)
	}
	if err != nil {
		return nil, err
	}
	o.Counts, o.Rows = found.Data.Counts, offerRowsOf(found.Data.Items)
	if of := o.id("customer"); of != uuid.Nil && s.Services.Customers != nil {
		if c, err := s.Services.Customers.Get(r.Context(), r.then(), of); err == nil {
			o.Customer = &c.Data
		}
	}
	return o, nil
}

// offerRowsOf ticks who has the e-mail address of a contact; whether somebody else is to
// be a contact is for a person to say.
func offerRowsOf(items []api.ContactOffer) (rows []offerRow) {
	var last uuid.UUID
	for i, item := range items {
		row := offerRow{ContactOffer: item, Chosen: "create"}
		switch {
		case item.State != "offered":
			row.Chosen = "unlink"
		case item.Suggested != nil:
			row.Picked, row.Chosen = true, "link"
		case item.Erased:
			row.Chosen = "ignore"
		}
		if item.Customer != nil {
			row.First = i == 0 || last != item.Customer.ID
			last = item.Customer.ID
		}
		rows = append(rows, row)
	}
	return rows
}

// offerChoices are what may become of people in a state.
func offerChoices(state string) []choice {
	link, create, ignore := choice{"link", "Link to the contact with the same e-mail address", ""}, choice{"create", "Create a contact", ""}, choice{"ignore", "Ignore: offer no more", ""}
	switch state {
	case "linked", "created":
		return []choice{{"unlink", "Unlink, offer again", ""}, ignore}
	case "ignored":
		return []choice{{"unlink", "Offer again", ""}, create}
	case "same":
		return []choice{link, create, ignore}
	}
	return []choice{create, link, ignore}
}

func personWord(o api.ContactOffer) string {
	if o.Erased {
		return "Erased"
	}
	if o.Name == "" {
		return named(o.Email)
	}
	return o.Name
}

// personSource is what NinjaOne calls somebody.
func personSource(source string) string {
	if source == "end_user" {
		return "end user"
	}
	return source
}

// mappingOfPath is where the organization of somebody gets its customer.
func mappingOfPath(o api.ContactOffer) string {
	return ConnectionPath(o.Connection) + "/mappings?q=" + url.QueryEscape(o.Organization)
}

// anyOffer tells that NinjaOne knows anybody, whatever became of them.
func anyOffer(c api.ContactOfferCounts) bool {
	return c.Offered+c.Linked+c.Created+c.Ignored+c.Unmapped > 0
}

// all is where the buttons lead that decide about everybody under the filter.
func (o *offersView) all() string {
	q := url.Values{}
	for _, name := range []string{"customer", "connection", "q"} {
		if o.query.Has(name) {
			q.Set(name, o.query.Get(name))
		}
	}
	if len(q) == 0 {
		return offersPath + "/all"
	}
	return offersPath + "/all?" + q.Encode()
}
