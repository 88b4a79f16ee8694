package mapping

import (
	"strings"

	"coresync/domain/matching/orgs"
	"coresync/projections"

	"github.com/google/uuid"
)

// owners tell whose a record is without any matching: as it was entered, or as people
// decided about the record's place. What matching concludes is no evidence for itself.
type owners struct {
	organizations map[uuid.UUID]*Organization
	locations     map[uuid.UUID]*Location
	present       map[uuid.UUID]*Customer
}

func ownersOf(k *known) *owners {
	o := &owners{make(map[uuid.UUID]*Organization, len(k.organizations)), make(map[uuid.UUID]*Location, len(k.locations)), k.present}
	for _, org := range k.organizations {
		o.organizations[org.ID] = org
	}
	for _, l := range k.locations {
		o.locations[l.ID] = l
	}
	return o
}

func (o *owners) of(s *Sign) uuid.UUID {
	customer := s.Customer
	if s.Kind == SignDevice {
		customer = uuid.Nil
		if org := o.organizations[s.Organization]; org != nil && org.Decision == DecisionMapped {
			customer = org.Customer
		}
		if l := o.locations[s.Location]; l != nil && l.Decision != DecisionNone {
			customer = l.Customer
		}
	}
	if o.present[customer] == nil {
		return uuid.Nil
	}
	return customer
}

// vouches tells whether a record says whose another's organization is: what people
// keep themselves, and what another connection shows.
func (o *owners) vouches(other, s *Sign) bool {
	if other.Kind != SignDevice {
		return true
	}
	there, here := o.organizations[other.Organization], o.organizations[s.Organization]
	return there != nil && here != nil && there.Connection != here.Connection
}

// devices counts the devices of each organization that belong to a customer already,
// by their serial numbers.
func (o *owners) devices(shared []*Sign) map[orgs.Pair]int {
	bySerial := make(map[string][]*Sign)
	for _, s := range shared {
		bySerial[s.SerialKey] = append(bySerial[s.SerialKey], s)
	}
	var counted map[orgs.Pair]int
	for _, family := range bySerial {
		for _, s := range family {
			if s.Kind != SignDevice || s.Organization == uuid.Nil {
				continue
			}
			customers := make(map[uuid.UUID]struct{})
			for _, other := range family {
				if customer := o.of(other); customer != uuid.Nil && o.vouches(other, s) {
					customers[customer] = struct{}{}
				}
			}
			for customer := range customers {
				if counted == nil {
					counted = make(map[orgs.Pair]int)
				}
				counted[orgs.Pair{Organization: s.Organization, Customer: customer}]++
			}
		}
	}
	return counted
}

// people are the e-mail domains that the people of each organization or customer have,
// and how many each; machines are how many devices each organization has.
func people(groups map[projections.Group]int64) (domains map[uuid.UUID]map[string]int64, machines map[uuid.UUID]int) {
	domains, machines = make(map[uuid.UUID]map[string]int64), make(map[uuid.UUID]int)
	for group, n := range groups {
		kind, domain, _ := strings.Cut(group.As, " ")
		if kind == SignDevice {
			machines[group.Of] += int(n)
		}
		if domain == "" {
			continue
		}
		if domains[group.Of] == nil {
			domains[group.Of] = make(map[string]int64)
		}
		domains[group.Of][domain] += n
	}
	return domains, machines
}

// countDevices joins what serial numbers tell.
func (a *question) countDevices(o *owners, shared []*Sign, machines map[uuid.UUID]int) {
	a.evidence.Devices = o.devices(shared)
	if len(a.evidence.Devices) == 0 {
		return
	}
	a.evidence.OrgDevices = make(map[uuid.UUID]int)
	for pair := range a.evidence.Devices {
		a.evidence.OrgDevices[pair.Organization] = machines[pair.Organization]
	}
}
