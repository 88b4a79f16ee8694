package projections

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// createBuild makes the tables of the next build, without keys and indexes.
func (b *rebuild) createBuild(ctx context.Context) error {
	return pgx.BeginFunc(ctx, b.owner, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `insert into projection.builds (model, build, shape, state)
			select $1, coalesce(max(build), 0) + 1, $2, 'candidate' from projection.builds where model = $1
			returning build`, b.Model, b.live.model.Shape).Scan(&b.Build)
		if err != nil {
			return fmt.Errorf("name a build: %w", err)
		}
		all := strings.Join(b.live.model.createTables(b.Generation), ";\n") // in one round trip
		if _, err := tx.Exec(ctx, all, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("make the tables of build %d: %w", b.Build, err)
		}
		return nil
	})
}

// index makes keys and indexes, two at a time, and lets the planner look.
func (b *rebuild) index(ctx context.Context) error {
	b.tell("index", b.options.Tenant, 0)
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, statement := range b.live.model.createIndexes(b.Generation) {
		g.Go(func() error {
			return pgx.BeginFunc(within, b.engine.cfg.Owner, func(tx pgx.Tx) error {
				if _, err := tx.Exec(within, `set local maintenance_work_mem = '128MB'`); err != nil {
					return fmt.Errorf("index build %d: %w", b.Build, err)
				}
				if _, err := tx.Exec(within, statement); err != nil {
					return fmt.Errorf("index build %d: %w", b.Build, err)
				}
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, b.owner, func(tx pgx.Tx) error {
		// A coarse look is enough for lists; autovacuum will take a closer one.
		if _, err := tx.Exec(ctx, `set local default_statistics_target = 10`); err != nil {
			return fmt.Errorf("analyze build %d: %w", b.Build, err)
		}
		for _, t := range b.live.model.allTables() {
			if _, err := tx.Exec(ctx, "analyze "+b.Schema()+"."+t.info().name); err != nil {
				return fmt.Errorf("analyze build %d: %w", b.Build, err)
			}
		}
		return nil
	})
}

// showBuilds lets the views of what is live look into this build, too.
func (b *rebuild) showBuilds(ctx context.Context) error {
	return b.setViews(ctx, `state <> 'candidate' or build = $2`, b.Build)
}

func (b *rebuild) setViews(ctx context.Context, which string, build int) error {
	rows, err := b.owner.Query(ctx, `select build from projection.builds where model = $1 and (`+which+`) order by build`, b.Model, build)
	if err != nil {
		return fmt.Errorf("list builds: %w", err)
	}
	builds, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return fmt.Errorf("list builds: %w", err)
	}
	return pgx.BeginFunc(ctx, b.owner, func(tx pgx.Tx) error {
		for _, t := range b.live.model.allTables() {
			if _, err := tx.Exec(ctx, b.live.model.liveView(t.info(), builds)); err != nil {
				return fmt.Errorf("set the view of %s: %w", t.info().name, err)
			}
		}
		return nil
	})
}

// becomeLive makes the build the one that new tenants get. A tenant that came while
// it was made stays in the former build until the next rebuild.
func (b *rebuild) becomeLive(ctx context.Context) error {
	return pgx.BeginFunc(ctx, b.owner, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(`update projection.builds set state = 'retired' where model = $1 and state = 'live'`, b.Model)
		batch.Queue(`update projection.builds set state = 'live' where model = $1 and build = $2`, b.Model, b.Build)
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("make build %d live: %w", b.Build, err)
		}
		return nil
	})
}

// sweep drops builds that are live for nobody: former ones, and what a rebuild that
// died has left behind.
func (b *rebuild) sweep(ctx context.Context) error {
	const unused = `state <> 'live' and not exists (select from projection.live l
		join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
		where r.model = builds.model and r.build = builds.build)`
	rows, err := b.owner.Query(ctx, `select build from projection.builds where model = $1 and `+unused, b.Model)
	if err != nil {
		return fmt.Errorf("list former builds: %w", err)
	}
	former, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return fmt.Errorf("list former builds: %w", err)
	}
	if len(former) == 0 {
		return nil
	}
	if err := b.setViews(ctx, `not (`+unused+`) and build <> $2`, 0); err != nil {
		return err
	}
	for _, build := range former {
		if err := b.drop(ctx, Generation{Model: b.Model, Build: build}); err != nil {
			return err
		}
	}
	return nil
}

func (b *rebuild) drop(ctx context.Context, g Generation) error {
	return pgx.BeginFunc(ctx, b.owner, func(tx pgx.Tx) error {
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
