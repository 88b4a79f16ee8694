package tree

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"pgregory.net/rapid"
)

// The tree by the letter of RFC 6962 §2.1, over leaf hashes.

func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func naiveNode(l, r []byte) []byte {
	sum := sha256.Sum256(append(append([]byte{1}, l...), r...))
	return sum[:]
}

func naiveRoot(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		sum := sha256.Sum256(nil)
		return sum[:]
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return naiveNode(naiveRoot(leaves[:k]), naiveRoot(leaves[k:]))
}

func naivePath(m int, leaves [][]byte) [][]byte {
	if len(leaves) == 1 {
		return nil
	}
	k := split(len(leaves))
	if m < k {
		return append(naivePath(m, leaves[:k]), naiveRoot(leaves[k:]))
	}
	return append(naivePath(m-k, leaves[k:]), naiveRoot(leaves[:k]))
}

func naiveConsistency(m int, leaves [][]byte, whole bool) [][]byte {
	if m == len(leaves) {
		if whole {
			return nil
		}
		return [][]byte{naiveRoot(leaves)}
	}
	k := split(len(leaves))
	if m <= k {
		return append(naiveConsistency(m, leaves[:k], whole), naiveRoot(leaves[k:]))
	}
	return append(naiveConsistency(m-k, leaves[k:], false), naiveRoot(leaves[:k]))
}

func someLeaves(n int) [][]byte {
	leaves := make([][]byte, n)
	for i := range leaves {
		sum := sha256.Sum256(binary.BigEndian.AppendUint32(nil, uint32(i)))
		leaves[i] = sum[:]
	}
	return leaves
}

// disk keeps tiles as the table does, and refuses what the table refuses.
type disk map[tileID][]byte

func (d disk) write(t *rapid.T, r run) {
	require.Equal(t, int(r.offset)*hashSize, len(d[r.tileID]))
	d[r.tileID] = append(d[r.tileID], r.hashes...)
}

// Whatever the tiles' height and however the log came in, every proof is that of RFC 6962.
func TestTilesProveAsRFC6962(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := shape{uint(rapid.IntRange(1, 4).Draw(t, "height"))}
		leaves := someLeaves(rapid.IntRange(1, 300).Draw(t, "log"))
		tiles, state := disk{}, State{}
		for int(state.Size) < len(leaves) {
			to := min(len(leaves), int(state.Size)+rapid.IntRange(1, 70).Draw(t, "chunk"))
			from := int(s.tiled(uint64(state.Size)))
			grown, runs, err := s.grow(state, leaves[state.Size:to])
			require.NoError(t, err)
			for _, r := range append(s.whole(uint64(from), leaves[from:to]), runs...) {
				tiles.write(t, r)
			}
			raw := grown.Encode()
			state, err = DecodeState(raw)
			require.NoError(t, err)
			root, err := state.Root()
			require.NoError(t, err)
			require.Equal(t, naiveRoot(leaves[:to]), root[:])
			if rapid.IntRange(0, 3).Draw(t, "stop") == 0 {
				break // the consumer lags behind the log
			}
		}
		size := rapid.IntRange(1, len(leaves)).Draw(t, "size")
		m := rapid.IntRange(1, size).Draw(t, "position")
		known := &nodes{shape: s, tiled: s.tiled(uint64(state.Size)), tiles: map[tileID][]byte{}}
		read := func(ids []compact.NodeID) [][]byte {
			for _, id := range ids {
				s.tilesFor(id, known.tiled, func(tile tileID) { known.tiles[tile] = tiles[tile] })
			}
			hashes, err := known.hashes(ids)
			require.NoError(t, err)
			return hashes
		}
		if uint64(size) > known.tiled {
			known.tail = leaves[known.tiled:size]
		}
		path, err := proof.Inclusion(uint64(m-1), uint64(size))
		require.NoError(t, err)
		got, err := path.Rehash(read(path.IDs), rfc6962.DefaultHasher.HashChildren)
		require.NoError(t, err)
		requireSame(t, naivePath(m-1, leaves[:size]), got)
		path, err = proof.Consistency(uint64(m), uint64(size))
		require.NoError(t, err)
		got, err = path.Rehash(read(path.IDs), rfc6962.DefaultHasher.HashChildren)
		require.NoError(t, err)
		requireSame(t, naiveConsistency(m, leaves[:size], true), got)
	})
}

func requireSame(t require.TestingT, want, got [][]byte) {
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i], got[i])
	}
}

func FuzzState(f *testing.F) {
	f.Add(State{}.Encode())
	grown, _, err := shape{tileHeight}.grow(State{}, someLeaves(5))
	require.NoError(f, err)
	f.Add(grown.Encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := DecodeState(raw)
		if err != nil || len(raw) == 0 {
			return
		}
		require.Equal(t, raw, s.Encode())
		_, err = s.Root()
		require.NoError(t, err)
	})
}
