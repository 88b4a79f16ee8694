package poller

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"coresync/domain/change"
)

// soFar tells the changes of a run that goes on and stages them, each once.
type soFar struct {
	p     *Poller
	run   Run
	skip  int // so many are not told
	n     int // how many came by
	seen  map[string]bool
	yield func(ChangeCursor, change.Change) error
}

// eachSoFar tells what a run appended, then what stands on its stage. What moves from the stage
// to the log meanwhile is in one of them whenever it is looked for, so the log is read once more
// behind the stage. The cursor counts changes, from 0 on: neither the numbers of the stage nor
// those of the log name a place that stays.
func (p *Poller) eachSoFar(ctx context.Context, run Run, after ChangeCursor, yield func(ChangeCursor, change.Change) error) error {
	s := soFar{p: p, run: run, skip: after.Done, seen: make(map[string]bool), yield: yield}
	logged, err := s.read(ctx, p.loggedSteps, 0)
	if err == nil {
		_, err = s.read(ctx, p.stagedSteps, 0)
	}
	if err == nil {
		_, err = s.read(ctx, p.loggedSteps, logged)
	}
	return err
}

// read tells what stands behind a place, and where that ends.
func (s *soFar) read(ctx context.Context, steps func(context.Context, Run, int64, []string) ([]step, int64, error), after int64) (int64, error) {
	for {
		found, last, err := steps(ctx, s.run, after, changedTypes)
		if err != nil || last == 0 {
			return after, err
		}
		if found, err = s.unseen(found); err != nil {
			return after, err
		}
		err = s.p.tell(ctx, s.run.Tenant, found, ChangeCursor{}, func(_ ChangeCursor, c change.Change) error {
			if s.n++; s.n <= s.skip {
				return nil
			}
			return s.yield(ChangeCursor{Done: s.n}, c)
		})
		if err != nil {
			return after, err
		}
		after = last
	}
}

// unseen are the steps that did not come by yet.
func (s *soFar) unseen(steps []step) (fresh []step, err error) {
	for _, one := range steps {
		name, err := one.name()
		if err != nil {
			return nil, err
		}
		if !s.seen[name] {
			s.seen[name] = true
			fresh = append(fresh, one)
		}
	}
	return fresh, nil
}

// name is the same on the stage and in the log. An observation has its place in its stream; what
// is about a whole listing gets one in the log alone, and is named by what it says.
func (s step) name() (string, error) {
	if !strings.HasPrefix(s.stream, "listing/") {
		return fmt.Sprint(s.stream, "@", s.version), nil
	}
	says, err := json.Marshal(s.payload)
	if err != nil {
		return "", fmt.Errorf("name an event of %s: %w", s.stream, err)
	}
	return s.stream + string(says), nil
}
