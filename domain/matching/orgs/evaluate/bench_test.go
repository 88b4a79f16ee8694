package evaluate_test

import (
	"encoding/binary"
	"testing"

	"coresync/domain/matching/orgs"
	"coresync/domain/matching/orgs/generate"

	"github.com/google/uuid"
)

// workspace makes a large workspace of many small ones.
func workspace(size int) (customers, organizations []orgs.Party) {
	seen := make(map[string]bool)
	party := func(kind byte, name string) orgs.Party {
		p := orgs.Party{ID: uuid.UUID{0: kind}, Name: name}
		binary.BigEndian.PutUint32(p.ID[12:], uint32(len(seen)))
		seen[string(kind)+name] = true
		return p
	}
	for _, s := range generate.Scenarios(generate.Training, size/30) {
		for _, name := range s.Customers {
			if len(customers) < size && !seen["\x01"+name] {
				customers = append(customers, party(1, name))
			}
		}
		for _, o := range s.Orgs {
			if len(organizations) < size && !seen["\x02"+o.Name] {
				organizations = append(organizations, party(2, o.Name))
			}
		}
	}
	return customers, organizations
}

// BenchmarkFromScratch matches 5,000 organizations with 5,000 customers, index included.
// The goal is 1 s.
func BenchmarkFromScratch(b *testing.B) {
	customers, organizations := workspace(5000)
	rules := orgs.DefaultRules()
	b.Logf("%d customers, %d organizations", len(customers), len(organizations))
	b.ResetTimer()
	for b.Loop() {
		orgs.NewIndex(rules, customers).Match(organizations, nil, nil)
	}
}

func BenchmarkIndex(b *testing.B) {
	customers, _ := workspace(5000)
	rules := orgs.DefaultRules()
	for b.Loop() {
		orgs.NewIndex(rules, customers)
	}
}

// BenchmarkChange changes one customer of 5,000, with 5,000 organizations. The goal is 5 ms.
func BenchmarkChange(b *testing.B) {
	customers, organizations := workspace(5000)
	m := orgs.NewMatches(orgs.NewIndex(orgs.DefaultRules(), customers), organizations, nil, nil)
	i, again := 0, 0
	for b.Loop() {
		one := customers[i*37%len(customers)]
		one.Name += " and Sons"
		again += len(m.Change([]orgs.Party{one}, nil))
		i++
	}
	b.ReportMetric(float64(again)/float64(i), "matched/op")
}
