package evaluate_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"coresync/domain/matching/people"

	"github.com/google/uuid"
)

// fleet makes customers whose people have the names of the test data and whose
// devices are used by their contacts, by others, and by services.
func fleet(b *testing.B, customers, size int) []people.Customer {
	b.Helper()
	var names []string
	for _, c := range casesOf(b) {
		for _, contact := range c.Contacts {
			names = append(names, contact.Name)
		}
	}
	mixed := rand.New(rand.NewSource(1))
	all := make([]people.Customer, customers)
	for i := range all {
		domain := fmt.Sprintf("customer%d.com", i)
		for j := range size {
			contact := people.Contact{ID: uuid.UUID{0: byte(i), 1: byte(i >> 8), 2: byte(j), 3: byte(j >> 8)}, Name: names[mixed.Intn(len(names))]}
			user := contact.Name
			if j%8 == 0 {
				user = names[mixed.Intn(len(names))] // somebody who left
			}
			words := strings.Fields(strings.ToLower(user))
			first, last := words[0], words[len(words)-1]
			account := [...]string{first + "." + last, first[:1] + last, `ACME\` + first[:1] + last, first + last[:1], first + "." + last + "@" + domain, "svc-scan", first}[j%7]
			if j%2 == 0 {
				contact.Email = first + "." + last + "@" + domain
			}
			all[i].Contacts = append(all[i].Contacts, contact)
			all[i].Accounts = append(all[i].Accounts, account)
		}
	}
	return all
}

// BenchmarkFleet matches a device for each contact, with all that it takes to prepare
// the customers. The goal is 20 µs a device.
func BenchmarkFleet(b *testing.B) {
	rules := people.DefaultRules()
	for _, shape := range [][2]int{{500, 20}, {50, 200}, {5, 2000}, {1, 10000}} {
		customers := fleet(b, shape[0], shape[1])
		b.Run(fmt.Sprintf("%dx%d", shape[0], shape[1]), func(b *testing.B) {
			devices := 0
			for b.Loop() {
				for i := range customers {
					m := rules.Matcher(customers[i])
					for _, account := range customers[i].Accounts {
						m.Match(people.Query{Account: account})
						devices++
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(devices), "ns/device")
		})
	}
}
