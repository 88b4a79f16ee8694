package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"coresync/domain/matching/people"
)

const (
	matchAccounts = 100_000
	customerSize  = 200 // contacts, and as many devices
)

// matchPeople finds the contacts of a fleet's accounts, customer by customer, with all
// preparations. Goal: 100,000 in ≤ 2 s on one core.
func matchPeople(ctx context.Context, o Options) (Row, error) {
	n := or(o.Devices, matchAccounts)
	customers, rules := staffs(n), people.DefaultRules()
	var own []float64
	high := 0
	for round := range o.rounds() + 1 {
		if err := ctx.Err(); err != nil {
			return Row{}, err
		}
		high = 0
		s := cpuOf(func() {
			for i := range customers {
				m := rules.Matcher(customers[i])
				for _, account := range customers[i].Accounts {
					if v := m.Match(people.Query{Account: account}); v.Outcome == people.High {
						high++
					}
				}
			}
		})
		o.notef("match_people round %d: %.2f s of processor time", round, s)
		if round > 0 {
			own = append(own, s)
		}
	}
	seconds := median(own)
	return Row{
		Name: "match_people", N: n, Seconds: seconds, PerSecond: float64(n) / seconds, Ratio: 1e6 * seconds / float64(n), Unit: "µs", Goal: 20, AtMost: true,
		CPUProgram: seconds, Note: fmt.Sprintf("a device; %d are sure", high),
	}.judge(), nil
}

// syllables of which the staffs' names are made.
var (
	givenStarts = []string{"An", "Ma", "Jo", "Pe", "Lu", "Ka", "Mi", "Ro", "Su", "Da", "El", "Ti"}
	givenEnds   = []string{"na", "ria", "hn", "ter", "cas", "rin", "guel", "bert", "sanne", "vid", "lena", "mo"}
	nameStarts  = []string{"Hart", "Schnei", "Whit", "Berg", "Mor", "Lind", "Fer", "Cal", "Wood", "Nor", "Gar", "Pem", "Rock", "Stan"}
	nameEnds    = []string{"man", "der", "field", "ström", "eau", "gren", "nandez", "loway", "bridge", "ton", "cia", "berton", "well", "ley"}
)

// staffs are customers whose people log on under the usual forms of their names, among
// them some who left, and services.
func staffs(accounts int) []people.Customer {
	random := rand.New(rand.NewPCG(4, 4))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	var all []people.Customer
	for n := 0; n < accounts; {
		domain := fmt.Sprintf("customer%d.example", len(all))
		var c people.Customer
		for i := 0; i < customerSize && n < accounts; i, n = i+1, n+1 {
			first, last := pick(givenStarts)+pick(givenEnds), pick(nameStarts)+pick(nameEnds)
			f, l := strings.ToLower(first), strings.ToLower(last)
			contact := people.Contact{ID: numbered(3, n), Name: first + " " + last}
			if i%2 == 0 {
				contact.Email = f + "." + l + "@" + domain
			}
			if i%8 != 0 {
				c.Contacts = append(c.Contacts, contact)
			}
			c.Accounts = append(c.Accounts, [...]string{f + "." + l, f[:1] + l, `ACME\` + f[:1] + l, f + l[:1], f + "." + l + "@" + domain, "svc-scan", f}[i%7])
		}
		all = append(all, c)
	}
	return all
}
