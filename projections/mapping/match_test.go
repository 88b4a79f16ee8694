package mapping

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is remembered changes how long matching takes, never what it says.
func TestMAP_13_WhatIsRememberedChangesNoVerdict(t *testing.T) {
	t.Parallel()
	set, tenant := rules.Default(), uuid.New()
	names := []string{"Acme", "ACME Inc", "Acne", "Beta & Sons", "Beta Sons", "Silver Creek Dental", "Silver Creek Rental", "Gamma Roofing", "Gama Roofing", ""}
	rapid.Check(t, func(t *rapid.T) {
		kept := new(matcher)
		organizations, present := map[int]*Organization{}, map[uuid.UUID]*Customer{}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			n := rapid.IntRange(1, 5).Draw(t, "n")
			id := uuid.UUID{1, 15: byte(n)}
			switch name := rapid.SampledFrom(names).Draw(t, "name"); rapid.IntRange(0, 4).Draw(t, "step") {
			case 0, 1:
				present[id] = &Customer{ID: id, Name: name}
			case 2:
				delete(present, id)
			case 3:
				organizations[n] = &Organization{ID: uuid.UUID{2, 15: byte(n)}, Observed: true, Name: name}
			case 4:
				if o := organizations[n]; o != nil {
					o.Decided = Decided{Decision: DecisionMapped, Customer: id}
				}
			}
			var list []*Organization
			for _, o := range organizations {
				list = append(list, o)
			}
			got, err := kept.match(set, tenant, &known{organizations: list, present: present})
			require.NoError(t, err)
			want, err := new(matcher).match(set, tenant, &known{organizations: list, present: present})
			require.NoError(t, err)
			require.Equal(t, want.all, got.all)
			require.Equal(t, want.at, got.at)
		}
	})
}

// One changed customer among many: the goal of the matching alone is 5 ms.
func BenchmarkOneChangedCustomer(b *testing.B) {
	set, tenant, m := rules.Default(), uuid.New(), new(matcher)
	present := map[uuid.UUID]*Customer{}
	var organizations []*Organization
	for n := range 5000 {
		id := uuid.UUID{0: 1, 14: byte(n >> 8), 15: byte(n)}
		name := fmt.Sprintf("Brand%d Trade%d Dental", n, n%40)
		present[id] = &Customer{ID: id, Name: name}
		organizations = append(organizations, &Organization{ID: uuid.UUID{0: 2, 14: byte(n >> 8), 15: byte(n)}, Observed: true, Name: name})
	}
	changed := uuid.UUID{0: 1}
	verdicts, err := m.match(set, tenant, &known{organizations: organizations, present: present})
	require.NoError(b, err)
	before := processorTime(b)
	for n := 0; b.Loop(); n++ {
		present[changed] = &Customer{ID: changed, Name: fmt.Sprintf("Other%d Dental", n)}
		verdicts, _ = m.match(set, tenant, &known{organizations: organizations, present: present})
	}
	b.ReportMetric((processorTime(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
	require.Len(b, verdicts.all, 5000)
}

func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
