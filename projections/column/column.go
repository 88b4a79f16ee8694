// Package column says how a row of a read model is kept in PostgreSQL: one Column a
// field, each with its SQL type, its comment, and its binary form, which is what
// COPY, array parameters and query results share. So a row is encoded and decoded
// without reflection, and its encoded form is also what digests are made of.
//
// Empty values are NULL where the constructor says so; a text from outside is made
// acceptable to PostgreSQL (no NUL, valid UTF-8), since an event must never be
// able to stop its read model.
package column

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Column is one column of rows of type R.
type Column[R any] struct {
	Name    string
	Type    string // as SQL writes it, such as "text" or "bigint not null"
	Comment string // shown to people who look at the view
	OID     uint32 // of the type

	encode func(dst []byte, row *R) []byte // with its length before it
	decode func(row *R, src []byte) error  // src is nil for NULL
}

// Append adds the column's value to dst: length and binary form, as in COPY and arrays.
func (c *Column[R]) Append(dst []byte, row *R) []byte { return c.encode(dst, row) }

// Scan sets the field from the binary form; nil is NULL.
func (c *Column[R]) Scan(row *R, src []byte) error {
	if err := c.decode(row, src); err != nil {
		return fmt.Errorf("column %s: %w", c.Name, err)
	}
	return nil
}

// The OIDs of PostgreSQL's built-in types; they never change.
const (
	oidBool  = 16
	oidBytes = 17
	oidInt8  = 20

	oidText             = 25
	oidJSON             = 114
	oidDate             = 1082
	oidTime             = 1184
	oidUUID             = 2950
	secondsPerDay int64 = 24 * 60 * 60
)

// epoch is where PostgreSQL's dates and timestamps begin.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func null(dst []byte) []byte { return binary.BigEndian.AppendUint32(dst, math.MaxUint32) }

func length(dst []byte, n int) []byte { return binary.BigEndian.AppendUint32(dst, uint32(n)) }

// Text is a text; "" is NULL.
func Text[R any, S ~string](name, comment string, field func(*R) *S) Column[R] {
	return Column[R]{
		Name: name, Type: "text", Comment: comment, OID: oidText,
		encode: func(dst []byte, row *R) []byte {
			s := string(*field(row))
			if s == "" {
				return null(dst)
			}
			s = acceptable(s)
			return append(length(dst, len(s)), s...)
		},
		decode: func(row *R, src []byte) error {
			*field(row) = S(src)
			return nil
		},
	}
}

func acceptable(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}

// JSON is a document whose bytes are kept as they are; nil is NULL.
func JSON[R any, B ~[]byte](name, comment string, field func(*R) *B) Column[R] {
	return Column[R]{
		Name: name, Type: "json", Comment: comment, OID: oidJSON,
		encode: func(dst []byte, row *R) []byte {
			b := *field(row)
			if b == nil {
				return null(dst)
			}
			return append(length(dst, len(b)), b...)
		},
		decode: func(row *R, src []byte) error {
			*field(row) = nil
			if src != nil {
				*field(row) = append(B(nil), src...)
			}
			return nil
		},
	}
}

// JSONText is a document whose bytes are kept as they are, as a text; "" is NULL.
func JSONText[R any, S ~string](name, comment string, field func(*R) *S) Column[R] {
	c := Text(name, comment, field)
	c.Type, c.OID = "json", oidJSON
	return c
}

// Bytes are bytes that read accepts; none are NULL.
func Bytes[R any, B ~[]byte](name, comment string, read func([]byte) error, field func(*R) *B) Column[R] {
	return Column[R]{
		Name: name, Type: "bytea", Comment: comment, OID: oidBytes,
		encode: func(dst []byte, row *R) []byte {
			b := *field(row)
			if len(b) == 0 {
				return null(dst)
			}
			return append(length(dst, len(b)), b...)
		},
		decode: func(row *R, src []byte) error {
			*field(row) = append(B(nil), src...)
			return read(src)
		},
	}
}

// Packed is a struct that few rows have, as JSON; nil is NULL.
func Packed[R, T any](name, comment string, field func(*R) **T) Column[R] {
	return Column[R]{
		Name: name, Type: "json", Comment: comment, OID: oidJSON,
		encode: func(dst []byte, row *R) []byte {
			if *field(row) == nil {
				return null(dst)
			}
			b, err := json.Marshal(*field(row))
			if err != nil {
				panic(err) // of texts, numbers and ids
			}
			return append(length(dst, len(b)), b...)
		},
		decode: func(row *R, src []byte) error {
			*field(row) = nil
			if src == nil {
				return nil
			}
			*field(row) = new(T)
			return json.Unmarshal(src, *field(row))
		},
	}
}

