package tree

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

// SizeError says that a tree of this size can't be asked for.
type SizeError struct {
	Tenant   uuid.UUID
	Position int64 // asked for; 0: none
	Size     int64 // of the tree
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("a proof for position %d in the tree of %d events of tenant %s can't be made: 1 ≤ position ≤ size is needed",
		e.Position, e.Size, e.Tenant)
}

// Prove makes the proof that the event at a position is in the tree of the first size
// events (RFC 6962 §2.1.1); VerifyInclusion checks it. Size may be anything up to the
// head of the log. Error: *SizeError, or that positions beyond the head are missing.
func Prove(ctx context.Context, q db, tenant uuid.UUID, position, size int64) ([][]byte, error) {
	if position < 1 || position > size {
		return nil, &SizeError{Tenant: tenant, Position: position, Size: size}
	}
	path, err := proof.Inclusion(uint64(position-1), uint64(size))
	if err != nil {
		return nil, fmt.Errorf("prove position %d of %d of tenant %s: %w", position, size, tenant, err)
	}
	return collect(ctx, q, tenant, size, path)
}

// Consistency makes the proof that the tree of the first older events is the
// beginning of that of the first newer events (RFC 6962 §2.1.2); VerifyConsistency
// checks it. Error: *SizeError.
func Consistency(ctx context.Context, q db, tenant uuid.UUID, older, newer int64) ([][]byte, error) {
	if older < 1 || older > newer {
		return nil, &SizeError{Tenant: tenant, Position: older, Size: newer}
	}
	path, err := proof.Consistency(uint64(older), uint64(newer))
	if err != nil {
		return nil, fmt.Errorf("prove that %d events of tenant %s are the beginning of %d: %w", older, tenant, newer, err)
	}
	return collect(ctx, q, tenant, newer, path)
}

// Root is the root hash of the tree of the first size events, from tiles and events
// as they are now.
func Root(ctx context.Context, q db, tenant uuid.UUID, size int64) ([hashSize]byte, error) {
	if size < 0 {
		return [hashSize]byte{}, &SizeError{Tenant: tenant, Size: size}
	}
	ids := compact.RangeNodes(0, uint64(size), nil)
	known, err := load(ctx, q, tenant, size, ids)
	if err != nil {
		return [hashSize]byte{}, err
	}
	hashes, err := known.hashes(ids)
	if err != nil {
		return [hashSize]byte{}, fmt.Errorf("root of the first %d events of tenant %s: %w", size, tenant, err)
	}
	return State{size, hashes}.Root()
}

func collect(ctx context.Context, q db, tenant uuid.UUID, size int64, path proof.Nodes) ([][]byte, error) {
	known, err := load(ctx, q, tenant, size, path.IDs)
	if err != nil {
		return nil, err
	}
	hashes, err := known.hashes(path.IDs)
	if err == nil {
		hashes, err = path.Rehash(hashes, rfc6962.DefaultHasher.HashChildren)
	}
	if err != nil {
		return nil, fmt.Errorf("prove in the tree of %d events of tenant %s: %w", size, tenant, err)
	}
	return hashes, nil
}

// load reads what the nodes of a tree of this size are made of: three queries.
func load(ctx context.Context, q db, tenant uuid.UUID, size int64, ids []compact.NodeID) (*nodes, error) {
	tiled, at, err := tiledTo(ctx, q, tenant)
	if err != nil {
		return nil, err
	}
	n := &nodes{shape: shape{tileHeight}, tiled: tiled}
	wanted := make(map[tileID]bool)
	for _, id := range ids {
		n.tilesFor(id, tiled, func(t tileID) { wanted[t] = true })
	}
	if n.tiles, err = readTiles(ctx, q, tenant, wanted); err != nil {
		return nil, err
	}
	if size > int64(tiled) {
		n.tail, _, err = readLeaves(ctx, q, Range{Tenant: tenant, After: int64(tiled), To: size, Since: at})
	}
	return n, err
}
