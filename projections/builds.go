package projections

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// createBuild makes the tables of the next build, without keys and indexes.
func (s *session) createBuild(ctx context.Context) (build int, err error) {
	m := s.live.model
	err = pgx.BeginFunc(ctx, s.owner, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `insert into projection.builds (model, build, shape, state)
			select $1, coalesce(max(build), 0) + 1, $2, 'candidate' from projection.builds where model = $1
			returning build`, m.Name, m.Shape).Scan(&build)
		if err != nil {
			return fmt.Errorf("name a build: %w", err)
		}
		all := strings.Join(m.createTables(Generation{Model: m.Name, Build: build}), ";\n") // in one round trip
		if _, err := tx.Exec(ctx, all, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("make the tables of build %d: %w", build, err)
		}
		return nil
	})
	return build, err
}

// indexSettings are those of a transaction that makes an index. Two at a time are
// parallel enough: workers of their own would only wait for each other. None of them
// waits for the disk: the commit behind the last one, which notes that all are there,
// makes all of them durable, since the server's log is written in order.
const indexSettings = `set local maintenance_work_mem = '128MB';
	set local max_parallel_maintenance_workers = 0; set local synchronous_commit = off`

// index makes keys and indexes, two at a time, lets the planner look, and lets the
// views of what is live look into the build. What is there already stays.
func (s *session) index(ctx context.Context, run *Run) error {
	start := time.Now()
	defer func() { s.took.Index += time.Since(start) }()
	s.step("index", uuid.Nil)
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, statement := range s.live.model.createIndexes(run.Generation) {
		g.Go(func() error {
			return pgx.BeginFunc(within, s.engine.cfg.Owner, func(tx pgx.Tx) error {
				if _, err := tx.Exec(within, indexSettings, pgx.QueryExecModeSimpleProtocol); err != nil {
					return fmt.Errorf("index build %d: %w", run.Build, err)
				}
				if _, err := tx.Exec(within, strings.Replace(statement, "index ", "index if not exists ", 1)); err != nil {
					return fmt.Errorf("index build %d: %w", run.Build, err)
				}
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := s.analyze(ctx, run); err != nil {
		return err
	}
	if err := s.setViews(ctx, `state <> 'candidate' or build = $2`, run.Build); err != nil {
		return err
	}
	if _, err := s.engine.pool.Exec(ctx, `update projection.rebuilds set indexed = true where id = $1`, run.ID); err != nil {
		return fmt.Errorf("note that build %d has its indexes: %w", run.Build, err)
	}
	run.Indexed = true
	return nil
}

func (s *session) analyze(ctx context.Context, run *Run) error {
	return pgx.BeginFunc(ctx, s.owner, func(tx pgx.Tx) error {
		// A coarse look is enough for lists; autovacuum will take a closer one.
		if _, err := tx.Exec(ctx, `set local default_statistics_target = 10`); err != nil {
			return fmt.Errorf("analyze build %d: %w", run.Build, err)
		}
		for _, t := range s.live.model.allTables() {
			if _, err := tx.Exec(ctx, "analyze "+run.Schema()+"."+t.info().name); err != nil {
				return fmt.Errorf("analyze build %d: %w", run.Build, err)
			}
		}
		return nil
	})
}

// setViews lets the views of what is live look into these builds.
func (s *session) setViews(ctx context.Context, which string, build int) error {
	m := s.live.model
	rows, err := s.owner.Query(ctx, `select build from projection.builds where model = $1 and (`+which+`) order by build`, m.Name, build)
	if err != nil {
		return fmt.Errorf("list builds: %w", err)
	}
	builds, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return fmt.Errorf("list builds: %w", err)
	}
	return pgx.BeginFunc(ctx, s.owner, func(tx pgx.Tx) error {
		for _, t := range m.allTables() {
			if err := m.setView(ctx, tx, t.info(), builds); err != nil {
				return err
			}
		}
		return nil
	})
}

// settle makes the build that most tenants have live the one that new tenants get.
// Without tenants that is the newest one that is finished.
func (s *session) settle(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.owner, func(tx pgx.Tx) error {
		var build int
		err := tx.QueryRow(ctx, `select b.build from projection.builds b
			left join (select r.build, count(*) as tenants from projection.live l
				join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
				where r.model = $1 group by r.build) t on t.build = b.build
			where b.model = $1 and (t.tenants > 0 or b.state <> 'candidate' or exists (select from projection.rebuilds x
				where x.model = b.model and x.build = b.build and x.state = 'live'))
			order by coalesce(t.tenants, 0) desc, b.build desc limit 1`, s.live.model.Name).Scan(&build)
		if err != nil {
			return fmt.Errorf("find the build that is live: %w", err)
		}
		batch := &pgx.Batch{}
		batch.Queue(`update projection.builds set state = 'retired' where model = $1 and state = 'live' and build <> $2`, s.live.model.Name, build)
		batch.Queue(`update projection.builds set state = 'live' where model = $1 and build = $2`, s.live.model.Name, build)
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("make build %d live: %w", build, err)
		}
		return nil
	})
}
