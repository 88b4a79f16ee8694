package catalog_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/eventstore/storetest"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// gadget is a row of a read model that exists for tests alone.
type gadget struct {
	ID         uuid.UUID
	Name, Code string
	Coded      bool
	Letters    int64
}

// gadgets is the model as a program of some age has it: the newer one has columns more,
// of which one stands before one that was there already, and two are never null.
func gadgets(shape int) *projections.Model {
	columns := []column.Column[gadget]{column.UUID("id", "The customer.", func(g *gadget) *uuid.UUID { return &g.ID })}
	if shape > 1 {
		columns = append(columns, column.Text("code", "Theirs.", func(g *gadget) *string { return &g.Code }))
	}
	columns = append(columns, column.Text("name", "Ours.", func(g *gadget) *string { return &g.Name }))
	if shape > 1 {
		columns = append(columns, column.Bool("coded", "Has one of theirs.", func(g *gadget) *bool { return &g.Coded }),
			column.Count("letters", "Of its name.", func(g *gadget) *int64 { return &g.Letters }))
	}
	return &projections.Model{
		Name: "gadget", Shape: shape, RuleFree: true,
		Reads: []projections.Source{{Type: "CustomerRecorded"}},
		Tables: []projections.Table{projections.NewTable(projections.TableSpec[gadget]{
			Name: "gadget", Comment: "For tests.", Columns: columns,
			ID:   func(g *gadget) uuid.UUID { return g.ID },
			Keys: func(e *projections.Event) []uuid.UUID { return []uuid.UUID{e.Body.(*event.CustomerRecorded).ID} },
			Fold: func(_ *rules.Set, id uuid.UUID, _ *gadget, e *projections.Event) (*gadget, error) {
				c := e.Body.(*event.CustomerRecorded)
				return &gadget{ID: id, Name: c.Name, Code: c.ExternalID, Coded: c.ExternalID != "", Letters: int64(len(c.Name))}, nil
			},
		})},
	}
}

