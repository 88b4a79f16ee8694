package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"coresync/eventstore/topic"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
)

// headsFolder holds the signed heads of the logs, below the data folder: outside
// the database, so that a restored backup can't take them back with it.
const headsFolder = "heads"

// openTree compares each log with its newest signed head before anything is
// appended.
func (a *App) openTree(ctx context.Context) (err error) {
	if a.heads, err = tree.OpenFolder(filepath.Join(a.Settings.Data, headsFolder)); err != nil {
		return err
	}
	a.notary = tree.NewNotary(a.db.engine, a.Master, tree.NotaryConfig{})
	tenants, err := a.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		if err := tree.Check(ctx, a.db.engine, a.heads, t.ID); err != nil {
			a.heed(ctx, err)
		}
	}
	return a.tellReadOnly(ctx)
}

// heed does what a comparison of a log with its heads asks for: where the log is
// not the one that was signed, it takes no more appends. Whatever else went wrong
// with the heads is told, and is no reason to stop.
func (a *App) heed(ctx context.Context, err error) {
	var tenant uuid.UUID
	var reason string
	var ahead *tree.AheadError
	var contradiction *tree.ContradictionError
	switch {
	case errors.As(err, &ahead):
		tenant, reason = ahead.Log.Tenant, ahead.Reason()
	case errors.As(err, &contradiction):
		tenant, reason = contradiction.File.Tenant, contradiction.Reason()
	default:
		a.Log.ErrorContext(ctx, "signed heads", "error", err)
		return
	}
	if err := a.Store.SetReadOnly(ctx, tenant, reason); err != nil {
		a.Log.ErrorContext(ctx, "stop appends to a log that is not the one that was signed", "tenant", tenant, "reason", reason, "error", err)
	}
}

// tellReadOnly names the logs that take no appends; one that fits its heads again
// stays so until somebody decides.
func (a *App) tellReadOnly(ctx context.Context) error {
	reasons, err := a.Store.ReadOnlyLogs(ctx)
	if err != nil {
		return err
	}
	for tenant, reason := range reasons {
		a.Log.WarnContext(ctx, "the log is read-only until it is forked", "tenant", tenant, "reason", reason)
	}
	return nil
}

// treeLinger is how long the tree waits for more events: nobody waits for it, and a
// head is signed once a minute.
const treeLinger = time.Second

// followTree makes the tree a consumer of the log. Its commits wait for the disk: a
// head that is seen is published, and must not cover an event that a crash of the
// server can still lose.
func (a *App) followTree(router *topic.Router) error {
	return router.AddRanges(topic.Config{
		Consumer: tree.Consumer, BatchSize: tree.BatchSize, Linger: treeLinger, Logger: a.Log,
	}, a.notary.Handle)
}

// signHeads signs and publishes heads until stop, which does it once more.
func (a *App) signHeads(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.notary.Run(ctx, a.heads, func(err error) { a.heed(context.WithoutCancel(ctx), err) })
	}()
	return func() {
		cancel()
		<-ended
	}
}

// Fork lets a log go on as another one after an older backup was restored, and puts
// a head of its new epoch into the data folder.
func (a *App) Fork(ctx context.Context, tenant uuid.UUID, reason string) (tree.Fork, error) {
	f, err := tree.ForkLog(ctx, a.Store, a.heads, tree.Fork{Tenant: tenant, Reason: reason}, a.Actor())
	if err != nil {
		return f, err
	}
	if err := a.SignHead(ctx, tenant); err != nil {
		return f, fmt.Errorf("the log was forked; a worker will sign it: %w", err)
	}
	return f, nil
}

// Fsck walks a tenant's log and compares it with its leaves, its tree and its signed
// heads, those of the data folder included. What came of it is noted.
func (a *App) Fsck(ctx context.Context, tenant uuid.UUID, progress func(done, total int64)) (tree.Audited, error) {
	return tree.Walk(ctx, a.db.engine, a.heads, tenant, a.Store.Now, progress)
}

// Evidence makes what proves, without the database, that an event stands in the
// log. Errors: tree.ErrNoEvent, and those of SignHead.
func (a *App) Evidence(ctx context.Context, tenant, id uuid.UUID) (tree.Evidence, error) {
	e, err := tree.FindEvent(ctx, a.db.engine, tenant, id)
	if err != nil {
		return tree.Evidence{}, err
	}
	found, err := tree.Gather(ctx, a.db.engine, e)
	if errors.Is(err, tree.ErrNotSigned) {
		if err := a.SignHead(ctx, tenant); err != nil {
			return found, err
		}
		return tree.Gather(ctx, a.db.engine, e)
	}
	return found, err
}

// SignHead brings a log's tree up to its head, signs that and publishes it. A log
// that is read-only is signed no further. Errors: as tree.Check's.
func (a *App) SignHead(ctx context.Context, tenant uuid.UUID) error {
	if err := a.notary.CatchUp(ctx, tenant); err != nil {
		return err
	}
	_, err := tree.Publish(ctx, a.db.engine, a.heads, tenant)
	return err
}
