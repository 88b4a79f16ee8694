package projections

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Digest is an additive multiset hash of rows: the sum, lane by lane, of the
// SHA-256 of each row's canonical form. Adding and taking away commute, so live
// moves it by what changed while a rebuild sums up all rows, and both must agree.
type Digest [4]uint64

func (d *Digest) add(canonical []byte) {
	h := sha256.Sum256(canonical)
	for i := range d {
		d[i] += binary.BigEndian.Uint64(h[8*i:])
	}
}

func (d *Digest) take(canonical []byte) {
	h := sha256.Sum256(canonical)
	for i := range d {
		d[i] -= binary.BigEndian.Uint64(h[8*i:])
	}
}

func (d *Digest) merge(other Digest) {
	for i := range d {
		d[i] += other[i]
	}
}

// String is the digest in hexadecimal.
func (d Digest) String() string {
	text, _ := d.MarshalText() // never fails
	return string(text)
}

// MarshalText writes 64 hexadecimal digits.
func (d Digest) MarshalText() ([]byte, error) {
	var b [32]byte
	for i, lane := range d {
		binary.BigEndian.PutUint64(b[8*i:], lane)
	}
	return hex.AppendEncode(nil, b[:]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != 32 {
		return fmt.Errorf("digest %q: 64 hexadecimal digits were expected", text)
	}
	for i := range d {
		d[i] = binary.BigEndian.Uint64(b[8*i:])
	}
	return nil
}
