package service

import (
	"context"
	"iter"

	"coresync/http/api"
	"coresync/projections/connection"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// accessRows are those of who may do what in NinjaOne.
func (s exports) accessRows(ctx context.Context, scope api.Scope, a reportAsk) sheet {
	switch a.report {
	case api.TableAccounts:
		return sheet{columns: api.AccessAccountHead(), ids: 2, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.AccessAccount], error) {
			found, err := s.requests.Accounts(ctx, scope, api.AccessFilter{Connection: a.id("connection"), Kind: a.q.Get("kind"), View: a.q.Get("view"), Role: a.id("role")}, l)
			return found.Data.Page, err
		}, one(api.AccessAccountCells))}
	case api.TableRoles:
		return sheet{columns: api.AccessRoleHead(), ids: 2, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.AccessRole], error) {
			found, err := s.requests.Roles(ctx, scope, api.AccessRoleFilter{Connection: a.id("connection"), Kind: a.q.Get("kind"), Unheld: a.flag("unheld")}, l)
			return found.Data.Page, err
		}, one(api.AccessRoleCells))}
	case api.TableGrants:
		return sheet{columns: api.AccessGrantHead(), ids: 2, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.AccessGrant], error) {
			found, err := s.requests.Grants(ctx, scope, api.AccessGrantFilter{Connection: a.id("connection"), Role: a.id("role"), Account: a.id("account"), Former: a.flag("former")}, l)
			return found.Data, err
		}, one(api.AccessGrantCells))}
	}
	return sheet{columns: api.AccessRequestHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.AccessRequest], error) {
		f := api.AccessRequestFilter{Connection: a.id("connection"), Account: a.id("account"), Statuses: a.q["status"]}
		if a.q.Get("status") == api.RequestsOpen {
			f.Statuses = api.OpenRequests()
		}
		found, err := s.requests.List(ctx, scope, f, l)
		return found.Data, err
	}, one(api.AccessRequestCells))}
}

// runChanges are those of a run; where none is named, of the newest that reached the log.
func (s exports) runChanges(ctx context.Context, scope api.Scope, a reportAsk) iter.Seq2[[]any, error] {
	f := api.ChangeFilter{Kinds: a.q["kind"], Things: a.q["thing"], Field: a.q.Get("field")}
	if n := a.number("organization"); n != 0 {
		f.Organizations = []int64{n}
	}
	return rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Change], error) {
		run := a.id("run")
		if run == uuid.Nil {
			newest, err := connection.Runs(ctx, heldIn(ctx), connection.RunFilter{}, query.Page{Limit: 1})
			if err != nil || len(newest.Items) == 0 {
				return api.Page[api.Change]{}, err
			}
			run = newest.Items[0].ID
		}
		found, err := s.runs.Changes(ctx, scope, run, f, l)
		return found.Data, err
	}, api.RunChangeCells)
}

// logRows are those of what happened, and of what needs somebody.
func (s exports) logRows(ctx context.Context, scope api.Scope, a reportAsk) sheet {
	switch a.report {
	case api.TableRuns:
		return sheet{columns: api.RunHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Run], error) {
			found, err := s.runs.List(ctx, scope, api.RunFilter{Connection: a.id("connection"), State: a.q.Get("state")}, l)
			return found.Data, err
		}, one(api.RunCells))}
	case api.TableRunChanges:
		return sheet{columns: api.RunChangeHead(), ids: 1, rows: s.runChanges(ctx, scope, a)}
	case api.TableEvents:
		until := heldIn(ctx).Standing(exportModels(a.report)...).Position // what comes meanwhile is not of the file's position
		return sheet{columns: api.EventHead(), ids: 2, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Event], error) {
			found, err := s.events.List(ctx, scope, a.events(until), l)
			return found.Data.Page, err
		}, one(api.EventCells))}
	case api.TableInbox:
		return sheet{columns: api.InboxHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Notification], error) {
			f := api.NotificationFilter{Recipient: a.id("recipient"), State: a.q.Get("state")}
			found, err := s.inbox.List(ctx, scope, f, l)
			return found.Data.Page, err
		}, one(api.InboxCells))}
	}
	return s.accessRows(ctx, scope, a)
}
