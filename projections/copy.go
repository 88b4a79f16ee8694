package projections

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"
)

// copySignature begins a binary COPY: magic, flags, length of the extension.
var copySignature = []byte("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")

// copyBuffer is how many bytes are encoded at a time.
const copyBuffer = 64 << 10

// copyReader is the input of a COPY. Rows are encoded while the server takes in
// the ones before.
type copyReader struct {
	target  target
	columns int
	next    func(dst []byte) ([]byte, bool) // adds the canonical form of the next row

	buffer []byte
	read   int
	ended  bool
}

func (r *copyReader) send(ctx context.Context, conn *pgx.Conn, sql string) error {
	r.buffer = append(make([]byte, 0, copyBuffer+copyBuffer/8), copySignature...)
	_, err := conn.PgConn().CopyFrom(ctx, r, sql)
	return err
}

// Read implements io.Reader.
func (r *copyReader) Read(p []byte) (int, error) {
	if r.read == len(r.buffer) {
		r.buffer, r.read = r.buffer[:0], 0
	}
	if r.read == 0 {
		r.fill()
	}
	if r.read == len(r.buffer) {
		return 0, io.EOF
	}
	n := copy(p, r.buffer[r.read:])
	r.read += n
	return n, nil
}

func (r *copyReader) fill() {
	for len(r.buffer) < copyBuffer && !r.ended {
		at := len(r.buffer)
		row, more := r.next(r.target.tuple(r.buffer, r.columns))
		if !more {
			r.buffer = binary.BigEndian.AppendUint16(r.buffer[:at], math.MaxUint16)
			r.ended = true
			return
		}
		r.buffer = row
	}
}

// tuple begins a row in binary COPY format, with tenant and variant.
func (t target) tuple(dst []byte, columns int) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(columns+2))
	dst = append(append(dst, 0, 0, 0, 16), t.tenant[:]...)
	return binary.BigEndian.AppendUint32(append(dst, 0, 0, 0, 4), uint32(t.gen.Variant))
}

// copyTogether is the number of rows from which several connections copy at once.
const copyTogether = 5000

// copyAll writes all rows in memory as new ones, with several connections when they
// are many. It is no transaction: who calls it must not show the rows before it ended.
func (w *rowWork[R]) copyAll(ctx context.Context, pool *pgxpool.Pool) (changes, error) {
	rows := w.rows().([]*R)
	c := changes{rows: int64(len(rows)), any: len(rows) > 0}
	if len(rows) == 0 {
		return c, nil
	}
	size := len(rows)
	if size >= copyTogether {
		size = (len(rows) + copiers - 1) / copiers
	}
	g, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	for part := range slices.Chunk(rows, size) {
		g.Go(func() error {
			var digest Digest
			err := pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error {
				source := &copyReader{target: w.target, columns: len(w.table.meta.columns), next: w.table.encoder(part, &digest)}
				return source.send(ctx, conn.Conn(), w.table.meta.statements(w.target.gen).copy)
			})
			mu.Lock()
			defer mu.Unlock()
			c.digest.merge(digest)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return changes{}, fmt.Errorf("copy %d rows into %s.%s: %w", len(rows), w.target.gen.Schema(), w.table.meta.name, err)
	}
	return c, nil
}

// encoder gives the canonical forms of rows one by one and sums them up in a digest,
// unless there is none.
func (t *table[R]) encoder(rows []*R, digest *Digest) func(dst []byte) ([]byte, bool) {
	return func(dst []byte) ([]byte, bool) {
		if len(rows) == 0 {
			return dst, false
		}
		at := len(dst)
		dst = t.canonical(dst, rows[0])
		if digest != nil {
			digest.add(dst[at:])
		}
		rows = rows[1:]
		return dst, true
	}
}

// copiers is the number of connections that copy at once: one encodes while the
// server takes in what the other has encoded.
const copiers = 2
