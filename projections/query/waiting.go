package query

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Waiting is how many things of a connection wait for a person.
type Waiting struct {
	Connection uuid.UUID
	Count      int64
	Suggested  int64 // of them that have a suggestion
	About      int64 // print of the set: another set has another one
}

// CollectWaiting runs a statement that selects these four.
func CollectWaiting(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]Waiting, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("count what waits for a person: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Waiting])
	if err != nil {
		return nil, fmt.Errorf("count what waits for a person: %w", err)
	}
	return found, nil
}
