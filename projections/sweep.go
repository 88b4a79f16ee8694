package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// sweep drops builds and rows of variants that nobody needs: that are live for
// nobody, are not kept, and are not being made. Builds go first, with all that is in
// them: deleting their rows one by one took longer than a tenth of a rebuild.
func (s *session) sweep(ctx context.Context) error {
	if err := s.sweepBuilds(ctx); err != nil {
		return err
	}
	return s.sweepVariants(ctx)
}

func (s *session) sweepBuilds(ctx context.Context) error {
	const unused = `state <> 'live'
		and not exists (select from projection.live l
			join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
			where r.model = builds.model and r.build = builds.build)
		and not exists (select from projection.kept k where k.model = builds.model and k.build = builds.build)
		and not exists (select from projection.rebuilds x where x.model = builds.model and x.build = builds.build
			and x.state in ('building', 'ready'))`
	model := s.live.model.Name
	rows, err := s.owner.Query(ctx, `select build from projection.builds where model = $1 and `+unused, model)
	if err != nil {
		return fmt.Errorf("list builds that nobody needs: %w", err)
	}
	gone, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return fmt.Errorf("list builds that nobody needs: %w", err)
	}
	if len(gone) == 0 {
		return nil
	}
	if err := s.setViews(ctx, `not (`+unused+`) and build <> $2 and (state <> 'candidate' or exists (select from projection.rebuilds x
		where x.model = builds.model and x.build = builds.build and x.indexed))`, 0); err != nil {
		return err
	}
	for _, build := range gone {
		if err := s.drop(ctx, Generation{Model: model, Build: build}); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) drop(ctx context.Context, g Generation) error {
	return pgx.BeginFunc(ctx, s.owner, func(tx pgx.Tx) error {
		consumers := fmt.Sprintf("%s/%d/%%", g.Model, g.Build)
		for _, x := range []struct {
			sql  string
			args []any
		}{
			{"drop schema if exists " + g.Schema() + " cascade", nil},
			{"delete from eventstore.checkpoints where consumer like $1", []any{consumers}},
			{"delete from projection.blocked where consumer like $1", []any{consumers}},
			{"delete from projection.releases where model = $1 and build = $2", []any{g.Model, g.Build}},
			{"delete from projection.builds where model = $1 and build = $2", []any{g.Model, g.Build}},
		} {
			if _, err := tx.Exec(ctx, x.sql, x.args...); err != nil {
				return fmt.Errorf("drop build %d: %w", g.Build, err)
			}
		}
		return nil
	})
}

// unusedVariantsSQL finds generations with a checkpoint in builds of a model that
// are not live, not kept, and not being made; and those that an ended rebuild was filling.
const unusedVariantsSQL = `
with used as (
	select r.tenant_id, r.build, r.variant from projection.live l
	join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release where r.model = $1
	union select k.tenant_id, k.build, k.variant from projection.kept k where k.model = $1),
there as (
	select r.tenant_id, r.build, r.variant from projection.releases r where r.model = $1
	union select coalesce(x.filling, x.tenant_id), x.build, x.variant from projection.rebuilds x where x.model = $1 and x.state <> 'building')
select t.tenant_id, t.build, t.variant from there t
join projection.builds b on b.model = $1 and b.build = t.build
where t.tenant_id <> $2::uuid and not exists (select from used u where u = t)
	and not exists (select from projection.rebuilds x where x.model = $1 and x.state = 'building'
		and x.build = t.build and x.variant = t.variant)
	and exists (select from eventstore.checkpoints c where c.tenant_id = t.tenant_id
			and c.consumer = projection.consumer($1, t.build, t.variant)
		union all select from projection.rebuilds x where x.model = $1 and x.state = 'ended' and x.filling = t.tenant_id
			and x.build = t.build and x.variant = t.variant)`

// sweepVariants takes away rows of tenants in builds that stay.
func (s *session) sweepVariants(ctx context.Context) error {
	rows, err := s.engine.pool.Query(ctx, unusedVariantsSQL, s.live.model.Name, uuid.Nil)
	if err != nil {
		return fmt.Errorf("list rows that nobody needs: %w", err)
	}
	gone, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t target, err error) {
		t.gen.Model = s.live.model.Name
		return t, row.Scan(&t.tenant, &t.gen.Build, &t.gen.Variant)
	})
	if err != nil {
		return fmt.Errorf("list rows that nobody needs: %w", err)
	}
	for _, t := range gone {
		if err := pgx.BeginFunc(ctx, s.engine.pool, func(tx pgx.Tx) error { return s.clear(ctx, tx, t) }); err != nil {
			return err
		}
	}
	return nil
}

// clear takes a generation of one tenant away.
func (s *session) clear(ctx context.Context, tx pgx.Tx, t target) error {
	batch := &pgx.Batch{}
	for _, table := range s.live.model.allTables() {
		batch.Queue(`delete from `+t.gen.Schema()+`.`+table.info().name+` where tenant_id = $1 and variant = $2`, t.tenant, t.gen.Variant)
	}
	for _, table := range []string{"eventstore.checkpoints", "projection.blocked"} {
		batch.Queue(`delete from `+table+` where tenant_id = $1 and consumer = $2`, t.tenant, t.gen.Consumer())
	}
	batch.Queue(`update projection.rebuilds set filling = null where model = $1 and build = $2 and variant = $3 and state = 'ended'`,
		t.gen.Model, t.gen.Build, t.gen.Variant)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("take away rows of %s: %w", t.gen.Consumer(), err)
	}
	return nil
}
