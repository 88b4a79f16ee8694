package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// machine is a device with a node class.
func machine(conn uuid.UUID, id int64, class string) event.New {
	e := observed(conn, id, fmt.Sprint("PC-", id))
	e.Payload.(*event.DeviceObserved).Device = fmt.Appendf(nil, `{"id":%d,"systemName":"PC-%d","nodeClass":%q}`, id, id, class)
	return e
}

// drive steps a rebuild until it is ready.
func drive(t *testing.T, e *projections.Engine, run projections.Run) projections.Run {
	t.Helper()
	for run.State == projections.Building {
		var err error
		run, _, _, err = e.Step(t.Context(), run.ID, nil)
		require.NoError(t, err)
	}
	require.Equal(t, projections.Ready, run.State)
	return run
}

func order(t *testing.T, e *projections.Engine, o projections.Order) projections.Run {
	t.Helper()
	o.Actor = "test"
	run, err := e.Begin(t.Context(), o)
	require.NoError(t, err)
	return drive(t, e, run)
}

func liveOf(t *testing.T, b *projectiontest.Bundle, tenant uuid.UUID, model string) projections.Status {
	t.Helper()
	all, err := b.Engine.Status(t.Context(), tenant)
	require.NoError(t, err)
	for _, s := range all {
		if s.Model == model {
			return s
		}
	}
	t.Fatalf("no %s", model)
	return projections.Status{}
}

// liveCategory is what a reader sees.
func liveCategory(b *projectiontest.Bundle, name string) any {
	return b.Row(`select category from projection.live_asset_asset where name = $1 and tenant_id = $2`, name, b.A)["category"]
}

func TestRulesOfOneTenantGoThroughRebuildDiffPromoteAndRollback(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	for id := int64(1); id <= 20; id++ {
		class := "WINDOWS_WORKSTATION"
		if id == 7 {
			class = "MAC"
		}
		b.Append(machine(conn, id, class))
		b.AppendTo(b.B, machine(conn, id, class))
	}
	b.Project()
	version := adopt(t, b, draft(t, `{"asset": {"categories": {"MAC": "Other", "WINDOWS_WORKSTATION": "Workstation"}}}`))
	b.Project()
	before := liveOf(t, b, b.A, asset.Name)

	run := order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: b.A})
	require.EqualValues(t, 1, run.Variant, "beside the live rows, in the same tables")
	require.Equal(t, before.Release, liveOf(t, b, b.A, asset.Name).Release, "nothing changed yet")
	require.Equal(t, "Mac", liveCategory(b, "PC-7"))

	b.Append(machine(conn, 21, "MAC"))
	b.Project()
	d, err := b.Engine.Diff(t.Context(), b.A, asset.Name, 10)
	require.NoError(t, err)
	require.Len(t, d.Changes, 31+1, "a map that is named is taken whole")
	table := d.Tables[0]
	require.Equal(t, []int64{21, 0, 0, 2}, []int64{table.Rows, table.Added, table.Gone, table.Changed})
	require.Equal(t, map[string]int64{"category": 2}, table.Fields)
	require.Len(t, table.Shown, 2)
	require.Equal(t, projections.FieldDiff{Field: "category", Old: "Mac", New: "Other"}, table.Shown[0].Fields[0])

	done, err := b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A})
	require.NoError(t, err)
	require.Equal(t, []projections.Release{{Tenant: b.A, Release: before.Release + 1, Generations: []projections.Generation{run.Generation}}}, done)
	require.Equal(t, "Other", liveCategory(b, "PC-7"))
	require.Equal(t, version, liveOf(t, b, b.A, asset.Name).Rules)
	require.Equal(t, "1", liveOf(t, b, b.B, asset.Name).Rules, "the other tenant's rules are its own")
	b.Agree(t, b.Engine, b.A)

	b.Append(machine(conn, 22, "MAC"))
	b.Project()
	back, err := b.Engine.Rollback(t.Context(), projections.Promotion{Models: []string{asset.Name}, Tenant: b.A})
	require.NoError(t, err)
	require.Equal(t, before.Release+2, back[0].Release)
	require.Equal(t, "Mac", liveCategory(b, "PC-7"))
	require.Equal(t, "Mac", liveCategory(b, "PC-22"), "the former one followed the log")
	b.Agree(t, b.Engine, b.A)

	_, err = b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A, Accept: true})
	require.NoError(t, err, "what was rolled back is a candidate again")
	require.Equal(t, "Other", liveCategory(b, "PC-22"))
	b.Agree(t, b.Engine, b.A)

	b.Clock.Advance(25 * time.Hour)
	_, ended, _, err := b.Engine.Step(t.Context(), run.ID, nil)
	require.NoError(t, err)
	require.True(t, ended, "a day later nothing is kept")
	left := b.Row(`select count(*) as n from rm_asset_b1.asset where tenant_id = $1 and variant = 0`, b.A)
	require.EqualValues(t, 0, left["n"])
	_, err = b.Engine.Rollback(t.Context(), projections.Promotion{Tenant: b.A})
	require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	b.Agree(t, b.Engine, b.A)
}

