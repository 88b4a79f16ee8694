package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/domain/sentence"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"

	"github.com/google/uuid"
)

// Log implements api.Runs: what the run noted of itself, and what the log says became of
// it, in order of time.
func (s runs) Log(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[[]api.RunStep], error) {
	return answer(ctx, s.reads, scope, []string{connection.Name}, func(r *projections.Reading) ([]api.RunStep, error) {
		run, err := s.findIn(ctx, scope, r, id)
		if err != nil {
			return nil, err
		}
		steps := []api.RunStep{{At: run.StartedAt, Kind: api.StepStarted, By: run.StartedBy, Message: startedWords(run)}}
		listed, err := s.listedSteps(ctx, run)
		if err != nil {
			return nil, err
		}
		steps = append(steps, listed...)
		for _, w := range run.Waits {
			steps = append(steps, api.RunStep{At: w.At, Kind: api.StepWaited, Message: w.String() + ", while it listed " + thingsOf(poller.Kind(w.Step)) + "."})
		}
		said, err := s.saidSteps(ctx, run, until(eventstore.Query{}, scope, r.Standing(connection.Name).Position))
		steps = append(steps, said...)
		slices.SortStableFunc(steps, func(a, b api.RunStep) int { return a.At.Compare(b.At) })
		return steps, err
	})
}

func startedWords(run poller.Run) string {
	words := map[string]string{
		poller.TriggerFirst: "The first sync of the connection began", poller.TriggerManual: "It was asked for and began",
		poller.TriggerScheduled: "The schedule began it", poller.TriggerAccess: "It began, for accounts and roles alone",
	}[run.Trigger]
	switch {
	case run.Preview:
		return words + ", as a preview."
	case run.Direct:
		return words + ", page by page: what is listed is written at once."
	}
	return words + "."
}

// listedSteps tell what was listed: as the run noted it, or, of the past, as the log proves it.
func (s runs) listedSteps(ctx context.Context, run poller.Run) (steps []api.RunStep, err error) {
	listings := run.Listings
	if len(listings) == 0 {
		proofs, err := s.poller.Proofs(ctx, run)
		if err != nil {
			return nil, err
		}
		listings = make(map[poller.Kind]poller.Listing, len(proofs))
		for _, p := range proofs {
			listings[p.Kind] = poller.Listing{StartedAt: p.StartedAt, EndedAt: p.EndedAt, Pages: p.Pages, Rows: p.Rows, NotOffered: !p.Complete}
		}
	}
	last := run.StartedAt
	for _, kind := range []poller.Kind{poller.Organizations, poller.Locations, poller.LastUsers, poller.Devices, poller.Contacts, poller.Accounts, poller.Roles} {
		l, is := listings[kind]
		if !is {
			continue
		}
		at := laterOf(l.EndedAt, l.StartedAt, last) // without a time of its own it follows what came before
		steps = append(steps, api.RunStep{At: at, Kind: api.StepListed, Message: listedWords(kind, l)})
		if n := apartOf(run, kind); n > 0 {
			steps = append(steps, api.RunStep{At: at, Kind: api.StepApart, Message: amount(n, "row", "rows") + " of " + thingsOf(kind) + " set apart, skipped or failed."})
		}
		last = at
	}
	return steps, nil
}

func laterOf(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func listedWords(kind poller.Kind, l poller.Listing) string {
	things := thingsOf(kind)
	if l.NotOffered {
		return "This NinjaOne does not show " + things + " to the connection; the run goes on without."
	}
	said := fmt.Sprintf("Listed %s: %s in %s", things, amount(l.Rows, "row", "rows"), amount(l.Pages, "page", "pages"))
	switch {
	case l.EndedAt.IsZero():
		said += " so far"
	case l.EndedAt.Sub(l.StartedAt) >= time.Second && !l.StartedAt.IsZero():
		said += ", in " + l.EndedAt.Sub(l.StartedAt).Round(time.Second).String()
	}
	if l.Nameless > 0 {
		return said + ". " + amount(l.Nameless, "row names", "rows name") + " no id, so nothing may be called missing."
	}
	return said + "."
}

func apartOf(run poller.Run, kind poller.Kind) (n int) {
	for _, a := range run.Apart {
		if a.Kind == kind {
			n++
		}
	}
	return n
}

func thingsOf(kind poller.Kind) string { return strings.ReplaceAll(string(kind), "_", " ") }

func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// runEvents are what the log says of runs.
var runEvents = []event.Type{"SyncHeld", "SyncReleased", "SyncDiscarded", "SyncCompleted", "SyncFailed", "SyncUndone", "AccessSyncCompleted", "AccessSyncFailed"}

// errToldAll ends the reading.
var errToldAll = errors.New("all of the run is told")

// saidSteps tell what the log says of a run, within a query: of a run as it is now all of it,
// also what no read model has followed yet. Nothing follows its undoing, and only of a run
// that was completed something may follow its end.
func (s runs) saidSteps(ctx context.Context, run poller.Run, q eventstore.Query) (steps []api.RunStep, err error) {
	q.Since, q.Types, q.Streams = run.StartedAt, runEvents, []string{event.SyncStream(run.Connection)}
	err = s.log.Read(ctx, run.Tenant, q, func(e event.Recorded) error {
		payload, err := s.log.Registry().Decode(e)
		if err != nil {
			return err
		}
		of, step := runStep(payload)
		if of != run.ID {
			return nil
		}
		step.At, step.Position = e.RecordedAt, e.Position
		steps = append(steps, step)
		if step.Kind == api.StepFailed || step.Kind == api.StepDiscarded {
			return errToldAll
		}
		return nil
	})
	if errors.Is(err, errToldAll) {
		err = nil
	}
	return steps, err
}

// runStep is what an event says of which run.
func runStep(payload event.Payload) (of uuid.UUID, step api.RunStep) {
	switch p := payload.(type) {
	case *event.SyncHeld:
		of, step.Kind = p.Run, api.StepHeld
	case *event.SyncReleased:
		of, step.Kind, step.By = p.Run, api.StepReleased, p.By
	case *event.SyncDiscarded:
		of, step.Kind, step.By = p.Run, api.StepDiscarded, p.By
	case *event.SyncCompleted:
		of, step.Kind = p.Run, api.StepCompleted
	case *event.SyncFailed:
		of, step.Kind = p.Run, api.StepFailed
	case *event.AccessSyncCompleted:
		of, step.Kind = p.Run, api.StepCompleted
	case *event.AccessSyncFailed:
		of, step.Kind = p.Run, api.StepFailed
	case *event.SyncUndone:
		of, step.Kind, step.By = p.Run, api.StepUndone, p.By
	default:
		return uuid.Nil, step
	}
	step.Message = strings.TrimSuffix(saidOf(payload, 1, sentence.Thing.Unnamed), ".") + "."
	return of, step
}
