package poller

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/google/uuid"
)

// actor is who appended, in the log.
const actor = event.ActorPoller

// session drives a run in one process. All that it knows can be read again from the
// database, so it is thrown away after any error.
type session struct {
	p      *Poller
	run    Run
	token  uuid.UUID // of its lease
	source Source
	tagger observation.Tagger

	listing *sweep // the memory of the listing that goes on
	proven  *known // of devices, for the proof; nil: to be read

	told *told // what whoever watches was told last; nil: nothing is listed
}

func (s *session) origin() origin { return origin{s.run.Connection, s.run.ID} }

// open makes ready what every step needs.
func (s *session) open(ctx context.Context) error {
	tagger, err := s.p.cfg.Sealer.Tagger(ctx, s.run.Tenant)
	if err != nil {
		return fmt.Errorf("tags of tenant %s: %w", s.run.Tenant, err)
	}
	s.tagger = observation.Tagger(tagger)
	return nil
}

// openSource connects to NinjaOne when a listing needs it: a run that only has to
// append goes on without.
func (s *session) openSource(ctx context.Context) error {
	if s.source != nil {
		return nil
	}
	source, err := s.p.cfg.Sources.Open(ctx, s.run.Tenant, s.run.Connection, s.waits())
	if err != nil {
		return s.sourceError(ctx, Kind(s.run.Step), err)
	}
	s.source = source
	return nil
}

// sourceError is an error of NinjaOne's side: it fails the run. Others don't: the
// run waits for its next driver.
type sourceError struct {
	kind Kind
	err  error
}

func (e *sourceError) Error() string { return fmt.Sprintf("list %s: %v", e.kind, e.err) }
func (e *sourceError) Unwrap() error { return e.err }

// sourceError tells an error of the source apart from the end of this session.
func (s *session) sourceError(ctx context.Context, kind Kind, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &sourceError{kind, err}
}

// advance works until the run has ended, is held, or the time of this step is over.
func (s *session) advance(ctx context.Context, over func() bool) (done bool, err error) {
	for s.run.State == StateRunning {
		var ended bool
		switch s.run.Step {
		case stepAppend:
			ended, err = s.appendStaged(ctx, over)
		case stepProve:
			ended, err = s.prove(ctx, over)
		case stepFinish:
			ended, err = true, s.finish(ctx)
		default:
			ended, err = s.list(ctx, over)
		}
		var broken *sourceError
		if errors.As(err, &broken) {
			err = s.fail(ctx, broken)
			ended = err == nil
		}
		if err != nil || !ended {
			return false, err
		}
	}
	return true, nil
}

// next is the step behind the present one.
func (r *Run) next() string {
	steps := r.steps()
	for i, s := range steps[:len(steps)-1] {
		if s == r.Step {
			return steps[i+1]
		}
	}
	return stepFinish
}

// report tells whoever watches; kind may be a listing that is no step.
func (s *session) report(kind Kind, done int) {
	p := s.run.Progress()
	p.At = s.p.cfg.Now()
	if string(kind) != p.Step {
		p.Step, p.Done, p.Total = string(kind), done, 0
	}
	s.p.cfg.Progress(s.told.set(p))
}
