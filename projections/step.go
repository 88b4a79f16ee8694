package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// The pauses between steps: while another process is at it, and between looks at
// the log of generations that follow it.
const (
	busyPause   = 2 * time.Second
	followPause = 15 * time.Second
)

// Step drives a rebuild for a while: it makes the rows of one tenant, or indexes,
// or lets what is kept beside the live rows follow the log. It begins where the step
// before it committed, so a rebuild goes on after a crash, in whichever process. It
// tells when the next step is due; the zero time means now. done: nothing is left.
func (e *Engine) Step(ctx context.Context, id uuid.UUID, listen func(Progress)) (run Run, done bool, next time.Time, err error) {
	if run, err = e.run(ctx, e.pool, id); err != nil || run.State == Ended {
		return run, true, next, err
	}
	l, err := e.model(run.Model)
	if err != nil {
		return run, true, next, err
	}
	s, err := e.session(ctx, l)
	if errors.Is(err, ErrRebuilding) {
		return run, false, e.cfg.Clock().Add(busyPause), nil
	}
	if err != nil {
		return run, false, next, err
	}
	defer s.end()
	s.listener = listen
	if run, err = e.run(ctx, e.pool, id); err != nil || run.State == Ended { // of before the session
		return run, true, next, err
	}
	if mine, err := s.writes(ctx, run.Generation); err != nil || !mine && run.State == Building {
		return run, false, e.cfg.Clock().Add(followPause), err // a program of its shape makes the rows
	}
	done, next, err = s.advance(ctx, &run)
	if err != nil {
		err = fmt.Errorf("rebuild %s: %w", run.Model, err)
	}
	return run, done, next, err
}

func (s *session) advance(ctx context.Context, run *Run) (done bool, next time.Time, err error) {
	if run.State == Building {
		return false, next, s.build(ctx, run)
	}
	if err := s.followAll(ctx, run); err != nil {
		return false, next, err
	}
	mine, err := s.writes(ctx, run.Generation)
	if err != nil {
		return false, next, err
	}
	if mine && run.Tenant == uuid.Nil && run.State == Ready { // tenants that came meanwhile
		if missing, err := s.missing(ctx, run); err != nil || len(missing) > 0 {
			return false, next, errors.Join(err, s.fill(ctx, run, missing))
		}
	}
	left, err := s.expire(ctx, run)
	return left == 0, s.engine.cfg.Clock().Add(followPause), err
}

// writes tells whether this program writes tables of a build's shape.
func (s *session) writes(ctx context.Context, g Generation) (bool, error) {
	var shape int
	err := s.engine.pool.QueryRow(ctx, `select shape from projection.builds where model = $1 and build = $2`, g.Model, g.Build).Scan(&shape)
	if err != nil {
		return false, fmt.Errorf("read the shape of build %d: %w", g.Build, err)
	}
	return shape == s.live.model.Shape, nil
}

// build makes the rows of the next tenant that has none, or indexes and is ready.
func (s *session) build(ctx context.Context, run *Run) (err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s.progress = run.Progress
	end := s.report(ctx, run.ID, stop)
	defer func() {
		end()
		if cause := context.Cause(ctx); err != nil && errors.Is(cause, errCancelled) {
			err = errors.Join(cause, s.sweep(context.WithoutCancel(ctx)))
		}
	}()
	missing, err := s.missing(ctx, run)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return s.fill(ctx, run, missing)
	}
	if !run.Indexed {
		if err := s.index(ctx, run); err != nil {
			return err
		}
	}
	return s.ready(ctx, run)
}

// ready says that all rows are there.
func (s *session) ready(ctx context.Context, run *Run) error {
	s.step("follow", uuid.Nil)
	tag, err := s.engine.pool.Exec(ctx, `update projection.rebuilds set state = 'ready', step = 'follow', updated_at = $2
		where id = $1 and state = 'building'`, run.ID, s.engine.cfg.Clock())
	if err != nil {
		return fmt.Errorf("say that %s is ready: %w", run.Consumer(), err)
	}
	if tag.RowsAffected() == 0 {
		return errCancelled
	}
	run.State = Ready
	return nil
}

// missing lists the tenants of a rebuild that have no candidate yet.
func (s *session) missing(ctx context.Context, run *Run) ([]uuid.UUID, error) {
	tenants := []uuid.UUID{run.Tenant}
	if run.Tenant == uuid.Nil {
		var err error
		if tenants, err = s.tenants(ctx); err != nil {
			return nil, err
		}
	}
	kept, err := s.engine.kept(ctx, `rebuild = $1`, run.ID)
	if err != nil {
		return nil, err
	}
	has := make(map[uuid.UUID]bool, len(kept))
	for _, k := range kept {
		has[k.Tenant] = true
	}
	var missing []uuid.UUID
	for _, t := range tenants {
		if !has[t] {
			missing = append(missing, t)
		}
	}
	return missing, nil
}
