package tree

import (
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

const hashSize = 32

// tileHeight is how many levels of the tree a tile spans: 8, as in C2SP tlog-tiles.
const tileHeight = 8

var factory = compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}

// shape says how nodes lie in tiles; tests use lower tiles.
type shape struct {
	height uint
}

func (s shape) width() uint64 { return 1 << s.height }

// tileID names a tile: the width nodes from index*width on of level*height.
type tileID struct {
	level uint
	index uint64
}

// place is where a node can be made from: a run of count hashes of a tile.
func (s shape) place(id compact.NodeID) (tile tileID, offset, count uint64) {
	level := id.Level / s.height
	above := id.Level - level*s.height
	first := id.Index << above
	return tileID{level, first >> s.height}, first & (s.width() - 1), 1 << above
}

// tiled is how many of size leaves are in whole tiles.
func (s shape) tiled(size uint64) uint64 { return size &^ (s.width() - 1) }

// tilesFor adds the tiles that a node is made from, when tiled leaves are in tiles.
func (s shape) tilesFor(id compact.NodeID, tiled uint64, add func(tileID)) {
	begin, end := id.Coverage()
	switch {
	case end <= tiled:
		tile, _, _ := s.place(id)
		add(tile)
	case begin < tiled:
		left, right := children(id)
		s.tilesFor(left, tiled, add)
		s.tilesFor(right, tiled, add)
	}
}

func children(id compact.NodeID) (left, right compact.NodeID) {
	return compact.NewNodeID(id.Level-1, id.Index*2), compact.NewNodeID(id.Level-1, id.Index*2+1)
}

// nodes knows the hashes of whole subtrees: from tiles, and from the leaves that are
// in none yet.
type nodes struct {
	shape
	tiled uint64
	tiles map[tileID][]byte
	tail  [][]byte // the leaves from tiled on
}

func (n *nodes) hash(id compact.NodeID) ([]byte, error) {
	_, end := id.Coverage()
	switch {
	case end <= n.tiled:
		return n.fromTile(id)
	case id.Level == 0:
		if i := id.Index - n.tiled; i < uint64(len(n.tail)) {
			return n.tail[i], nil
		}
		return nil, fmt.Errorf("the leaf of position %d is not there", id.Index+1)
	}
	left, right := children(id)
	l, err := n.hash(left)
	if err != nil {
		return nil, err
	}
	r, err := n.hash(right)
	if err != nil {
		return nil, err
	}
	return rfc6962.DefaultHasher.HashChildren(l, r), nil
}

func (n *nodes) fromTile(id compact.NodeID) ([]byte, error) {
	tile, offset, count := n.place(id)
	hashes := n.tiles[tile]
	if uint64(len(hashes)) < (offset+count)*hashSize {
		return nil, fmt.Errorf("tile %d of level %d has %d hashes, %d are needed; rebuild the tree",
			tile.index, tile.level, len(hashes)/hashSize, offset+count)
	}
	return fold(hashes[offset*hashSize : (offset+count)*hashSize]), nil
}

// fold is the root of a whole subtree whose leaves stand one behind the other.
func fold(hashes []byte) []byte {
	if len(hashes) == hashSize {
		return hashes
	}
	middle := len(hashes) / 2
	return rfc6962.DefaultHasher.HashChildren(fold(hashes[:middle]), fold(hashes[middle:]))
}

// hashes returns the hashes of several nodes.
func (n *nodes) hashes(ids []compact.NodeID) ([][]byte, error) {
	list := make([][]byte, len(ids))
	for i, id := range ids {
		h, err := n.hash(id)
		if err != nil {
			return nil, err
		}
		list[i] = h
	}
	return list, nil
}
