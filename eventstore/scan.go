package eventstore

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// postgresEpoch is where PostgreSQL's binary timestamps begin, in µs since 1970.
var postgresEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// ScanEvent reads the current row, which must have EventColumns. It takes the
// values from the wire as they are, a third quicker than Scan; byte slices are
// valid until the next row, see Clone.
func ScanEvent(rows pgx.Rows) (event.Recorded, error) {
	v := rows.RawValues()
	if len(v) != 15 || len(v[0]) != 16 || len(v[1]) != 8 || len(v[3]) != 8 || len(v[4]) != 16 ||
		len(v[6]) != 2 || len(v[7]) != 8 || len(v[8]) != 8 || len(v[10]) != 16 {
		return event.Recorded{}, fmt.Errorf("an event's row has an unknown shape of %d columns", len(v))
	}
	e := event.Recorded{
		Tenant:        uuid.UUID(v[0]),
		Position:      int64(binary.BigEndian.Uint64(v[1])),
		Stream:        string(v[2]),
		Version:       int64(binary.BigEndian.Uint64(v[3])),
		ID:            uuid.UUID(v[4]),
		Type:          event.Type(v[5]),
		SchemaVersion: int16(binary.BigEndian.Uint16(v[6])),
		OccurredAt:    pgTime(v[7]),
		RecordedAt:    pgTime(v[8]),
		Actor:         string(v[9]),
		CorrelationID: uuid.UUID(v[10]),
		Metadata:      v[12],
		Payload:       v[13],
		LeafHash:      v[14],
	}
	if len(v[11]) == 16 {
		e.CausationID = uuid.UUID(v[11])
	}
	return e, nil
}

func pgTime(b []byte) time.Time {
	return time.UnixMicro(int64(binary.BigEndian.Uint64(b)) + postgresEpoch).UTC()
}

// Clone copies what an event shares with the connection's buffer, for callers
// that keep it.
func Clone(e event.Recorded) event.Recorded {
	e.Metadata = slices.Clone(e.Metadata)
	e.Payload = slices.Clone(e.Payload)
	e.LeafHash = slices.Clone(e.LeafHash)
	return e
}
