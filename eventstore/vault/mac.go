package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"

	"coresync/domain/event"
)

// tagSize is the length of tags and of the HMACs that find subjects: 128 bits are
// far from any chance of two being equal, and half the index.
const tagSize = 16

// macs computes HMAC-SHA-256 under one key. The key's two blocks are hashed once:
// a used state goes back to the pool and is reset to behind them.
type macs struct {
	pool *sync.Pool
}

type mac struct {
	hash.Hash
	text []byte
	sum  [sha256.Size]byte
}

func newMACs(key []byte) macs {
	return macs{&sync.Pool{New: func() any { return &mac{Hash: hmac.New(sha256.New, key)} }}}
}

// of is the HMAC of data, cut to tagSize.
func (m macs) of(data []byte) [tagSize]byte {
	h := m.pool.Get().(*mac)
	tag := h.of(data)
	m.pool.Put(h)
	return tag
}

// ofRef is the HMAC of what a person is called; kinds have no NUL in them.
func (m macs) ofRef(ref event.SubjectRef) [tagSize]byte {
	h := m.pool.Get().(*mac)
	h.text = append(append(append(h.text[:0], ref.Kind...), 0), ref.Value...)
	tag := h.of(h.text)
	clear(h.text)
	m.pool.Put(h)
	return tag
}

func (h *mac) of(data []byte) [tagSize]byte {
	h.Reset()
	h.Write(data)
	h.Sum(h.sum[:0])
	return [tagSize]byte(h.sum[:])
}

// once is the same under a key that is not used again soon.
func once(key, data []byte) [tagSize]byte {
	h := mac{Hash: hmac.New(sha256.New, key)}
	return h.of(data)
}
