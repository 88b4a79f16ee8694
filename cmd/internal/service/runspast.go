package service

import (
	"context"
	"encoding/json"
	"fmt"

	"coresync/adapters/poller"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"
	"coresync/projections/query"
	"coresync/projections/suggestion"
)

// listPast lists the runs that the log knew at a moment: those that had ended, as they
// were then. One that was undone later stands as completed.
func (s runs) listPast(ctx context.Context, scope api.Scope, f api.RunFilter, l api.List) (api.Answer[api.Page[api.Run]], error) {
	models := append([]string{connection.Name}, suggestion.Models()...)
	return answer(ctx, s.reads, scope, models, func(r *projections.Reading) (page api.Page[api.Run], err error) {
		rows, err := connection.Runs(ctx, r, connection.RunFilter{Connection: f.Connection, State: f.State}, asked(l))
		if err != nil {
			return page, err
		}
		return s.pastRuns(ctx, r, rows)
	})
}

func (s runs) pastRuns(ctx context.Context, r *projections.Reading, rows query.Result[connection.RunEntry]) (api.Page[api.Run], error) {
	page, known := api.Page[api.Run]{Items: make([]api.Run, len(rows.Items)), Next: rows.Next, Total: rows.Total}, runConnections{}
	for i, row := range rows.Items {
		run, err := runOfLog(row.Run)
		if err != nil {
			return page, err
		}
		of, err := known.of(ctx, r, run.Connection)
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
