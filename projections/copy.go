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

// copyRows writes rows with COPY. They are encoded while the server takes them in.
// digest, if given, is told of every row.
func (t *table[R]) copyRows(ctx context.Context, conn *pgx.Conn, to target, rows []*R, digest *Digest) error {
	r := &copyReader[R]{table: t, target: to, rows: rows, digest: digest}
	r.buffer = append(make([]byte, 0, copyBuffer+copyBuffer/8), copySignature...)
	_, err := conn.PgConn().CopyFrom(ctx, r, t.statements(to.gen).copy)
	return err
}

// copyBuffer is how many bytes are encoded at a time.
const copyBuffer = 64 << 10

// copyReader is the input of a COPY.
type copyReader[R any] struct {
	table  *table[R]
	target target
	rows   []*R
	digest *Digest

	buffer []byte
	read   int
	ended  bool
}

// Read implements io.Reader.
func (r *copyReader[R]) Read(p []byte) (int, error) {
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

func (r *copyReader[R]) fill() {
	for len(r.buffer) < copyBuffer && len(r.rows) > 0 {
		r.buffer = r.target.tuple(r.buffer, len(r.table.spec.Columns))
		at := len(r.buffer)
		r.buffer = r.table.canonical(r.buffer, r.rows[0])
		if r.digest != nil {
			r.digest.add(r.buffer[at:])
		}
		r.rows = r.rows[1:]
	}
	if len(r.rows) == 0 && !r.ended {
		r.buffer = binary.BigEndian.AppendUint16(r.buffer, math.MaxUint16)
		r.ended = true
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
				return w.table.copyRows(ctx, conn.Conn(), w.target, part, &digest)
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

// copiers is the number of connections that copy at once: one encodes while the
// server takes in what the other has encoded.
const copiers = 2
