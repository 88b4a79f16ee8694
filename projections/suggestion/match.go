package suggestion

import (
	"strings"

	"coresync/domain/event"
	"coresync/domain/matching/people"
	"coresync/domain/rules"

	"github.com/google/uuid"
)

// Candidate is a contact who may use a device. Nothing in it is personal.
type Candidate struct {
	Contact uuid.UUID `json:"contact"`
	Percent int       `json:"percent"`
	Form    string    `json:"form"`
	Reason  string    `json:"reason"`
}

// verdict is what is stored of a device.
type verdict struct {
	asset, customer       uuid.UUID
	userEvent, ownerEvent uuid.UUID
	kind, outcome         string
	contact               uuid.UUID
	percent, devices      int
	reason                string
	candidates            []Candidate
	rules                 string
}

// offer is a person in NinjaOne who is offered as a contact.
type offer struct{ person, customer, event, contact uuid.UUID }

type output struct {
	verdicts []verdict
	offers   []offer
}

// KindErased is the kind of a last user whose key was destroyed.
const KindErased = "erased"

// KindWithheld is the kind of a last user that isn't kept (GAP-07).
const KindWithheld = "not_kept"

// withheldReasons say why nobody is suggested by the last user.
var withheldReasons = map[event.Withheld]string{
	event.WithheldByCustomer:   "the last user isn't kept for this customer, so nobody is suggested by it",
	event.WithheldByConnection: "the last user isn't kept for this connection, so nobody is suggested by it",
}

// match makes the suggestions. It is pure: the order of the input changes nothing.
func match(set *rules.Set, in input) output {
	var out output
	byCustomer := make(map[uuid.UUID][]*device)
	for i := range in.devices {
		d := &in.devices[i]
		byCustomer[d.customer] = append(byCustomer[d.customer], d)
	}
	for customer, devices := range byCustomer {
		accounts := make([]string, len(devices))
		for i, d := range devices {
			accounts[i] = d.account
		}
		m := set.People.Matcher(people.Customer{
			Contacts: in.contacts[customer], Accounts: accounts, Domains: in.domains[customer], Technicians: in.technicians,
		})
		for _, d := range devices {
			out.verdicts = append(out.verdicts, d.match(m, set.Version))
		}
	}
	addresses := make(map[uuid.UUID]map[string]uuid.UUID)
	for _, p := range in.persons {
		known := addresses[p.customer]
		if known == nil {
			known = addressesOf(in.contacts[p.customer])
			addresses[p.customer] = known
		}
		out.offers = append(out.offers, offer{p.id, p.customer, p.event, known[p.email]})
	}
	return out
}

func (d *device) match(m *people.Matcher, version string) verdict {
	found := m.Match(d.query)
	v := verdict{
		asset: d.asset, customer: d.customer, userEvent: d.user.event, ownerEvent: d.owner.event,
		kind: strings.ReplaceAll(found.Kind.String(), "-", "_"), outcome: found.Outcome.String(),
		devices: found.Devices, reason: found.Reason(), rules: version, candidates: []Candidate{},
	}
	for _, c := range found.Candidates {
		v.candidates = append(v.candidates, Candidate{c.Contact, c.Percent, c.Form.String(), c.Reason()})
	}
	if len(v.candidates) > 0 {
		v.percent = v.candidates[0].Percent
	}
	if best, ok := found.Best(); ok {
		v.contact = best.Contact
	} else if d.withheld != "" {
		v.kind, v.reason = KindWithheld, withheldReasons[d.withheld]
	} else if d.erased {
		v.kind, v.reason = KindErased, "the last user was erased"
	}
	return v
}

// addressesOf finds contacts by e-mail address; one that two have leads to nobody.
func addressesOf(contacts []people.Contact) map[string]uuid.UUID {
	known := make(map[string]uuid.UUID, len(contacts))
	for _, c := range contacts {
		address := strings.ToLower(strings.TrimSpace(c.Email))
		if address == "" {
			continue
		}
		if _, twice := known[address]; twice {
			known[address] = uuid.Nil
			continue
		}
		known[address] = c.ID
	}
	return known
}
