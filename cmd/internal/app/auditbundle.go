package app

import (
	"context"
	"errors"
	"io"

	"coresync/adapters/bundle"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
)

// ExportBundle writes events of a log with what proves them. The log is signed as it is
// now; of an asset, the streams are those of its history. Errors: bundle.ErrNothing, and
// those of SignHead and HistoryStreams.
func (a *App) ExportBundle(ctx context.Context, tenant uuid.UUID, c bundle.Choice, w io.Writer) (m bundle.Manifest, err error) {
	if c.Asset != nil {
		if c.Streams, err = a.HistoryStreams(ctx, tenant, "asset", c.Asset.String()); err != nil {
			return m, err
		}
	}
	if err := a.SignHead(ctx, tenant); err != nil {
		return m, err
	}
	head, ok, err := tree.Newest(ctx, a.db.engine, tenant)
	if err == nil && !ok {
		err = errors.Join(bundle.ErrNothing, tree.ErrNotSigned)
	}
	if err != nil {
		return m, err
	}
	public, _, err := tree.PublicKey(ctx, a.db.engine, tenant)
	if err != nil {
		return m, err
	}
	key, err := tree.VerifierKey(tenant, head.Epoch, public)
	if err != nil {
		return m, err
	}
	return bundle.Write(ctx, a.db.engine, head, key, c, w)
}
