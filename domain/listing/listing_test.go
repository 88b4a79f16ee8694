package listing_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"

	"coresync/domain/event"
	"coresync/domain/listing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDigestIsAsDescribed(t *testing.T) {
	t.Parallel()
	d := listing.NewDigest()
	d.Add(402, 3, []byte{0xaa, 0xbb})
	d.Add(70_000, 0, nil)
	text, err := hex.DecodeString("0000000000000192" + "0000000000000003" + "02" + "aabb" + "0000000000011170" + "0000000000000000" + "00")
	require.NoError(t, err)
	want := sha256.Sum256(text)
	require.Equal(t, want[:], d.Sum())

	root := sha256.Sum256(append(want[:], want[:]...))
	require.Equal(t, root[:], listing.Root([][]byte{want[:], want[:]}))
}

func TestPiecesAreTheSet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3*listing.MaxPiece).Draw(t, "ids")
		step := rapid.Uint32Range(1, 1000).Draw(t, "step")
		set := roaring.New()
		for i := range n {
			set.Add(uint32(i+1) * step)
		}
		union, before := roaring.New(), uint32(0)
		for _, piece := range listing.Pieces(set) {
			require.LessOrEqual(t, piece.GetCardinality(), uint64(listing.MaxPiece))
			piece.RunOptimize()
			require.Less(t, listing.Size(piece, piece), listing.MaxPart, "one entry fits a part")
			if n > 0 {
				require.Greater(t, piece.Minimum(), before, "pieces follow each other")
				before = piece.Maximum()
			}
			union.Or(piece)
		}
		require.True(t, set.Equals(union))
	})
}

func TestPartsHoldEveryEntryOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, listing.MaxPart), 0, 60).Draw(t, "sizes")
		from := 0
		for _, end := range listing.Parts(sizes) {
			total := 0
			for _, size := range sizes[from:end] {
				total += size
			}
			require.LessOrEqual(t, total, listing.MaxPart)
			require.True(t, end > from || len(sizes) == 0, "no part is empty")
			from = end
		}
		require.Equal(t, len(sizes), from)
	})
}

// The estimate by which a proof is cut is never below what an entry takes.
func TestSizeIsNoUnderstatement(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seen, online := roaring.New(), roaring.New()
		step := rapid.Uint32Range(1, 50_000).Draw(t, "step")
		for i := range rapid.IntRange(0, listing.MaxPiece).Draw(t, "ids") {
			seen.Add(uint32(i+1) * step)
			if i%3 == 0 {
				online.Add(uint32(i+1) * step)
			}
		}
		seen.RunOptimize()
		online.RunOptimize()
		one, err := seen.ToBytes()
		require.NoError(t, err)
		two, err := online.ToBytes()
		require.NoError(t, err)
		raw, err := json.Marshal(event.OrganizationSeen{
			OrganizationID: 1<<32 - 1, Count: listing.MaxPiece, Seen: one, Online: two, SeenAt: 1 << 60, OnlineAt: 1 << 60, Digest: make([]byte, 32),
		})
		require.NoError(t, err)
		require.LessOrEqual(t, len(raw)+1, listing.Size(seen, online))
	})
}