// UUID is an id; the zero one is NULL.
func UUID[R any](name, comment string, field func(*R) *uuid.UUID) Column[R] {
	return Column[R]{
		Name: name, Type: "uuid", Comment: comment, OID: oidUUID,
		encode: func(dst []byte, row *R) []byte {
			id := field(row)
			if *id == uuid.Nil {
				return null(dst)
			}
			return append(length(dst, len(id)), id[:]...)
		},
		decode: func(row *R, src []byte) error {
			*field(row) = uuid.Nil
			if src == nil {
				return nil
			}
			return fixed(src, 16, func() { *field(row) = uuid.UUID(src) })
		},
	}
}

// Bool is a boolean, never NULL.
func Bool[R any](name, comment string, field func(*R) *bool) Column[R] {
	return Column[R]{
		Name: name, Type: "boolean not null", Comment: comment, OID: oidBool,
		encode: func(dst []byte, row *R) []byte {
			if *field(row) {
				return append(length(dst, 1), 1)
			}
			return append(length(dst, 1), 0)
		},
		decode: func(row *R, src []byte) error {
			return fixed(src, 1, func() { *field(row) = src[0] != 0 })
		},
	}
}

// Int is a bigint; 0 is NULL, since it stands for "none" in ids and positions.
func Int[R any](name, comment string, field func(*R) *int64) Column[R] {
	c := Count(name, comment, field)
	c.Type = "bigint"
	some := c.encode
	c.encode = func(dst []byte, row *R) []byte {
		if *field(row) == 0 {
			return null(dst)
		}
		return some(dst, row)
	}
	return c
}

// Count is a bigint, never NULL.
func Count[R any](name, comment string, field func(*R) *int64) Column[R] {
	return Column[R]{
		Name: name, Type: "bigint not null", Comment: comment, OID: oidInt8,
		encode: func(dst []byte, row *R) []byte {
			return binary.BigEndian.AppendUint64(length(dst, 8), uint64(*field(row)))
		},
		decode: func(row *R, src []byte) error {
			*field(row) = 0
			if src == nil {
				return nil
			}
			return fixed(src, 8, func() { *field(row) = int64(binary.BigEndian.Uint64(src)) })
		},
	}
}

// Time is a timestamptz in whole microseconds; the zero time is NULL.
func Time[R any](name, comment string, field func(*R) *time.Time) Column[R] {
	return Column[R]{
		Name: name, Type: "timestamptz", Comment: comment, OID: oidTime,
		encode: func(dst []byte, row *R) []byte {
			t := *field(row)
			if t.IsZero() {
				return null(dst)
			}
			return binary.BigEndian.AppendUint64(length(dst, 8), uint64(t.UnixMicro()-epoch.UnixMicro()))
		},
		decode: func(row *R, src []byte) error {
			*field(row) = time.Time{}
			if src == nil {
				return nil
			}
			return fixed(src, 8, func() {
				*field(row) = time.UnixMicro(int64(binary.BigEndian.Uint64(src)) + epoch.UnixMicro()).UTC()
			})
		},
	}
}

// Date is a date, a time at midnight UTC in Go; the zero time is NULL.
func Date[R any](name, comment string, field func(*R) *time.Time) Column[R] {
	return Column[R]{
		Name: name, Type: "date", Comment: comment, OID: oidDate,
		encode: func(dst []byte, row *R) []byte {
			t := *field(row)
			if t.IsZero() {
				return null(dst)
			}
			days := (t.Unix() - epoch.Unix()) / secondsPerDay
			return binary.BigEndian.AppendUint32(length(dst, 4), uint32(int32(days)))
		},
		decode: func(row *R, src []byte) error {
			*field(row) = time.Time{}
			if src == nil {
				return nil
			}
			return fixed(src, 4, func() {
				days := int64(int32(binary.BigEndian.Uint32(src)))
				*field(row) = time.Unix(epoch.Unix()+days*secondsPerDay, 0).UTC()
			})
		},
	}
}

func fixed(src []byte, n int, set func()) error {
	if len(src) != n {
		return fmt.Errorf("a value has %d bytes, %d were expected", len(src), n)
	}
	set()
	return nil
}
