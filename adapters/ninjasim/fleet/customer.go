package fleet

import (
	"strconv"
	"time"
)

// Customer is a row of the list that the provider keeps in its PSA, with what
// hangs on it. Fields follow the columns of the product's CSV import.
type Customer struct {
	ExternalID string            `json:"externalId"`
	Name       string            `json:"name"`
	Number     string            `json:"number"`
	City       string            `json:"city"`
	Domains    []string          `json:"domains"`
	Contacts   []CustomerContact `json:"contacts"`
	Contracts  []Contract        `json:"contracts"`
	Tickets    []Ticket          `json:"tickets"`

	// OrganizationID is the organization that this customer really is, 0 for
	// one that NinjaOne doesn't know; Likeness says how near the names are.
	OrganizationID int      `json:"organizationId"`
	Likeness       Likeness `json:"likeness"`
}

// Likeness is how a customer's name relates to that of its organization.
type Likeness string

// Likenesses: equal once case, punctuation and legal form are put aside; alike
// to a person; or no organization at all.
const (
	LikenessExact Likeness = "exact"
	LikenessFuzzy Likeness = "fuzzy"
	LikenessNone  Likeness = "none"
)

// CustomerContact is a person at a customer.
type CustomerContact struct {
	ExternalID         string `json:"externalId"`
	CustomerExternalID string `json:"customerExternalId"`
	Name               string `json:"name"`
	Email              string `json:"email"`
	Phone              string `json:"phone"`
}

// Contract is an agreement; dates are yyyy-mm-dd.
type Contract struct {
	ExternalID         string `json:"externalId"`
	CustomerExternalID string `json:"customerExternalId"`
	Name               string `json:"name"`
	Start              string `json:"start"`
	End                string `json:"end"`
}

// Ticket is a request of a contact.
type Ticket struct {
	ExternalID         string `json:"externalId"`
	CustomerExternalID string `json:"customerExternalId"`
	ContactExternalID  string `json:"contactExternalId"`
	Number             string `json:"number"`
	Subject            string `json:"subject"`
	Status             string `json:"status"`
}

// Customers gives the PSA's list for the organizations that the world was
// founded with. Of ten customers seven bear the organization's name but for
// case, punctuation and legal form, two are alike to a person only, and one
// organization in ten has no customer; some customers have no organization.
func (w *World) Customers() []Customer {
	var out []Customer
	turn := drawFor(w.seed, saltCustomer, 0).n(saltCustomer, 10)
	for i := range w.profiles {
		p := &w.profiles[i]
		if p.internal {
			continue
		}
		c := Customer{OrganizationID: int(w.orgOf[i])}
		turn += 3
		switch kind := turn % 10; {
		case kind == 0, p.branch && i%24 == 7: // every other branch is billed with the first site
			continue
		case kind < 3 && !p.branch:
			c.Name, c.Likeness = alike(p), LikenessFuzzy
		default:
			c.Name, c.Likeness = equalName(p), LikenessExact
		}
		out = append(out, w.customer(c, i, len(out)))
	}
	for i := range 2 + len(w.profiles)/12 {
		d := drawFor(w.seed, saltCustomer, int64(i+1))
		p := customerProfile(d, d.n(saltOrgIndustry, len(industries)), w.taken(), i)
		out = append(out, Customer{ExternalID: externalID("CUST", len(out)+1001), Number: strconv.Itoa(len(out) + 1001), Name: p.name.base,
			City: cities[p.city].name, Domains: []string{p.domain}, Likeness: LikenessNone,
			Contacts: []CustomerContact{}, Contracts: []Contract{}, Tickets: []Ticket{}})
	}
	return out
}

// externalID is the key that a PSA would give.
func externalID(kind string, n int) string { return kind + "-" + strconv.Itoa(n) }

// taken lists the names that are in use.
func (w *World) taken() map[string]bool {
	names := map[string]bool{}
	for i := range w.profiles {
		names[w.profiles[i].name.base] = true
	}
	return names
}

// customer completes a row from the profile that it is.
func (w *World) customer(c Customer, profile, n int) Customer {
	p := &w.profiles[profile]
	c.Number = strconv.Itoa(1001 + n)
	c.ExternalID = externalID("CUST", 1001+n)
	c.City = cities[p.city].name
	c.Domains = []string{p.domain}
	s := w.spans[profile]
	for i := s.from; i < s.to; i++ {
		if k, ok := w.customerContact(i, c.ExternalID); ok {
			c.Contacts = append(c.Contacts, k)
		}
	}
	c.Contracts = w.contracts(p.draw, c.ExternalID)
	c.Tickets = w.tickets(p.draw, &c)
	return c
}

// customerContact is a person as the PSA has it: most, and some without an
// address.
func (w *World) customerContact(i int32, customer string) (CustomerContact, bool) {
	p := &w.people[i]
	d := w.personDraw(i)
	share := 88
	if p.kind == personUnlisted {
		share = 60
	}
	if !d.percent(saltCustomer, share) {
		return CustomerContact{}, false
	}
	first, last := p.name()
	k := CustomerContact{ExternalID: externalID("CONT", int(i)+1), CustomerExternalID: customer, Name: first + " " + last, Phone: phone(d)}
	if !d.percent(saltEmail, 7) {
		k.Email = p.email(&w.profiles[p.home])
	}
	return k, true
}

// contracts makes the agreements of a customer: everybody has one on service,
// almost half another on backup.
func (w *World) contracts(d draw, customer string) []Contract {
	start := time.UnixMicro(w.start).UTC().AddDate(-d.in(saltContract, 0, 4), -d.n(saltNumber, 12), 0)
	list := []Contract{{externalID(customer, 1), customer, "Managed Services Agreement", start.Format(time.DateOnly), start.AddDate(5, 0, 0).Format(time.DateOnly)}}
	if d.percent(saltContract, 45) {
		list = append(list, Contract{externalID(customer, 2), customer, "Backup & Disaster Recovery", start.AddDate(0, 3, 0).Format(time.DateOnly), start.AddDate(3, 3, 0).Format(time.DateOnly)})
	}
	return list
}

var subjects = []string{
	"Laptop is slow after the last update", "Cannot print to the front desk printer", "New starter on Monday", "Outlook keeps asking for a password",
	"VPN drops every ten minutes", "Need access to the shared drive", "Blue screen this morning", "Scanner no longer finds the folder",
	"Replace battery", "Disk almost full", "Phone does not sync mail", "Monitor flickers", "Please remove the old server", "Wi-Fi weak in the annex",
}

var ticketStates = []string{"open", "open", "in_progress", "waiting", "closed", "closed", "closed"}

// tickets makes about one request for six people.
func (w *World) tickets(d draw, c *Customer) []Ticket {
	var out []Ticket
	for i := range len(c.Contacts)/6 + 1 {
		t := d.sub(saltTicket, i)
		k := Ticket{ExternalID: externalID("TICK-"+c.Number, i+1), CustomerExternalID: c.ExternalID, Number: c.Number + number(i+1, 3),
			Subject: pick(t, saltTicket, subjects), Status: pick(t, saltNumber, ticketStates)}
		if len(c.Contacts) > 0 {
			k.ContactExternalID = c.Contacts[t.n(saltUser, len(c.Contacts))].ExternalID
		}
		out = append(out, k)
	}
	return out
}
