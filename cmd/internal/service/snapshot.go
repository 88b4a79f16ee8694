package service

import (
	"context"

	"coresync/projections"
)

// snapshotKey finds the reading of a context.
type snapshotKey struct{}

// within lets all queries in the context read the snapshot of a reading, so that the pages
// of a list fit together however long it takes to read all of them.
func within(ctx context.Context, r *projections.Reading) context.Context {
	return context.WithValue(ctx, snapshotKey{}, r)
}

// heldIn is the reading of a context; nil: each query takes its own.
func heldIn(ctx context.Context) *projections.Reading {
	r, _ := ctx.Value(snapshotKey{}).(*projections.Reading)
	return r
}
