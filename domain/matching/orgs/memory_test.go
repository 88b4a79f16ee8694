package orgs

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Ten times the customers and organizations take ten times the memory, whether their
// names have one word in common, all of them, or none. It measures the heap, so nothing
// runs beside it.
func TestTheMemoryOfTheMatcherIsLinear(t *testing.T) {
	for _, c := range []struct {
		what string
		name func(i int) string
	}{
		{"one word in common", func(i int) string { return fmt.Sprintf("%s Dental Clinic", letterWord(i)) }},
		{"the same name", func(int) string { return "Margaret Smith & Sons Family Dental Clinic of Springfield LLC" }},
		{"alike but for a letter", func(i int) string { return fmt.Sprintf("Wakefield%s Roofing", letterWord(i)[:2]) }},
		{"nothing in common", func(i int) string { return letterWord(i) + " " + letterWord(7*i+3) }},
	} {
		t.Run(c.what, func(t *testing.T) {
			one, ten := heapOf(200, c.name), heapOf(2_000, c.name)
			require.Less(t, ten, 12*one, "%d bytes for 200, %d for 2,000", one, ten)
			require.Less(t, ten/2_000, uint64(16<<10), "bytes for a customer and an organization")
		})
	}
}

// heapOf is what the matcher of some customers and as many organizations keeps.
func heapOf(size int, name func(int) string) uint64 {
	rules := DefaultRules()
	parties := func(kind byte) []Party {
		all := make([]Party, size)
		for i := range all {
			all[i] = Party{ID: uuid.UUID{0: kind}, Name: name(i)}
			binary.BigEndian.PutUint32(all[i].ID[12:], uint32(i))
		}
		return all
	}
	customers, organizations := parties(1), parties(2)
	NewMatches(NewIndex(rules, customers[:1]), organizations[:1], nil, nil) // reads the lists that are read once
	before := heap()
	m := NewMatches(NewIndex(rules, customers), organizations, nil, nil)
	after := heap()
	runtime.KeepAlive(m)
	runtime.KeepAlive(customers)
	runtime.KeepAlive(organizations)
	return after - min(before, after)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// letterWord is a word of eight letters; few numbers have the same.
func letterWord(i int) string {
	word := []byte("bademoku")
	for k := range word {
		word[k] = byte('a' + (int(word[k])-'a'+i)%26)
		i = i*31/7 + k
	}
	return string(word)
}