func TestACandidateThatDiffersTooMuchMustBeAccepted(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	for id := int64(1); id <= 5; id++ {
		b.Append(machine(conn, id, "MAC"))
	}
	adopt(t, b, draft(t, noMacs))
	b.Project()
	order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: b.A})
	_, err := b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A})
	require.ErrorContains(t, err, "would change 5 of 5 rows (100.0 %)")
	require.Equal(t, "Mac", liveCategory(b, "PC-1"))
	kept, err := b.Engine.Kept(t.Context(), b.A)
	require.NoError(t, err)
	require.EqualValues(t, 5, kept[0].Diff.Changed, "the difference is noted")
	_, err = b.Engine.Begin(t.Context(), projections.Order{Model: asset.Name, Tenant: b.A})
	require.ErrorContains(t, err, "promote it, or cancel it")
	_, err = b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A, Accept: true})
	require.NoError(t, err)
	require.Equal(t, "Other", liveCategory(b, "PC-1"))
	b.Agree(t, b.Engine, b.A)
}

func TestACancelledRebuildLeavesNothing(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	b.Append(machine(conn, 1, "MAC"))
	b.Project()
	for _, tenant := range []uuid.UUID{b.B, uuid.Nil} {
		order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: tenant})
		_, err := b.Engine.Begin(t.Context(), projections.Order{Model: asset.Name, Tenant: b.B})
		require.ErrorContains(t, err, "has a candidate already")
		_, err = b.Engine.Cancel(t.Context(), asset.Name, tenant)
		require.NoError(t, err)
	}
	_, err := b.Engine.Cancel(t.Context(), asset.Name, uuid.Nil)
	require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	left := b.Row(`select (select count(*) from pg_namespace where nspname like 'rm_asset_b%') as schemas,
		(select count(*) from projection.kept) as kept, (select count(*) from eventstore.checkpoints where consumer like 'asset/%') as checkpoints`)
	require.Equal(t, map[string]any{"schemas": int64(1), "kept": int64(0), "checkpoints": int64(2)}, left)
	b.Agree(t, b.Engine, b.A)
}

// A rebuild is killed at every step in turn, each time by another process, and ends
// as if nothing had been.
func TestARebuildThatIsKilledAtEachStepEndsTheSame(t *testing.T) {
	t.Parallel()
	for _, tenant := range []bool{false, true} {
		t.Run(fmt.Sprintf("one tenant %t", tenant), func(t *testing.T) {
			t.Parallel()
			b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
			for id := int64(1); id <= 30; id++ {
				b.Append(machine(conn, id, "MAC"))
				b.AppendTo(b.B, machine(conn, id, "MAC"))
			}
			b.Project()
			require.NoError(t, b.Engine.CatchUp(t.Context(), b.B))
			o := projections.Order{Model: asset.Name, Actor: "test"}
			if tenant {
				o.Tenant = b.A
			}
			run, err := b.Engine.Begin(t.Context(), o)
			require.NoError(t, err)
			killed := 0
			for n := 1; run.State == projections.Building; n++ {
				require.Less(t, n, 100)
				ctx, kill := context.WithCancel(t.Context())
				told := 0
				run, _, _, err = b.Engine.Step(ctx, run.ID, func(projections.Progress) {
					if told++; told == n {
						killed++
						kill()
					}
				})
				kill()
				if err != nil {
					require.True(t, errors.Is(err, context.Canceled), "%v", err)
					run.State = projections.Building
				}
			}
			require.Greater(t, killed, 3)
			_, err = b.Engine.Promote(t.Context(), projections.Promotion{Models: []string{asset.Name}, Tenant: o.Tenant})
			require.NoError(t, err)
			b.Agree(t, b.Engine, b.A)
			b.Agree(t, b.Engine, b.B)
		})
	}
}

func TestABlockedRowThatLiveHasNotIsNotPromoted(t *testing.T) {
	t.Parallel()
	m := asset.Model()
	decode, broken := m.Decode, false
	m.Decode = func(r *rules.Set, e *projections.Event, payload []byte) (any, error) {
		if e.Position == 2 && broken {
			return nil, errors.New("a bug of the new program")
		}
		return decode(r, e, payload)
	}
	b, conn := projectiontest.New(t, m), uuid.New()
	b.Append(machine(conn, 1, "MAC"), machine(conn, 2, "MAC"), machine(conn, 3, "MAC"))
	b.Project()
	broken = true
	order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: b.A})
	_, err := b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A, Accept: true})
	require.ErrorContains(t, err, "1 blocked rows that the live one has not")
	require.EqualValues(t, 1, liveOf(t, b, b.A, asset.Name).Release)
}