// program is one that knows the model in a shape.
func program(t *testing.T, b *projectiontest.Bundle, shape int) *projections.Engine {
	t.Helper()
	e, err := projections.New(b.DB.Pool(postgres.RoleEngine), projections.Config{
		Registry: event.Catalog(), Models: []*projections.Model{gadgets(shape)}, Clock: b.Clock.Now,
		Owner: b.DB.Pool(postgres.RoleOwner), LiveFirst: -1, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return e
}

// shaped is a workspace of two tenants on which programs of two ages work.
type shaped struct {
	*projectiontest.Bundle
	t            *testing.T
	older, newer *projections.Engine
	n            int // customers
}

func newShaped(t *testing.T) *shaped {
	t.Helper()
	s := &shaped{Bundle: projectiontest.New(t, gadgets(1)), t: t}
	up, _, _ := strings.Cut(gadgets(1).Migration(), "-- +goose Down")
	_, err := s.Owner.Exec(t.Context(), up, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	s.older, s.newer = program(t, s.Bundle, 1), program(t, s.Bundle, 2)
	return s
}

// more lets something happen in both tenants; readers of the live rows see it.
func (s *shaped) more(e *projections.Engine) {
	s.t.Helper()
	for _, tenant := range []uuid.UUID{s.A, s.B} {
		s.n++
		s.AppendTo(tenant, storetest.Customer(s.n))
		require.NoError(s.t, e.CatchUp(s.t.Context(), tenant))
	}
	require.EqualValues(s.t, s.n, s.Row(`select count(*) as n from projection.live_gadget_gadget where name like 'Customer %'`)["n"])
}

// asked begins to ask, as both programs do, and returns what ends it: nobody may have
// been left without an answer, and none may have gone back.
func (s *shaped) asked() (end func()) {
	ctx, stop := context.WithCancel(context.Background())
	faults := make(chan error, 3)
	go func() {
		faults <- ask(ctx, func() (n int64, err error) {
			err = s.Owner.QueryRow(ctx, `select count(name) from projection.live_gadget_gadget`).Scan(&n)
			return n, err
		})
	}()
	for _, columns := range []string{"name", "name, code, coded, letters"} {
		go func() { faults <- ask(ctx, func() (int64, error) { return s.list(ctx, columns) }) }()
	}
	return func() {
		stop()
		for range cap(faults) {
			require.NoError(s.t, <-faults)
		}
	}
}

// list reads the live rows of a tenant, as a page does, and tells how many there are.
func (s *shaped) list(ctx context.Context, columns string) (n int64, err error) {
	err = projections.Read(ctx, s.Pool, s.A, s.Clock.Now(), func(r *projections.Reading) error {
		rows, err := r.Tx.Query(ctx, `select `+columns+` from `+r.Table("gadget", "gadget")+` where tenant_id = $1 and variant = $2`, r.Tenant, r.Variant("gadget"))
		if err != nil {
			return err
		}
		var g gadget
		into := []any{&g.Name, new(*string), &g.Coded, &g.Letters}[:1+strings.Count(columns, ",")]
		_, err = pgx.ForEachRow(rows, into, func() error { n++; return nil })
		return err
	})
	return n, err
}

var errWentBack = errors.New("an answer went back")

// ask counts what is live until it is told to stop.
func ask(ctx context.Context, count func() (int64, error)) error {
	for last := int64(0); ; {
		n, err := count()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case n < last:
			return errWentBack
		}
		last = n
	}
}

// TestTablesWithANewColumnAreMadeBesideTheOldOnes: the older program carries the old
// tables on while the newer one makes its own for all tenants; then they are live, and
// whoever asks is answered all the while, by either program.
func TestTablesWithANewColumnAreMadeBesideTheOldOnes(t *testing.T) {
	t.Parallel()
	s := newShaped(t)
	s.more(s.older)
	require.NoError(t, s.newer.Widen(t.Context()))
	end := s.asked()
	var shape *projections.ShapeError
	require.ErrorAs(t, s.newer.CatchUp(t.Context(), s.A), &shape)
	run, err := s.newer.Begin(t.Context(), projections.Order{Model: "gadget", Actor: "test"})
	require.NoError(t, err)
	s.more(s.older)
	other, _, next, err := s.older.Step(t.Context(), run.ID, nil)
	require.NoError(t, err)
	require.Equal(t, projections.Building, other.State, "the older program leaves them to the newer one")
	require.False(t, next.IsZero())
	run = drive(t, s.newer, run)
	s.more(s.older)
	require.Equal(t, 2, run.Build)
	_, err = s.older.Promote(t.Context(), projections.Promotion{Accept: true})
	require.ErrorContains(t, err, "do it with the program that made them")
	done, err := s.newer.Promote(t.Context(), projections.Promotion{Models: []string{"gadget"}, Accept: true})
	require.NoError(t, err)
	require.Len(t, done, 2)
	require.ErrorAs(t, s.older.CatchUp(t.Context(), s.A), &shape, "it leaves them alone")
	s.more(s.newer)
	require.EqualValues(t, s.n, s.Row(`select count(*) as n from projection.live_gadget_gadget where code <> '' and coded and letters > 0`)["n"])
	for _, tenant := range []uuid.UUID{s.A, s.B} {
		s.Agree(t, s.newer, tenant)
	}
	_, err = s.newer.Rebuild(t.Context(), projections.RebuildOptions{Model: "gadget"})
	require.NoError(t, err)
	s.more(s.newer)
	end()
}

// TestTheTablesOfBeforeAnUpgradeAreGoneBackTo: what the older program had made is live
// again for all tenants, with all that happened since; it goes on from there, and
// whoever asks is answered, by either program. Then the newer one is given another try.
func TestTheTablesOfBeforeAnUpgradeAreGoneBackTo(t *testing.T) {
	t.Parallel()
	s := newShaped(t)
	s.more(s.older)
	require.NoError(t, s.newer.Widen(t.Context()))
	require.NoError(t, s.newer.Widen(t.Context()), "it finds nothing to do any more")
	end := s.asked()
	run := order(t, s.newer, projections.Order{Model: "gadget"})
	_, err := s.newer.Promote(t.Context(), projections.Promotion{Accept: true})
	require.NoError(t, err)
	s.more(s.newer)
	_, err = s.newer.Rollback(t.Context(), projections.Promotion{})
	require.ErrorContains(t, err, "gadget/1/0 have shape 1, and this program writes shape 2")
	for _, e := range []*projections.Engine{s.newer, s.older} { // whichever a worker is
		_, ended, _, err := e.Step(t.Context(), run.ID, nil)
		require.NoError(t, err)
		require.False(t, ended)
		s.more(s.newer)
	}

	back, err := s.older.Rollback(t.Context(), projections.Promotion{})
	require.NoError(t, err)
	require.Len(t, back, 2)
	require.Equal(t, 1, back[0].Generations[0].Build)
	s.more(s.older)
	var shape *projections.ShapeError
	require.ErrorAs(t, s.newer.CatchUp(t.Context(), s.A), &shape, "it leaves them alone")
	none := s.Row(`select count(*) as n from projection.live_gadget_gadget where code is null and not coded and letters = 0`)
	require.EqualValues(t, s.n, none["n"], "what the older program does not know says nothing")
	for _, tenant := range []uuid.UUID{s.A, s.B} {
		s.Agree(t, s.older, tenant)
	}

	again, err := s.newer.Promote(t.Context(), projections.Promotion{Accept: true})
	require.NoError(t, err)
	require.Len(t, again, 2)
	s.more(s.newer)
	end()
	for _, tenant := range []uuid.UUID{s.A, s.B} {
		s.Agree(t, s.newer, tenant)
	}
}
