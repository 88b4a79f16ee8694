// Package pgcopy writes PostgreSQL's binary COPY format into a buffer: the
// quickest way to get rows in, without reflection and without the round trip in
// which pgx's CopyFrom asks for the columns' types. It is for the two hot paths,
// the append and the rebuild; elsewhere use pgx.
//
// Format: https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format".
package pgcopy

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var signature = []byte("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")

// pgEpoch is where PostgreSQL's timestamps begin, in µs since 1970.
var pgEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// Buffer holds rows in binary COPY format. The zero value is ready; Reset keeps
// its memory. Not safe for concurrent use.
type Buffer struct {
	b []byte
}

// Reset empties the buffer and keeps its memory.
func (w *Buffer) Reset() { w.b = w.b[:0] }

// Len is the number of bytes so far.
func (w *Buffer) Len() int { return len(w.b) }

// Row begins a row with this many fields; exactly as many field calls follow.
func (w *Buffer) Row(fields int) {
	if len(w.b) == 0 {
		w.b = append(w.b, signature...)
	}
	w.b = binary.BigEndian.AppendUint16(w.b, uint16(fields))
}

// Null writes a NULL of any type.
func (w *Buffer) Null() { w.b = binary.BigEndian.AppendUint32(w.b, math.MaxUint32) }

// UUID writes a uuid.
func (w *Buffer) UUID(v uuid.UUID) { w.Bytes(v[:]) }

// UUIDOrNull writes a uuid, the zero one as NULL.
func (w *Buffer) UUIDOrNull(v uuid.UUID) {
	if v == uuid.Nil {
		w.Null()
		return
	}
	w.Bytes(v[:])
}

// Int64 writes a bigint.
func (w *Buffer) Int64(v int64) {
	w.b = binary.BigEndian.AppendUint32(w.b, 8)
	w.b = binary.BigEndian.AppendUint64(w.b, uint64(v))
}

// Int64OrNull writes a bigint, 0 as NULL.
func (w *Buffer) Int64OrNull(v int64) {
	if v == 0 {
		w.Null()
		return
	}
	w.Int64(v)
}

// Int32 writes an integer.
func (w *Buffer) Int32(v int32) {
	w.b = binary.BigEndian.AppendUint32(w.b, 4)
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(v))
}

// Int16 writes a smallint.
func (w *Buffer) Int16(v int16) {
	w.b = binary.BigEndian.AppendUint32(w.b, 2)
	w.b = binary.BigEndian.AppendUint16(w.b, uint16(v))
}

// Bool writes a boolean.
func (w *Buffer) Bool(v bool) {
	w.b = binary.BigEndian.AppendUint32(w.b, 1)
	if v {
		w.b = append(w.b, 1)
		return
	}
	w.b = append(w.b, 0)
}

// Time writes a timestamptz in whole microseconds.
func (w *Buffer) Time(v time.Time) { w.Int64(v.UnixMicro() - pgEpoch) }

// TimeOrNull writes a timestamptz, the zero time as NULL.
func (w *Buffer) TimeOrNull(v time.Time) {
	if v.IsZero() {
		w.Null()
		return
	}
	w.Time(v)
}

// Text writes a text, varchar or json value.
func (w *Buffer) Text(v string) {
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(len(v)))
	w.b = append(w.b, v...)
}

// TextOrNull writes a text, the empty one as NULL.
func (w *Buffer) TextOrNull(v string) {
	if v == "" {
		w.Null()
		return
	}
	w.Text(v)
}

// Bytes writes a bytea, text, json or any value that is in binary form already.
func (w *Buffer) Bytes(v []byte) {
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(len(v)))
	w.b = append(w.b, v...)
}

// BytesOrNull writes bytes, nil as NULL.
func (w *Buffer) BytesOrNull(v []byte) {
	if v == nil {
		w.Null()
		return
	}
	w.Bytes(v)
}

// Float64 writes a double precision.
func (w *Buffer) Float64(v float64) { w.Int64(int64(math.Float64bits(v))) }

// Date writes a date, given as midnight UTC; the zero time is NULL.
func (w *Buffer) Date(v time.Time) {
	if v.IsZero() {
		w.Null()
		return
	}
	w.Int32(int32((v.UnixMicro() - pgEpoch) / (24 * time.Hour).Microseconds()))
}

// Send ends the buffer and copies its rows into the named table and columns,
// which the caller writes as SQL: `schema.table (a, b)`. It returns the number of
// rows. The buffer is empty afterwards.
func (w *Buffer) Send(ctx context.Context, conn *pgx.Conn, target string) (int64, error) {
	if len(w.b) == 0 {
		return 0, nil
	}
	w.b = binary.BigEndian.AppendUint16(w.b, math.MaxUint16)
	tag, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(w.b), "copy "+target+" from stdin binary")
	w.Reset()
	if err != nil {
		return 0, fmt.Errorf("copy into %s: %w", target, err)
	}
	return tag.RowsAffected(), nil
}
