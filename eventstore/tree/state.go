package tree

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

// State is the tree of the first Size events as the consumer keeps it beside its
// checkpoint: the roots of the whole subtrees from left to right. The zero value is
// the empty tree.
type State struct {
	Size   int64
	Hashes [][]byte
}

const stateVersion = 1

// Encode writes the state for the checkpoint.
func (s State) Encode() []byte {
	out := make([]byte, 0, 9+len(s.Hashes)*hashSize)
	out = append(out, stateVersion)
	out = binary.BigEndian.AppendUint64(out, uint64(s.Size))
	for _, h := range s.Hashes {
		out = append(out, h...)
	}
	return out
}

// DecodeState reads what Encode wrote; nothing at all is the empty tree.
func DecodeState(raw []byte) (State, error) {
	if len(raw) == 0 {
		return State{}, nil
	}
	if len(raw) < 9 || raw[0] != stateVersion {
		return State{}, errors.New("the state of the tree is of another version or no state at all; rebuild the tree")
	}
	size := binary.BigEndian.Uint64(raw[1:9])
	hashes := raw[9:]
	if int64(size) < 0 || len(hashes) != bits.OnesCount64(size)*hashSize {
		return State{}, fmt.Errorf("the state of the tree has %d bytes of hashes for %d leaves; rebuild the tree", len(hashes), size)
	}
	return State{int64(size), slices.Collect(slices.Chunk(hashes, hashSize))}, nil
}

// Root is the root hash of the tree.
func (s State) Root() ([hashSize]byte, error) {
	r, err := s.compact()
	if err != nil {
		return [hashSize]byte{}, err
	}
	return rootOf(r)
}

func (s State) compact() (*compact.Range, error) {
	// Appending changes the slice, which belongs to the caller.
	r, err := factory.NewRange(0, uint64(s.Size), slices.Clone(s.Hashes))
	if err != nil {
		return nil, fmt.Errorf("state of the tree: %w", err)
	}
	return r, nil
}

func rootOf(r *compact.Range) ([hashSize]byte, error) {
	if r.End() == 0 {
		return [hashSize]byte(rfc6962.DefaultHasher.EmptyRoot()), nil
	}
	root, err := r.GetRootHash(nil)
	if err != nil {
		return [hashSize]byte{}, fmt.Errorf("root of the tree: %w", err)
	}
	return [hashSize]byte(root), nil
}
