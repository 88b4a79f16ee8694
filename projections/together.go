package projections

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"coresync/domain/event"

	"github.com/jackc/pgx/v5"
)

// together reads one log for several replays that go up to the same event: what more
// than one of them folds is read once, and decoded for each.
type together struct {
	engine *Engine
	target target // of any of them: tenant and rules are those of all
	to     end
	// snapshots and facts say who folds what, by how the short way finds it.
	snapshots []*shared
	facts     map[string][]*replay // by type
	readers   int                  // of a snapshot, at most
	batches   sync.Pool            // of *[]handed that were folded
	// wanted tells whether a stream's snapshot is read; nil: all are.
	wanted func(stream string) bool
}

// shared is a source of snapshots, and who folds them.
type shared struct {
	Source
	by         []*replay
	superseded int64 // events of the streams that are not read
}

// runTogether folds the log up to an event into replays of one tenant under one rule set.
// snapshot is a transaction that has seen that event.
func runTogether(ctx context.Context, snapshot pgx.Tx, to end, replays ...*replay) error {
	if to.position == 0 || len(replays) == 0 {
		return nil
	}
	t := newTogether(to, replays)
	entries, err := t.entryPoints(ctx, snapshot)
	if err != nil {
		return err
	}
	if err := t.merge(ctx, entries); err != nil {
		return err
	}
	for _, s := range t.snapshots {
		for _, r := range s.by {
			r.checkpoint.Superseded += s.superseded
		}
	}
	errs, ends := make([]error, len(replays)), make([]func(), len(replays))
	for i, r := range replays {
		ends[i] = beside(func() { errs[i] = r.finish(to) })
	}
	for _, end := range ends {
		end()
	}
	return errors.Join(errs...)
}

func newTogether(to end, replays []*replay) *together {
	t := &together{engine: replays[0].engine, target: replays[0].target, to: to, facts: make(map[string][]*replay)}
	if len(replays) == 1 {
		t.wanted = replays[0].wanted
	}
	for _, r := range replays {
		s := r.model.sources(r.engine.registry)
		for _, source := range s.snapshots {
			i := slices.IndexFunc(t.snapshots, func(s *shared) bool { return s.Source == source })
			if i < 0 {
				i, t.snapshots = len(t.snapshots), append(t.snapshots, &shared{Source: source})
			}
			t.snapshots[i].by = append(t.snapshots[i].by, r)
			t.readers = max(t.readers, len(t.snapshots[i].by))
		}
		for _, fact := range s.facts {
			t.facts[fact] = append(t.facts[fact], r)
		}
	}
	return t
}

// handed is an event for one of the replays.
type handed struct {
	to *replay
	Event
}

// batch is an empty one; fold it, or give it back by free.
func (t *together) batch(size int) []handed {
	if b, ok := t.batches.Get().(*[]handed); ok {
		return (*b)[:0]
	}
	return make([]handed, 0, size)
}

// free lets a batch whose events were folded be filled again.
func (t *together) free(b []handed) {
	clear(b)
	t.batches.Put(&b)
}

// hand decodes an event for those who fold it.
func hand(raw *event.Recorded, to []*replay, out []handed) []handed {
	for _, r := range to {
		out = append(out, handed{to: r})
		r.decoder().decode(raw, &out[len(out)-1].Event)
	}
	return out
}

func (t *together) handSnapshot(raw *event.Recorded, out []handed) []handed {
	for _, s := range t.snapshots {
		if s.Type == raw.Type && strings.HasPrefix(raw.Stream, s.Prefix) {
			return hand(raw, s.by, out)
		}
	}
	return out
}

// handFact hands an event on that snapshots in its stream don't supersede.
func (t *together) handFact(raw *event.Recorded, out []handed) []handed {
	to := t.facts[string(raw.Type)]
	for _, s := range t.snapshots {
		if !strings.HasPrefix(raw.Stream, s.Prefix) {
			continue
		}
		for _, r := range s.by {
			if slices.Contains(to, r) {
				r.checkpoint.Superseded--
			}
		}
	}
	return hand(raw, to, out)
}
