package app

import (
	"context"
	"fmt"
	"time"
)

// workerLock is the advisory lock that every worker shares: who gets it alone
// knows that there is none.
const workerLock = `hashtextextended('coresync worker', 0)`

// announceRetry is how long a worker waits before it announces itself again.
const announceRetry = 5 * time.Second

// announceWorker holds the shared lock until the context ends, on a connection of
// its own; a lost connection is replaced.
func (a *App) announceWorker(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := a.holdWorkerLock(ctx); err != nil && ctx.Err() == nil {
			a.Log.WarnContext(ctx, "announce this worker", "error", err)
			select {
			case <-time.After(announceRetry):
			case <-ctx.Done():
			}
		}
	}
	return nil
}

func (a *App) holdWorkerLock(ctx context.Context) error {
	conn, err := a.db.engine.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `select pg_advisory_lock_shared(`+workerLock+`)`); err != nil {
		return err
	}
	// Ends with the context, or when the connection breaks. Either way pgx closes
	// the connection, and the lock is gone with it.
	return conn.Conn().PgConn().WaitForNotification(ctx)
}

// WorkerAlive tells whether some process runs workers on this database.
func (a *App) WorkerAlive(ctx context.Context) (bool, error) {
	var alone bool
	tx, err := a.db.engine.Begin(ctx)
	if err != nil {
		return false, fmt.Errorf("look for workers: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // the lock ends with it
	if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock(`+workerLock+`)`).Scan(&alone); err != nil {
		return false, fmt.Errorf("look for workers: %w", err)
	}
	return !alone, nil
}
