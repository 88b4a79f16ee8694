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
}

// gadgets is the model as a program of some age has it: the newer one has a column more,
// and it stands before one that was there already.
func gadgets(shape int) *projections.Model {
	columns := []column.Column[gadget]{column.UUID("id", "The customer.", func(g *gadget) *uuid.UUID { return &g.ID })}
	if shape > 1 {
		columns = append(columns, column.Text("code", "Theirs.", func(g *gadget) *string { return &g.Code }))
	}
	columns = append(columns, column.Text("name", "Ours.", func(g *gadget) *string { return &g.Name }))
	return &projections.Model{
		Name: "gadget", Shape: shape, RuleFree: true,
		Reads: []projections.Source{{Type: "CustomerRecorded"}},
		Tables: []projections.Table{projections.NewTable(projections.TableSpec[gadget]{
			Name: "gadget", Comment: "For tests.", Columns: columns,
			ID:   func(g *gadget) uuid.UUID { return g.ID },
			Keys: func(e *projections.Event) []uuid.UUID { return []uuid.UUID{e.Body.(*event.CustomerRecorded).ID} },
			Fold: func(_ *rules.Set, id uuid.UUID, _ *gadget, e *projections.Event) (*gadget, error) {
				c := e.Body.(*event.CustomerRecorded)
				return &gadget{ID: id, Name: c.Name, Code: c.ExternalID}, nil
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

// TestTablesWithANewColumnAreMadeBesideTheOldOnes: the older program carries the old
// tables on while the newer one makes its own for all tenants; then they are live, and
// whoever asks is answered all the while.
func TestTablesWithANewColumnAreMadeBesideTheOldOnes(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, gadgets(1))
	up, _, _ := strings.Cut(gadgets(1).Migration(), "-- +goose Down")
	_, err := b.DB.Pool(postgres.RoleOwner).Exec(t.Context(), up, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	older, newer := program(t, b, 1), program(t, b, 2)
	tenants := []uuid.UUID{b.A, b.B}
	n := 0
	more := func(e *projections.Engine) {
		for _, tenant := range tenants {
			n++
			b.AppendTo(tenant, storetest.Customer(n))
			require.NoError(t, e.CatchUp(t.Context(), tenant))
		}
		require.EqualValues(t, n, b.Row(`select count(*) as n from projection.live_gadget_gadget where name like 'Customer %'`)["n"])
	}
	more(older)
	ctx, stop := context.WithCancel(context.Background())
	asked := make(chan error, 1)
	go func() { asked <- ask(ctx, b) }()

	var shape *projections.ShapeError
	require.ErrorAs(t, newer.CatchUp(t.Context(), b.A), &shape)
	run, err := newer.Begin(t.Context(), projections.Order{Model: "gadget", Actor: "test"})
	require.NoError(t, err)
	more(older)
	run = drive(t, newer, run)
	more(older)
	require.Equal(t, 2, run.Build)
	done, err := newer.Promote(t.Context(), projections.Promotion{Models: []string{"gadget"}, Accept: true})
	require.NoError(t, err)
	require.Len(t, done, len(tenants))
	require.ErrorAs(t, older.CatchUp(t.Context(), b.A), &shape, "it leaves them alone")
	more(newer)
	require.EqualValues(t, n, b.Row(`select count(*) as n from projection.live_gadget_gadget where code <> ''`)["n"])
	for _, tenant := range tenants {
		b.Agree(t, newer, tenant)
	}
	_, err = newer.Rebuild(t.Context(), projections.RebuildOptions{Model: "gadget"})
	require.NoError(t, err)
	more(newer)
	stop()
	require.NoError(t, <-asked)
}

var errWentBack = errors.New("an answer went back")

// ask reads what is live, as the older program does, until it is told to stop.
func ask(ctx context.Context, b *projectiontest.Bundle) error {
	for last := int64(0); ; {
		var n int64
		err := b.Owner.QueryRow(ctx, `select count(name) from projection.live_gadget_gadget`).Scan(&n)
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
