package listing

import "github.com/RoaringBitmap/roaring/v2"

// Limits of a proof. An event holds 256 KiB, and base64 makes four bytes of three.
const (
	// MaxPiece is how many ids of an organization stand in one entry. A set of so
	// many takes two bytes an id at worst, and there are two of them.
	MaxPiece = 32_000
	// MaxPart is about how many bytes the entries of one part may take.
	MaxPart = 240 << 10
	// entryBytes is what an entry takes beside its sets: numbers, names, the digest.
	entryBytes = 256
)

// Pieces cuts a set into sets of at most MaxPiece ids, in order of id; an empty set
// is one piece.
func Pieces(set *roaring.Bitmap) []*roaring.Bitmap {
	if set.GetCardinality() <= MaxPiece {
		return []*roaring.Bitmap{set}
	}
	var pieces []*roaring.Bitmap
	ids := make([]uint32, MaxPiece)
	for it := set.ManyIterator(); ; {
		n := it.NextMany(ids)
		if n == 0 {
			return pieces
		}
		pieces = append(pieces, roaring.BitmapOf(ids[:n]...))
	}
}

// Size is how many bytes an entry takes at most in an event's JSON. It looks at the
// sets alone, not at whether they are left out for being equal to former ones, so
// that the parts of a proof are cut in the same places whenever they are cut.
func Size(seen, online *roaring.Bitmap) int {
	return entryBytes + int(seen.GetSerializedSizeInBytes()+online.GetSerializedSizeInBytes())*4/3 + 8
}

// Parts tells where a list of entries of these sizes is cut: the index behind the
// last entry of each part. No entry at all is one part.
func Parts(sizes []int) []int {
	var ends []int
	total := 0
	for i, size := range sizes {
		if total > 0 && total+size > MaxPart {
			ends, total = append(ends, i), 0
		}
		total += size
	}
	return append(ends, len(sizes))
}
