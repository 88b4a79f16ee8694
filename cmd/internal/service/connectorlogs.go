package service

import (
	"context"
	"slices"

	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// mostLogs is how many readings are listed.
const mostLogs = 50

// Logs implements api.AccessConnectors.
func (s accessConnectors) Logs(ctx context.Context, scope api.Scope, id uuid.UUID) ([]api.ConnectorLog, error) {
	if scope.AsOf != nil {
		return s.pastLogs(ctx, scope, id)
	}
	all := []api.ConnectorLog{}
	for kind, access := range map[string]bool{"access": true, "sync": false} {
		runs, err := s.poller.Runs(ctx, scope.Tenant, poller.RunFilter{Connection: id, Access: access, Limit: mostLogs})
		if err != nil {
			return nil, err
		}
		for _, r := range runs {
			if r.Preview {
				continue // it reads and appends nothing
			}
			all = append(all, api.ConnectorLog{
				Run: r.ID, Kind: kind, State: r.State, Step: r.Step, StartedAt: r.StartedAt, EndedAt: when(r.EndedAt), Accounts: r.Counts.Accounts,
				Roles: r.Counts.Roles, Changes: r.Counts.EventsAppended, Reason: r.Reason, Message: r.Message,
			})
		}
	}
	slices.SortFunc(all, func(a, b api.ConnectorLog) int { return b.StartedAt.Compare(a.StartedAt) })
	return all[:min(len(all), mostLogs)], nil
}

// pastLogs are the readings that had ended at a moment, by their last events.
func (s accessConnectors) pastLogs(ctx context.Context, scope api.Scope, id uuid.UUID) ([]api.ConnectorLog, error) {
	position, err := s.past.PositionAt(ctx, scope.Tenant, moment(scope))
	if err != nil {
		return nil, conflicts(err)
	}
	all := []api.ConnectorLog{}
	q := until(eventstore.Query{
		Streams: []string{event.SyncStream(id)}, Limit: mostLogs, Backwards: true,
		Types: []event.Type{"SyncCompleted", "SyncFailed", "AccessSyncCompleted", "AccessSyncFailed"},
	}, scope, position)
	err = s.log.Read(ctx, scope.Tenant, q, func(e event.Recorded) error {
		payload, err := s.log.Registry().Decode(e)
		if err == nil {
			all = append(all, endedLog(payload))
		}
		return err
	})
	return all, err
}

// endedLog is a reading as its last event tells it.
func endedLog(last event.Payload) api.ConnectorLog {
	switch e := last.(type) {
	case *event.SyncCompleted:
		return api.ConnectorLog{Run: e.Run, Kind: "sync", State: poller.StateCompleted, StartedAt: e.StartedAt, EndedAt: when(e.EndedAt),
			Accounts: e.Counts.Accounts, Roles: e.Counts.Roles, Changes: e.Counts.EventsAppended}
	case *event.SyncFailed:
		return api.ConnectorLog{Run: e.Run, Kind: "sync", State: poller.StateFailed, Step: e.Step, StartedAt: e.StartedAt, EndedAt: when(e.EndedAt),
			Accounts: e.Counts.Accounts, Roles: e.Counts.Roles, Changes: e.Counts.EventsAppended, Reason: e.Reason, Message: e.Message}
	case *event.AccessSyncCompleted:
		return api.ConnectorLog{Run: e.Run, Kind: "access", State: poller.StateCompleted, StartedAt: e.StartedAt, EndedAt: when(e.EndedAt),
			Accounts: e.Accounts, Roles: e.Roles, Changes: e.EventsAppended}
	case *event.AccessSyncFailed:
		return api.ConnectorLog{Run: e.Run, Kind: "access", State: poller.StateFailed, Step: e.Step, StartedAt: e.StartedAt, EndedAt: when(e.EndedAt),
			Reason: e.Reason, Message: e.Message}
	}
	return api.ConnectorLog{}
}
