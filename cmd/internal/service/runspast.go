package service

import (
	"context"
	"encoding/json"
	"fmt"

	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// listPast lists the runs that the log knew at a moment: those that had ended, as they
// were then. One that was undone later stands as completed.
func (s runs) listPast(ctx context.Context, scope api.Scope, f api.RunFilter, l api.List) (api.Answer[api.Page[api.Run]], error) {
	models := append([]string{connection.Name}, suggestion.Models()...)
	return answer(ctx, s.reads, scope, models, func(r *projections.Reading) (page api.Page[api.Run], err error) {
		rows, err := connection.Runs(ctx, r, connection.RunFilter{Connection: f.Connection, State: f.State, EndedAfter: f.EndedAfter}, asked(l))
		if err != nil {
			return page, err
		}
		return s.pastRuns(ctx, r, rows, f.Bare)
	})
}

func (s runs) pastRuns(ctx context.Context, r *projections.Reading, rows query.Result[connection.RunEntry], bare bool) (api.Page[api.Run], error) {
	page, known := api.Page[api.Run]{Items: make([]api.Run, len(rows.Items)), Next: rows.Next, Total: rows.Total}, runConnections{}
	for i, row := range rows.Items {
		run, err := runOfLog(row.Run)
		if err != nil {
			return page, err
		}
		of, err := known.of(ctx, r, run.Connection, bare)
		if err != nil {
			return page, err
		}
		page.Items[i] = s.view(r, run, of)
	}
	return page, nil
}

// runOfLog is a run as far as its last event tells it.
func runOfLog(row connection.Run) (poller.Run, error) {
	run := poller.Run{
		ID: row.ID, Connection: row.Connection, Trigger: row.Trigger, State: row.State, Step: row.Step,
		StartedAt: row.StartedAt, EndedAt: row.EndedAt, Reason: row.Reason, Message: row.Message, Position: row.Position,
	}
	if err := json.Unmarshal(row.Counts, &run.Counts); err != nil {
		return run, fmt.Errorf("read the numbers of run %s: %w", row.ID, err)
	}
	return run, nil
}

// getPast is a run that had ended at a moment, as the log tells it: rows that were left out
// are not in it, nor is how a person let it go.
func (s runs) getPast(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Run], error) {
	models := append([]string{connection.Name}, suggestion.Models()...)
	return answer(ctx, s.reads, scope, models, func(r *projections.Reading) (view api.Run, err error) {
		run, err := s.findIn(ctx, scope, r, id)
		if err != nil {
			return view, err
		}
		of, err := runConnections{}.of(ctx, r, run.Connection, false)
		if err != nil {
			return view, err
		}
		view = s.view(r, run, of)
		if view.Listings, err = s.listings(ctx, run); err == nil {
			view.Held, err = s.held(ctx, run, until(eventstore.Query{}, scope, r.Standing(connection.Name).Position))
		}
		return view, err
	})
}

// findIn is a run as it is now, or one that had ended at the moment of a reading of the past.
func (s runs) findIn(ctx context.Context, scope api.Scope, r *projections.Reading, id uuid.UUID) (poller.Run, error) {
	if scope.AsOf == nil {
		return s.find(ctx, scope.Tenant, id)
	}
	row, err := connection.GetRun(ctx, r, id)
	if domain.ErrorCode(err) == domain.CodeNotFound { // no read model has runs that read access alone
		run, known := s.find(ctx, scope.Tenant, id)
		if at := run.Position; known == nil && run.Trigger == poller.TriggerAccess && at > 0 && at <= r.Standing(connection.Name).Position {
			return run, nil
		}
	}
	if err != nil {
		return poller.Run{}, err
	}
	run, err := runOfLog(row.Run)
	run.Tenant = r.Tenant
	return run, err
}
