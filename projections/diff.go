package projections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Diff is how a candidate differs from what is live, both at one position.
type Diff struct {
	Tenant   uuid.UUID
	Live     Generation
	Other    Generation // zero: it was made in memory, under a draft
	Position int64
	// Changes are the differences between the rules of the two.
	Changes []rules.Change
	// Incomparable: the live tables are of another shape, so that rows were only counted.
	Incomparable bool
	Tables       []TableDiff
}

// TableDiff is how the rows of one table differ.
type TableDiff struct {
	Table string
	Rows  int64 // that are live
	// Added rows are the candidate's alone, Gone ones the live table's; Changed are in both.
	Added, Gone, Changed int64
	// Fields counts the changed rows in which a field differs.
	Fields map[string]int64
	// Effects counts the rows by what their difference means.
	Effects map[string]int64
	// Differing are all rows that differ, by their effect.
	Differing map[string][]uuid.UUID
	// Shown are some of the rows.
	Shown []RowDiff
}

// RowDiff is how one row differs.
type RowDiff struct {
	Row    uuid.UUID
	Name   string // of the row, where it has one
	Effect string // added, gone, or what the model calls the change
	Fields []FieldDiff
	// Causes are the changes of rules each of which alone makes the row so; empty:
	// several together, or another cause than rules.
	Causes []string
}

// FieldDiff is a field's value on both sides; nil is no value.
type FieldDiff struct {
	Field    string
	Old, New any
}

// DiffSum sums a difference up.
type DiffSum struct {
	Position int64     `json:"position"`
	At       time.Time `json:"at"`
	Rows     int64     `json:"rows"` // live, of all tables
	Added    int64     `json:"added"`
	Gone     int64     `json:"gone"`
	Changed  int64     `json:"changed"`
	// Share is that of the table that differs most.
	Share float64 `json:"share"`
}

// Sum sums it up.
func (d *Diff) Sum() DiffSum {
	s := DiffSum{Position: d.Position}
	for _, t := range d.Tables {
		s.Rows, s.Added, s.Gone, s.Changed = s.Rows+t.Rows, s.Added+t.Added, s.Gone+t.Gone, s.Changed+t.Changed
		if n := t.Added + t.Gone + t.Changed; n > 0 {
			s.Share = max(s.Share, float64(n)/float64(max(t.Rows, n)))
		}
	}
	if d.Incomparable {
		s.Share = 1
	}
	return s
}

// Diff compares the candidate of a read model with what is live. It shows at most so
// many rows a table. Error: domain.CodeConflict where there is no candidate.
func (e *Engine) Diff(ctx context.Context, tenant uuid.UUID, model string, show int) (*Diff, error) {
	l, err := e.model(model)
	if err != nil {
		return nil, err
	}
	kept, err := e.swappable(ctx, Promotion{Models: []string{model}, Tenant: tenant}, candidate)
	if err != nil {
		return nil, err
	}
	s, err := e.sessionSoon(ctx, l)
	if err != nil {
		return nil, err
	}
	defer s.end()
	return s.diff(ctx, kept[0], show)
}

// diff compares, and notes the sum. The candidate is brought to where the live rows
// are within the snapshot that both are read in.
func (s *session) diff(ctx context.Context, k Kept, show int) (*Diff, error) {
	for began := time.Now(); ; {
		if err := s.meet(ctx, k); err != nil {
			return nil, err
		}
		d, err := s.diffOnce(ctx, k, show)
		var conflict *pgconn.PgError
		switch {
		case errors.Is(err, errApart) || errors.As(err, &conflict) && conflict.Code == "40001":
			if time.Since(began) < nearLimit {
				continue
			}
			return nil, &domain.Error{Code: domain.CodeUnavailable, Reason: "not_settled", RetryAfter: 10 * time.Second, Cause: err,
				Message: "The live rows did not settle at one position. Try again when less is appended."}
		case err != nil:
			return nil, fmt.Errorf("compare %s with what is live: %w", k.Consumer(), err)
		}
		return d, s.noteDiff(ctx, k, d)
	}
}

// errApart says that the two sides do not stand at one position.
var errApart = errors.New("the two sides are at different positions")

// meet brings the candidate and the live rows near each other. The candidate may be
// ahead, where nobody carried the live rows meanwhile.
func (s *session) meet(ctx context.Context, k Kept) error {
	if _, err := s.followTo(ctx, k, 0); err != nil {
		return err
	}
	err := s.engine.catchUpModel(ctx, s.live, k.Tenant)
	var shape *ShapeError
	if errors.Is(err, ErrBusy) || errors.As(err, &shape) {
		return nil
	}
	return err
}

func (s *session) diffOnce(ctx context.Context, k Kept, show int) (d *Diff, err error) {
	t, err := s.engine.target(ctx, k)
	if err != nil {
		return nil, err
	}
	err = pgx.BeginTxFunc(ctx, s.engine.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		live, at, err := s.live.look(ctx, tx, k.Tenant)
		var shape *ShapeError
		if errors.As(err, &shape) {
			d = &Diff{Tenant: k.Tenant, Live: live.gen, Other: k.Generation, Incomparable: true}
			return nil
		}
		if err != nil {
			return err
		}
		c, err := s.candidate.lockCandidate(ctx, tx, t)
		if err != nil {
			return err
		}
		if c.Position > at.Position || at.State.Dirty {
			return errApart
		}
		if c.Position < at.Position {
			if err := s.candidate.applyTo(ctx, tx, t, c, at.Position); err != nil {
				return err
			}
			if c, err = s.candidate.lockCandidate(ctx, tx, t); err != nil {
				return err
			}
		}
		d, err = s.compareStored(ctx, tx, live, t, at, c, show)
		return err
	})
	return d, err
}

// compareStored reads both sides' rows in one snapshot. Tables with the same digest
// have the same rows.
func (s *session) compareStored(ctx context.Context, tx pgx.Tx, live, other target, at, c Checkpoint, show int) (*Diff, error) {
	d := &Diff{Tenant: live.tenant, Live: live.gen, Other: other.gen, Position: at.Position, Changes: rules.Changes(live.rules, other.rules)}
	for _, table := range s.live.model.factTables() {
		name := table.info().name
		if at.State.Tables[name] == c.State.Tables[name] {
			d.Tables = append(d.Tables, TableDiff{Table: name, Rows: at.State.Tables[name].Rows, Fields: map[string]int64{}, Effects: map[string]int64{}})
			continue
		}
		x, err := newComparison(ctx, tx, table, live, show)
		if err != nil {
			return nil, err
		}
		if err := table.newWork(other).eachStored(ctx, tx, x.add); err != nil {
			return nil, err
		}
		d.Tables = append(d.Tables, x.finish())
	}
	return d, nil
}

// noteDiff keeps the sum beside the candidate, for the status.
func (s *session) noteDiff(ctx context.Context, k Kept, d *Diff) error {
	sum := d.Sum()
	sum.At = s.engine.cfg.Clock()
	raw, err := json.Marshal(sum)
	if err != nil {
		return fmt.Errorf("note the difference: %w", err)
	}
	_, err = s.engine.pool.Exec(ctx, `update projection.kept set diff = $4 where tenant_id = $1 and model = $2 and role = 'candidate' and rebuild = $3`,
		k.Tenant, k.Model, k.Run, raw)
	if err != nil {
		return fmt.Errorf("note the difference: %w", err)
	}
	return nil
}
