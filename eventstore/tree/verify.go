package tree

import (
	"fmt"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

// VerifyInclusion checks, without any database, that the event at a position whose
// leaf is given (leaf.Hash) is in the tree that the head stands for. The head's own
// signature is checked by OpenHead.
func VerifyInclusion(head Head, position int64, leaf [hashSize]byte, path [][]byte) error {
	if position < 1 || position > head.Size {
		return &SizeError{Tenant: head.Tenant, Position: position, Size: head.Size}
	}
	err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(position-1), uint64(head.Size), leaf[:], path, head.Root[:])
	if err != nil {
		return fmt.Errorf("position %d is not in the tree of %d events of tenant %s: %w", position, head.Size, head.Tenant, err)
	}
	return nil
}

// VerifyConsistency checks, without any database, that the newer head's log begins
// with that of the older one: nothing was changed or taken out in between.
func VerifyConsistency(older, newer Head, path [][]byte) error {
	if older.Tenant != newer.Tenant || older.Size < 1 || older.Size > newer.Size {
		return fmt.Errorf("a head of %d events of tenant %s can't be the beginning of one of %d events of tenant %s",
			older.Size, older.Tenant, newer.Size, newer.Tenant)
	}
	err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(older.Size), uint64(newer.Size), path, older.Root[:], newer.Root[:])
	if err != nil {
		return fmt.Errorf("the log of tenant %s with %d events is not the beginning of that with %d: %w", newer.Tenant, older.Size, newer.Size, err)
	}
	return nil
}
