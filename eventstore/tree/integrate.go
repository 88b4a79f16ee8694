package tree

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Consumer is the name of the tree's checkpoint.
const Consumer = "tree"

// Range is a stretch of a log that the tree takes in: the events after a position up
// to another.
type Range struct {
	Tenant    uuid.UUID
	After, To int64
	// Since and Until bound recorded_at of its events, so that few partitions are
	// read; zero is no bound.
	Since, Until time.Time
}

// Integrate adds a range to the tree of its log in the transaction that moves the
// checkpoint, under whose lock it runs. State is what was kept beside the checkpoint
// at After; keep the returned one beside it at To.
//
// It trusts the leaf hashes of the rows; comparing them with the rows is what fsck
// does. Errors: *BehindError where state and range do not meet.
func Integrate(ctx context.Context, tx pgx.Tx, r Range, state []byte) (State, error) {
	before, err := DecodeState(state)
	if err == nil && before.Size != r.After {
		err = &BehindError{Tenant: r.Tenant, Size: before.Size, After: r.After}
	}
	if err != nil {
		return State{}, fmt.Errorf("integrate positions %d to %d of tenant %s: %w", r.After+1, r.To, r.Tenant, err)
	}
	s := shape{tileHeight}
	read := r
	if from := int64(s.tiled(uint64(r.After))); s.tiled(uint64(r.To)) > uint64(from) {
		// A tile becomes whole: its first leaves are read again.
		var tiled uint64
		read.After = from
		if tiled, read.Since, err = tiledTo(ctx, tx, r.Tenant); err != nil {
			return State{}, err
		}
		if tiled != uint64(from) {
			return State{}, fmt.Errorf("integrate positions %d to %d of tenant %s: %d leaves are in tiles, not %d; rebuild the tree",
				r.After+1, r.To, r.Tenant, tiled, from)
		}
	}
	leaves, times, err := readLeaves(ctx, tx, read)
	if err != nil {
		return State{}, err
	}
	known := r.After - read.After
	after, runs, err := s.grow(before, leaves[known:])
	if err != nil {
		return State{}, fmt.Errorf("integrate positions %d to %d of tenant %s: %w", r.After+1, r.To, r.Tenant, err)
	}
	if read.After%int64(s.width()) == 0 {
		runs = append(s.whole(uint64(read.After), leaves), runs...)
	}
	if err := writeRuns(ctx, tx, r.Tenant, read.After, times, runs); err != nil {
		return State{}, err
	}
	return after, nil
}

// BehindError says that the kept tree is not the one before the range: the
// checkpoint was moved by hand. Delete checkpoint and tiles to make the tree again.
type BehindError struct {
	Tenant      uuid.UUID
	Size, After int64
}

func (e *BehindError) Error() string {
	return fmt.Sprintf("the tree of tenant %s has %d leaves and can't go on after position %d; rebuild the tree", e.Tenant, e.Size, e.After)
}

// db is a pool, a connection or a transaction.
type db interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

const selectLeaves = `
select position, leaf_hash, recorded_at from eventstore.events
where tenant_id = $1 and position > $2 and position <= $3
  and recorded_at >= coalesce($4, '-infinity'::timestamptz) and recorded_at <= coalesce($5, 'infinity'::timestamptz)
order by position`

// readLeaves reads the leaf hashes of a range and sees to it that none is missing.
func readLeaves(ctx context.Context, q db, r Range) (leaves [][]byte, times []time.Time, err error) {
	rows, err := q.Query(ctx, selectLeaves, r.Tenant, r.After, r.To, bound(r.Since), bound(r.Until))
	if err != nil {
		return nil, nil, fmt.Errorf("read leaves %d to %d of tenant %s: %w", r.After+1, r.To, r.Tenant, err)
	}
	var position int64
	var hash []byte
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&position, &hash, &at}, func() error {
		if want := r.After + int64(len(leaves)) + 1; position != want {
			return fmt.Errorf("position %d is missing", want)
		}
		leaves, times = append(leaves, hash), append(times, at)
		return nil
	})
	if err == nil && int64(len(leaves)) != r.To-r.After {
		err = fmt.Errorf("position %d is missing", r.After+int64(len(leaves))+1)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read leaves %d to %d of tenant %s: %w", r.After+1, r.To, r.Tenant, err)
	}
	return leaves, times, nil
}

func bound(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
