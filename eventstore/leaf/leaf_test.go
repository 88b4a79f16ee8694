package leaf_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/leaf"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// vector is one line of testdata/leaves.json, which a program in another language made.
type vector struct {
	Name          string    `json:"name"`
	Tenant        uuid.UUID `json:"tenant"`
	Position      int64     `json:"position"`
	Stream        string    `json:"stream"`
	Version       int64     `json:"version"`
	EventID       uuid.UUID `json:"event_id"`
	Type          string    `json:"type"`
	SchemaVersion int16     `json:"schema_version"`
	OccurredAt    int64     `json:"occurred_at_us"`
	RecordedAt    int64     `json:"recorded_at_us"`
	Actor         string    `json:"actor"`
	CorrelationID uuid.UUID `json:"correlation_id"`
	CausationID   uuid.UUID `json:"causation_id"`
	Metadata      string    `json:"metadata"`
	Payload       string    `json:"payload"`
	Entry         string    `json:"entry"`
	Leaf          string    `json:"leaf"`
}

func (v vector) recorded() event.Recorded {
	return event.Recorded{
		Tenant: v.Tenant, Position: v.Position, Stream: v.Stream, Version: v.Version, ID: v.EventID,
		Type: event.Type(v.Type), SchemaVersion: v.SchemaVersion,
		OccurredAt: time.UnixMicro(v.OccurredAt), RecordedAt: time.UnixMicro(v.RecordedAt).UTC(),
		Actor: v.Actor, CorrelationID: v.CorrelationID, CausationID: v.CausationID,
		Metadata: json.RawMessage(v.Metadata), Payload: json.RawMessage(v.Payload),
	}
}

func vectors(tb testing.TB) []vector {
	tb.Helper()
	raw, err := os.ReadFile("testdata/leaves.json")
	require.NoError(tb, err)
	var all []vector
	require.NoError(tb, json.Unmarshal(raw, &all))
	require.Len(tb, all, 7)
	return all
}

func TestLeavesOfTheVectors(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, v := range vectors(t) {
		e := v.recorded()
		entry := leaf.AppendEntry(nil, e, leaf.PayloadHash(e.Payload))
		require.Equal(t, v.Entry, hex.EncodeToString(entry), v.Name)
		sum := leaf.Hash(e, leaf.PayloadHash(e.Payload))
		require.Equal(t, v.Leaf, hex.EncodeToString(sum[:]), v.Name)
		require.NotContains(t, seen, v.Leaf)
		seen[v.Leaf] = v.Name
	}
}

func TestVerifyNamesTheChangedEvent(t *testing.T) {
	t.Parallel()
	e := vectors(t)[0].recorded()
	sum := leaf.Hash(e, leaf.PayloadHash(e.Payload))
	e.LeafHash = sum[:]
	require.NoError(t, leaf.Verify(e))

	e.Payload = json.RawMessage(`{"device_id":403}`)
	var mismatch *leaf.MismatchError
	require.ErrorAs(t, leaf.Verify(e), &mismatch)
	require.Equal(t, int64(1), mismatch.Position)
	require.Contains(t, mismatch.Error(), "position 1 of tenant 6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d")
}

// A digit of a microsecond counts, a digit of a nanosecond does not: the table has none.
func TestTimesCountToTheMicrosecond(t *testing.T) {
	t.Parallel()
	e := vectors(t)[0].recorded()
	before := leaf.Hash(e, [32]byte{})
	e.OccurredAt = e.OccurredAt.Add(999 * time.Nanosecond).In(time.FixedZone("", 3600))
	require.Equal(t, before, leaf.Hash(e, [32]byte{}))
	e.OccurredAt = e.OccurredAt.Add(time.Nanosecond)
	require.NotEqual(t, before, leaf.Hash(e, [32]byte{}))
}

func TestHashTakesNoMemory(t *testing.T) { // not parallel: it counts allocations
	e := vectors(t)[0].recorded()
	sum := leaf.PayloadHash(e.Payload)
	require.Zero(t, testing.AllocsPerRun(100, func() { sum = leaf.Hash(e, sum) }))
}

func BenchmarkHash(b *testing.B) {
	e := vectors(b)[0].recorded()
	sum := leaf.PayloadHash(e.Payload)
	b.ReportAllocs()
	for b.Loop() {
		sum = leaf.Hash(e, sum)
	}
}
