package tree

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/transparency-dev/merkle/compact"
)

// Stretch is a part of a log: the positions Begin+1 to End.
type Stretch struct {
	Begin int64 `json:"begin"`
	End   int64 `json:"end"`
}

// StretchHashes are the roots of the whole subtrees that each stretch is made of in the
// tree of the first size events, from left to right, at most two a level: they stand for
// events that are not shown. compact.RangeFactory.NewRange takes them. Stretches may be
// empty and must lie within the tree. Memory: a tile a subtree, so ask for some hundred
// stretches at a time. Error: *SizeError.
func StretchHashes(ctx context.Context, q db, tenant uuid.UUID, size int64, stretches []Stretch) ([][][]byte, error) {
	var ids []compact.NodeID
	counts := make([]int, len(stretches))
	for i, s := range stretches {
		if s.Begin < 0 || s.Begin > s.End || s.End > size {
			return nil, &SizeError{Tenant: tenant, Position: s.End, Size: size}
		}
		before := len(ids)
		ids = compact.RangeNodes(uint64(s.Begin), uint64(s.End), ids)
		counts[i] = len(ids) - before
	}
	known, err := load(ctx, q, tenant, size, ids)
	if err != nil {
		return nil, err
	}
	all, err := known.hashes(ids)
	if err != nil {
		return nil, fmt.Errorf("prove %d stretches of the tree of %d events of tenant %s: %w", len(stretches), size, tenant, err)
	}
	hashes := make([][][]byte, len(stretches))
	for i, n := range counts {
		hashes[i], all = all[:n:n], all[n:]
	}
	return hashes, nil
}
