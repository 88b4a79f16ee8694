package leaf_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/leaf"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// reader takes an entry apart again, by the package comment alone. That every
// entry can be read back is the proof that no two events share one.
type reader struct {
	t    require.TestingT
	left []byte
}

func (r *reader) take(n int) []byte {
	require.GreaterOrEqual(r.t, len(r.left), n)
	taken := r.left[:n]
	r.left = r.left[n:]
	return taken
}

func (r *reader) number() int64 { return int64(binary.BigEndian.Uint64(r.take(8))) }
func (r *reader) text() string  { return string(r.take(int(binary.BigEndian.Uint32(r.take(4))))) }
func (r *reader) uuid() uuid.UUID {
	return uuid.UUID(r.take(16))
}

func readBack(t require.TestingT, entry []byte) (e event.Recorded, metadataHash string, payloadHash [32]byte) {
	r := &reader{t: t, left: entry}
	require.Equal(t, []byte{1}, r.take(1))
	e.Tenant, e.Position, e.Stream, e.Version = r.uuid(), r.number(), r.text(), r.number()
	e.ID, e.Type = r.uuid(), event.Type(r.text())
	e.SchemaVersion = int16(binary.BigEndian.Uint16(r.take(2)))
	e.OccurredAt, e.RecordedAt = time.UnixMicro(r.number()), time.UnixMicro(r.number())
	e.Actor, e.CorrelationID, e.CausationID = r.text(), r.uuid(), r.uuid()
	metadataHash = r.text()
	payloadHash = [32]byte(r.take(32))
	require.Empty(t, r.left)
	return e, metadataHash, payloadHash
}

func requireReadsBack(t require.TestingT, e event.Recorded) {
	sum := leaf.PayloadHash(e.Payload)
	back, metadataHash, payloadHash := readBack(t, leaf.AppendEntry(nil, e, sum))
	require.Equal(t, sum, payloadHash)
	if len(e.Metadata) == 0 {
		require.Empty(t, metadataHash)
	} else {
		want := sha256.Sum256(e.Metadata)
		require.Equal(t, string(want[:]), metadataHash)
	}
	back.Metadata, back.Payload = e.Metadata, e.Payload
	require.Equal(t, e, back)
}

func TestEveryEntryReadsBack(t *testing.T) {
	t.Parallel()
	id := rapid.Custom(func(t *rapid.T) uuid.UUID {
		return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	})
	rapid.Check(t, func(t *rapid.T) {
		requireReadsBack(t, event.Recorded{
			Tenant: id.Draw(t, "tenant"), Position: rapid.Int64().Draw(t, "position"),
			Stream: rapid.String().Draw(t, "stream"), Version: rapid.Int64().Draw(t, "version"),
			ID: id.Draw(t, "event"), Type: event.Type(rapid.String().Draw(t, "type")),
			SchemaVersion: rapid.Int16().Draw(t, "schema version"),
			OccurredAt:    time.UnixMicro(rapid.Int64().Draw(t, "occurred")),
			RecordedAt:    time.UnixMicro(rapid.Int64().Draw(t, "recorded")),
			Actor:         rapid.String().Draw(t, "actor"),
			CorrelationID: id.Draw(t, "correlation"), CausationID: id.Draw(t, "causation"),
			Metadata: rapid.SliceOf(rapid.Byte()).Draw(t, "metadata"),
			Payload:  rapid.SliceOf(rapid.Byte()).Draw(t, "payload"),
		})
	})
}

// FuzzShiftedBytes moves the seams between neighbouring fields over the same bytes:
// wherever they lie, another cut is another leaf.
func FuzzShiftedBytes(f *testing.F) {
	f.Add([]byte("device/1DeviceObservedpoller{}"), uint8(8), uint8(22), uint8(28), uint8(30), uint8(9))
	f.Add([]byte{}, uint8(0), uint8(0), uint8(0), uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, all []byte, a, b, c, d, moved uint8) {
		one := cut(all, a, b, c, d)
		requireReadsBack(t, one)
		for _, two := range []event.Recorded{
			cut(all, moved, b, c, d), cut(all, a, moved, c, d), cut(all, a, b, moved, d), cut(all, a, b, c, moved),
		} {
			same := one.Stream == two.Stream && one.Type == two.Type && one.Actor == two.Actor &&
				string(one.Metadata) == string(two.Metadata) && string(one.Payload) == string(two.Payload)
			require.Equal(t, same, leaf.Hash(one, leaf.PayloadHash(one.Payload)) == leaf.Hash(two, leaf.PayloadHash(two.Payload)))
		}
	})
}

// cut spreads the bytes over the five fields of free length.
func cut(all []byte, seams ...uint8) event.Recorded {
	parts, from := make([][]byte, 0, 5), 0
	for _, s := range seams {
		to := min(max(int(s), from), len(all))
		parts = append(parts, all[from:to:to])
		from = to
	}
	parts = append(parts, all[from:])
	return event.Recorded{
		Stream: string(parts[0]), Type: event.Type(parts[1]), Actor: string(parts[2]),
		Metadata: parts[3], Payload: parts[4],
		OccurredAt: time.UnixMicro(0), RecordedAt: time.UnixMicro(0),
	}
}
