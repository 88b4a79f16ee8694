package vault_test

import (
	"bytes"
	"fmt"
	"testing"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Goal: below 2 µs for a device of 2 KB.
func BenchmarkTag(b *testing.B) {
	s := setup(b)
	tag, err := s.vault.Tagger(s.ctx, s.one)
	require.NoError(b, err)
	data, dst := bytes.Repeat([]byte("x"), 2048), make([]byte, 0, 16)
	b.ReportAllocs()
	for b.Loop() {
		dst = tag(dst[:0], data)
	}
}

// batches of 500 payloads, each about another person.
func batch(n int) ([]uuid.UUID, []event.Payload) {
	ids, payloads := make([]uuid.UUID, 500), make([]event.Payload, 500)
	for i := range ids {
		ids[i], payloads[i] = uuid.New(), logon(fmt.Sprintf(`EXAMPLE\user.%d.%d`, n, i))
	}
	return ids, payloads
}

// A first sync: 100,000 persons that nobody has seen. Goal: below 1.5 s.
func BenchmarkFirstSight100k(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := setup(b)
		b.StartTimer()
		for n := range 200 {
			ids, payloads := batch(n)
			require.NoError(b, s.vault.Seal(s.ctx, s.one, ids, payloads))
		}
	}
}

func BenchmarkSealAndOpenKnown(b *testing.B) {
	s := setup(b)
	ids, payloads := batch(0)
	require.NoError(b, s.vault.Seal(s.ctx, s.one, ids, payloads))
	b.ReportAllocs()
	for b.Loop() {
		ids, payloads := batch(0)
		require.NoError(b, s.vault.Seal(s.ctx, s.one, ids, payloads))
		require.NoError(b, s.vault.Open(s.ctx, s.one, ids, payloads))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/500, "ns/member")
}

func BenchmarkPersonalTagsKnown(b *testing.B) {
	s := setup(b)
	of, data := make([]event.SubjectRef, 500), make([][]byte, 500)
	for i := range of {
		of[i] = event.SubjectRef{Kind: event.SubjectUserString, Value: fmt.Sprintf("user.%d", i)}
		data[i] = []byte(of[i].Value)
	}
	for b.Loop() {
		_, err := s.vault.PersonalTags(s.ctx, s.one, of, data)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/500, "ns/person")
}
