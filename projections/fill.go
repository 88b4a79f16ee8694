package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// fill makes the rows of the first of the tenants that lack them: it folds the log
// in memory and copies them. What an earlier attempt left behind is taken away.
func (s *session) fill(ctx context.Context, run *Run, missing []uuid.UUID) error {
	tenant := missing[0]
	start := time.Now()
	s.step("read", tenant)
	if err := s.beginFilling(ctx, run, tenant); err != nil {
		return err
	}
	r, err := s.replayFor(ctx, run, tenant)
	if err != nil {
		return err
	}
	s.took.Read += time.Since(start)
	seconds := time.Since(start).Seconds()
	start = time.Now()
	if err := s.copy(ctx, run, r); err != nil {
		return err
	}
	s.took.Copy += time.Since(start)
	if r.partial {
		return nil // it says nothing of how quick a whole one is
	}
	return s.pace(ctx, r.folded, seconds+time.Since(start).Seconds())
}

// beginFilling notes whose rows come next, and clears what is there of them already.
func (s *session) beginFilling(ctx context.Context, run *Run, tenant uuid.UUID) error {
	if run.Filling == tenant {
		for _, t := range s.live.model.allTables() {
			_, err := s.engine.pool.Exec(ctx, `delete from `+run.Schema()+`.`+t.info().name+` where tenant_id = $1 and variant = $2`, tenant, run.Variant)
			if err != nil {
				return fmt.Errorf("clear what was left of an earlier attempt: %w", err)
			}
		}
	}
	_, err := s.engine.pool.Exec(ctx, `update projection.rebuilds set filling = $2 where id = $1`, run.ID, tenant)
	if err != nil {
		return fmt.Errorf("note whose rows are filled: %w", err)
	}
	run.Filling = tenant
	return nil
}

// replayFor folds a tenant's log under the rules of a rebuild.
func (s *session) replayFor(ctx context.Context, run *Run, tenant uuid.UUID) (*replay, error) {
	var r *replay
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.engine.pool, options, func(tx pgx.Tx) error {
		to, err := headOf(ctx, tx, tenant)
		if err != nil && !errors.Is(err, errEmpty) {
			return err
		}
		set, err := s.engine.rulesFor(ctx, tx, tenant, run.Rules, to.position)
		if err != nil {
			return err
		}
		t := target{tenant: tenant, gen: run.Generation, rules: set}
		if run.Tenant != uuid.Nil && !run.Long {
			if r, err = s.live.replayChanged(ctx, tx, t); r != nil || err != nil {
				return err
			}
		}
		r = s.candidate.newReplay(t)
		before := s.progress.Done
		r.watch = func(ctx context.Context, events int64) error {
			s.tell(func(p *Progress) { p.Done = before + events })
			return s.yieldSometimes(ctx, tenant)
		}
		err = r.run(ctx, tx, to, run.Long)
		s.tell(func(p *Progress) { p.Done = before + r.folded })
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, r.resolve()
}

// yieldSometimes looks at the live rows at most twice a second.
func (s *session) yieldSometimes(ctx context.Context, tenant uuid.UUID) error {
	if time.Since(s.looked) < tellEvery {
		return nil
	}
	s.looked = time.Now()
	return s.yield(ctx, tenant)
}

// copy writes the rows of a replay, and then its checkpoint, which makes them a
// candidate: before that nothing says that the rows are there.
func (s *session) copy(ctx context.Context, run *Run, r *replay) error {
	s.step("copy", r.target.tenant)
	counted := beside(r.derive) // the rows that are copied meanwhile
	err := s.copyTables(ctx, r, r.facts())
	counted()
	if err != nil {
		return err
	}
	if err := s.copyTables(ctx, r, r.sums); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, s.engine.pool, func(tx pgx.Tx) error {
		return s.keep(ctx, tx, run, r)
	})
}

func (s *session) copyTables(ctx context.Context, r *replay, tables []work) error {
	for _, w := range tables {
		change, err := w.copyAll(ctx, s.engine.pool)
		if err != nil {
			return err
		}
		r.checkpoint.State.note(w.info().name, change)
		s.tell(func(p *Progress) { p.Rows += change.rows })
	}
	return nil
}

// keep makes the rows of a replay a candidate.
func (s *session) keep(ctx context.Context, tx pgx.Tx, run *Run, r *replay) error {
	now, t := s.engine.cfg.Clock(), r.target
	tag, err := tx.Exec(ctx, `update projection.rebuilds set filling = null where id = $1 and state <> 'ended'`, run.ID)
	if err == nil && tag.RowsAffected() == 0 {
		return errCancelled
	}
	if err == nil {
		_, err = tx.Exec(ctx, `insert into eventstore.checkpoints (tenant_id, consumer) values ($1, $2)`, t.tenant, t.gen.Consumer())
	}
	if err == nil {
		_, err = tx.Exec(ctx, `insert into projection.kept (tenant_id, model, role, build, variant, rules, rebuild)
			values ($1, $2, 'candidate', $3, $4, $5, $6)`, t.tenant, t.gen.Model, t.gen.Build, t.gen.Variant, t.rules.Version, run.ID)
	}
	if err != nil {
		return fmt.Errorf("make %s a candidate: %w", t.gen.Consumer(), err)
	}
	if err := r.blocked.save(ctx, tx, t, now); err != nil {
		return err
	}
	run.Filling = uuid.Nil
	return r.checkpoint.save(ctx, tx, t, now)
}

// paceFrom is the number of events from which a rebuild says how quick one is.
const paceFrom = 1000

// pace notes how quick it was, for the next plan.
func (s *session) pace(ctx context.Context, events int64, seconds float64) error {
	if events < paceFrom || seconds <= 0 {
		return nil
	}
	_, err := s.engine.pool.Exec(ctx, `insert into projection.paces (model, events_per_second, measured_at) values ($1, $2, $3)
		on conflict (model) do update set events_per_second = excluded.events_per_second, measured_at = excluded.measured_at`,
		s.live.model.Name, float64(events)/seconds, s.engine.cfg.Clock())
	if err != nil {
		return fmt.Errorf("note how quick it was: %w", err)
	}
	return nil
}
