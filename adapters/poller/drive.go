package poller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// stepFor is how long one Step works: a job of the queue is short, so that a worker
// that stops loses little.
const stepFor = 25 * time.Second

// Step drives a run for at most half a minute and tells whether it has ended, or is
// held for a person. Where it has not, call Step again, in any process.
//
// Errors: *NoRunError, *HeldElsewhereError, and whatever the database said; none of
// them ends the run.
func (p *Poller) Step(ctx context.Context, tenant, run uuid.UUID) (done bool, err error) {
	r, err := p.step(ctx, tenant, run, stepFor)
	return err == nil && (r.Ended() || r.State == StateHeld), err
}

// Drive drives a run until it has ended or is held, and returns it. Where another
// process drives it, Drive waits, and takes over when that one's lease runs out. A
// database that is gone is waited for.
func (p *Poller) Drive(ctx context.Context, tenant, run uuid.UUID) (Run, error) {
	wait := pauses{}
	for {
		r, err := p.step(ctx, tenant, run, time.Hour)
		if err == nil && (r.Ended() || r.State == StateHeld) {
			return r, nil
		}
		if err == nil {
			wait = pauses{}
			continue
		}
		pause, ok := wait.after(err)
		if ctx.Err() != nil || !ok {
			return r, err
		}
		if err := p.cfg.Sleep(ctx, pause); err != nil {
			return r, err
		}
	}
}

// pauses are the waits between attempts at a run.
type pauses struct{ failures int }

// maxFailures in a row, which take about two minutes, are more than a restart of the
// database.
const maxFailures = 30

func (w *pauses) after(err error) (time.Duration, bool) {
	var elsewhere *HeldElsewhereError
	if errors.As(err, &elsewhere) {
		w.failures = 0
		return time.Second, true
	}
	w.failures++
	pause := min(time.Duration(w.failures)*500*time.Millisecond, 4*time.Second)
	return pause, temporary(err) && w.failures <= maxFailures
}

// step drives a run for some time under its lease.
func (p *Poller) step(ctx context.Context, tenant, id uuid.UUID, length time.Duration) (run Run, err error) {
	s := p.take(id)
	before, token := s.token, uuid.New()
	run, kept, err := p.acquire(ctx, tenant, id, before, token)
	if err != nil || run.State != StateRunning {
		return run, err
	}
	if !kept {
		s = &session{p: p}
		if err := s.start(ctx, run); err != nil {
			return run, err
		}
	}
	s.token = token
	leased, cancel := context.WithCancelCause(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		s.keepLease(leased, cancel)
	}()
	until := p.cfg.Now().Add(length)
	done, err := s.advance(leased, func() bool { return !p.cfg.Now().Before(until) })
	lost := context.Cause(leased)
	cancel(nil)
	<-stopped
	if err != nil {
		if errors.Is(lost, errLeaseLost) {
			err = errLeaseLost
		}
		return s.run, fmt.Errorf("sync run %s: %w", id, errors.Join(err, s.letGo(ctx)))
	}
	if done {
		return s.run, nil
	}
	p.keep(s)
	return s.run, s.letGo(ctx)
}

// start fills a new session.
func (s *session) start(ctx context.Context, run Run) error {
	s.run = run
	return s.open(ctx)
}

// letGo gives the lease back, so that the next step need not wait for its end. It is
// asked even when the context has ended.
func (s *session) letGo(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err := s.renew(ctx, s.p.cfg.Now())
	if errors.Is(err, errLeaseLost) {
		return nil
	}
	return err
}

// take returns the session of an earlier step, or an empty one.
func (p *Poller) take(run uuid.UUID) *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.sessions[run]
	if !ok {
		return &session{p: p}
	}
	delete(p.sessions, run)
	return s
}

// keep remembers a session for the next step. A process drives few runs at once, and
// a session holds some 20 MB for a large fleet, so only the newest is kept.
func (p *Poller) keep(s *session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.sessions)
	p.sessions[s.run.ID] = s
}
