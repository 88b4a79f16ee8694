package tree

import (
	"fmt"

	"github.com/transparency-dev/merkle/compact"
)

// run is a row of hashes that a tile gains, from offset on.
type run struct {
	tileID
	offset uint64
	hashes []byte
}

// grow adds leaves to a tree and returns what its tiles above level 0 gain, in the
// order in which they must be written.
func (s shape) grow(from State, leaves [][]byte) (State, []run, error) {
	r, err := from.compact()
	if err != nil {
		return State{}, nil, err
	}
	var runs []run
	open := make(map[tileID]int) // place in runs
	visit := func(id compact.NodeID, hash []byte) {
		if id.Level == 0 || id.Level%s.height != 0 {
			return
		}
		tile, offset, _ := s.place(id)
		i, ok := open[tile]
		if !ok {
			i = len(runs)
			open[tile] = i
			runs = append(runs, run{tileID: tile, offset: offset})
		}
		runs[i].hashes = append(runs[i].hashes, hash...)
	}
	for i, l := range leaves {
		if len(l) != hashSize {
			return State{}, nil, fmt.Errorf("the leaf of position %d has %d bytes instead of %d", from.Size+int64(i)+1, len(l), hashSize)
		}
		if err := r.Append(l, visit); err != nil {
			return State{}, nil, fmt.Errorf("add position %d to the tree: %w", from.Size+int64(i)+1, err)
		}
	}
	return State{from.Size + int64(len(leaves)), r.Hashes()}, runs, nil
}

// whole cuts leaves, of which the first starts a tile, into whole tiles of level 0.
func (s shape) whole(first uint64, leaves [][]byte) []run {
	var runs []run
	for width := int(s.width()); len(leaves) >= width; leaves = leaves[width:] {
		tile := run{tileID: tileID{0, first >> s.height}, hashes: make([]byte, 0, width*hashSize)}
		for _, l := range leaves[:width] {
			tile.hashes = append(tile.hashes, l...)
		}
		runs = append(runs, tile)
		first += uint64(width)
	}
	return runs
}
