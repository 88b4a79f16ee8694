package listing

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Digest is SHA-256 over the rows of a listing in order of id: id and stream version
// as eight bytes each, big-endian, then the length of the change tag as one byte and
// the tag. Who has the streams' heads of that time can make it again, and so show
// that a row was seen, unchanged, at that hour.
type Digest struct{ sum hash.Hash }

// NewDigest begins a digest.
func NewDigest() *Digest { return &Digest{sha256.New()} }

// Add takes the next row; ids ascend. A row that could not be read has version 0 and
// no tag.
func (d *Digest) Add(id, version int64, tag []byte) {
	var buf [17 + 255]byte
	binary.BigEndian.PutUint64(buf[0:], uint64(id))
	binary.BigEndian.PutUint64(buf[8:], uint64(version))
	n := copy(buf[17:], tag)
	buf[16] = byte(n)
	d.sum.Write(buf[:17+n]) // never fails
}

// Sum ends the digest.
func (d *Digest) Sum() []byte { return d.sum.Sum(nil) }

// Root is SHA-256 over digests in order: it ties the parts of one proof together.
func Root(digests [][]byte) []byte {
	sum := sha256.New()
	for _, d := range digests {
		sum.Write(d) // never fails
	}
	return sum.Sum(nil)
}
