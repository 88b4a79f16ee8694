package service

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/governance"

	"github.com/google/uuid"
)

// accessReviews implements api.AccessReviews.
type accessReviews struct{ accessRequests }

var reviewDecider = decide.Decider[rule.Review, any]{Evolve: rule.EvolveReview, Decide: rule.DecideReview}

// List implements api.AccessReviews.
func (s accessReviews) List(ctx context.Context, scope api.Scope) (api.Answer[[]api.AccessReview], error) {
	return answer(ctx, s.reads, scope, connectorModels, func(r *projections.Reading) ([]api.AccessReview, error) { return s.all(ctx, scope, r) })
}

func (s accessReviews) all(ctx context.Context, scope api.Scope, r *projections.Reading) ([]api.AccessReview, error) {
	rows, err := governance.Reviews(ctx, r)
	if err != nil {
		return nil, err
	}
	counts, err := governance.Verdicts(ctx, r)
	if err != nil {
		return nil, err
	}
	connections, err := s.connections(ctx, r)
	all, at := make([]api.AccessReview, 0, len(rows)), s.momentOf(scope, r.Standing(governance.Name))
	for _, row := range rows {
		all = append(all, reviewView(row, counts[row.ID], connections, at))
	}
	return all, err
}

func reviewView(row governance.Review, counts map[string]int, connections map[uuid.UUID]string, now time.Time) api.AccessReview {
	view := api.AccessReview{
		ID: row.ID, Name: row.Name, Scope: row.Scope, Status: row.Status, DueAt: when(row.DueAt), Rows: int(row.Rows), Kept: counts[rule.Keep],
		Revoked: counts[rule.TakeAway], Undecided: counts[rule.Undecided], SeenAt: row.SeenAt, OpenedAt: row.OpenedAt, OpenedBy: row.OpenedBy,
		EndedAt: when(row.EndedAt), EndedBy: row.EndedBy, Reason: row.Reason, SignedAt: row.SignedAt, SHA256: row.SHA256, Version: row.Version,
	}
	view.Overdue = row.Status == rule.ReviewOpen && !row.DueAt.IsZero() && now.After(row.DueAt)
	if row.Connection != uuid.Nil {
		view.Connection = &api.Ref{ID: row.Connection, Name: connections[row.Connection]}
	}
	return view
}

// Get implements api.AccessReviews.
func (s accessReviews) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessReview], error) {
	return answer(ctx, s.reads, scope, connectorModels, func(r *projections.Reading) (api.AccessReview, error) { return s.one(ctx, scope, r, id) })
}

func (s accessReviews) one(ctx context.Context, scope api.Scope, r *projections.Reading, id uuid.UUID) (api.AccessReview, error) {
	all, err := s.all(ctx, scope, r)
	for _, view := range all {
		if view.ID == id {
			return view, nil
		}
	}
	if err == nil {
		err = domain.NotFound("review")
	}
	return api.AccessReview{}, err
}

// Rows implements api.AccessReviews.
func (s accessReviews) Rows(ctx context.Context, scope api.Scope, id uuid.UUID, f api.AccessReviewFilter, l api.List) (api.Answer[api.AccessReviewRows], error) {
	return answer(ctx, s.reads, scope, connectorModels, func(r *projections.Reading) (found api.AccessReviewRows, err error) {
		if found.Review, err = s.one(ctx, scope, r, id); err != nil {
			return found, err
		}
		rows, err := s.rows(ctx, r, id)
		if err != nil {
			return found, err
		}
		rows = slices.DeleteFunc(rows, func(row api.AccessReviewRow) bool {
			role := ""
			if row.Role != nil {
				role = row.Role.Name
			}
			return f.Verdict != "" && cmp.Or(row.Verdict, "undecided") != f.Verdict || f.IDs != nil && !slices.Contains(f.IDs, row.ID) ||
				!mentions(l.Q, row.Name, row.Email, role)
		})
		found.Page, err = pageIn(rows, l, map[string]func(api.AccessReviewRow) string{
			"account": reviewOrder,
			"role": func(row api.AccessReviewRow) string {
				if row.Role == nil {
					return "\x00" + reviewOrder(row)
				}
				return strings.ToLower(row.Role.Name) + "\x00" + reviewOrder(row)
			},
			"verdict": func(row api.AccessReviewRow) string { return row.Verdict + "\x00" + reviewOrder(row) },
		}, func(row api.AccessReviewRow) string { return row.ID.String() })
		return found, err
	})
}

func reviewOrder(row api.AccessReviewRow) string {
	return strings.ToLower(row.Name) + "\x00" + strings.ToLower(row.Email) + "\x00" + leftPad(int(row.UserID)) + "\x00" + leftPad(int(row.RoleID))
}

// rows are the rows of a campaign with the people's names, in their order.
func (s accessReviews) rows(ctx context.Context, r *projections.Reading, id uuid.UUID) ([]api.AccessReviewRow, error) {
	rows, err := governance.ReviewRows(ctx, r, id)
	if err != nil {
		return nil, err
	}
	accounts, err := s.accountsOf(ctx, r, rows)
	if err != nil {
		return nil, err
	}
	connections, err := s.connections(ctx, r)
	if err != nil {
		return nil, err
	}
	roles, err := s.roles(ctx, r)
	if err != nil {
		return nil, err
	}
	asked, err := s.revocations(ctx, r, rows)
	if err != nil {
		return nil, err
	}
	who, named := make(map[accountKey]api.AccessAccount, len(accounts)), make(map[accountKey]read.Role, len(roles))
	for _, a := range accounts {
		who[accountKey{a.Connection.ID, a.UserID}] = a
	}
	for _, role := range roles {
		named[accountKey{role.Connection, role.RoleID}] = role
	}
	all := make([]api.AccessReviewRow, len(rows))
	for i, row := range rows {
		a := who[accountKey{row.Connection, row.UserID}]
		view := api.AccessReviewRow{
			ID: row.ID, Connection: api.Ref{ID: row.Connection, Name: connections[row.Connection]}, Account: read.AccountID(r.Tenant, row.Connection, row.UserID),
			UserID: row.UserID, Name: a.Name(), Email: a.Email, Kind: a.Kind, RoleID: row.RoleID, Source: row.Source, Since: when(row.Since),
			Administrator: row.Administrator, MFA: orUnknown(a.MFA), Verdict: row.Verdict, Reason: row.Reason, DecidedAt: when(row.DecidedAt),
			DecidedBy: row.DecidedBy, Now: a.ID != uuid.Nil && a.VanishedAt == nil,
		}
		if row.RoleID != 0 {
			role := named[accountKey{row.Connection, row.RoleID}]
			view.Role = &api.Ref{ID: role.ID, Name: role.Name}
			view.Now = view.Now && slices.ContainsFunc(a.Roles, func(m api.AccessMembership) bool { return m.RoleID == row.RoleID })
		}
		if request, there := asked[revocationID(row.ID)]; there {
			view.Request = &request
		}
		all[i] = view
	}
	slices.SortFunc(all, func(a, b api.AccessReviewRow) int { return strings.Compare(reviewOrder(a), reviewOrder(b)) })
	return all, nil
}

// revocationID is the id of the request that revokes a row: the same, however often it is asked.
func revocationID(row uuid.UUID) uuid.UUID { return uuid.NewSHA1(row, []byte("revocation")) }

// accountsOf are the accounts that a campaign's rows are about.
func (s accessReviews) accountsOf(ctx context.Context, r *projections.Reading, rows []governance.ReviewRow) ([]api.AccessAccount, error) {
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = read.AccountID(r.Tenant, row.Connection, row.UserID)
	}
	return s.whole(ctx, r, read.AccountFilter{IDs: ids})
}

// revocations are the requests that revoke rows, by id.
func (s accessReviews) revocations(ctx context.Context, r *projections.Reading, rows []governance.ReviewRow) (map[uuid.UUID]uuid.UUID, error) {
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = revocationID(row.ID)
	}
	all, err := read.RequestsByID(ctx, r, ids)
	by := make(map[uuid.UUID]uuid.UUID, len(all))
	for _, q := range all {
		by[q.ID] = q.ID
	}
	return by, err
}

// Open implements api.AccessReviews.
func (s accessReviews) Open(ctx context.Context, c api.Command, d api.AccessReviewDraft) (api.Written, error) {
	id := uuid.New()
	if c.AppendID != uuid.Nil {
		id = uuid.NewSHA1(c.AppendID, []byte("review"))
	}
	opened := &event.AccessReviewOpened{Review: id, Name: d.Name, Scope: d.Scope, DueAt: d.DueAt, By: c.Actor}
	if d.Connection != nil {
		opened.Connection = *d.Connection
	}
	if d.DueAt != nil && !d.DueAt.After(s.now()) {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/due_at", Code: "past", Message: "choose a time to come"}})
	}
	found, err := answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, accessModels, func(r *projections.Reading) ([]event.ReviewRow, error) {
		accounts, err := s.whole(ctx, r, read.AccountFilter{View: read.ViewListed})
		return reviewed(accounts, d), err
	})
	if err != nil {
		return api.Written{}, err
	}
	opened.SeenAt = found.Position.N
	return s.review(ctx, c, id, rule.OpenReview{Opened: opened, Rows: found.Data})
}

// reviewed are the rows of a campaign: each role of each account, and the account itself
// where it has none or is an administrator, which is no role.
func reviewed(accounts []api.AccessAccount, d api.AccessReviewDraft) (rows []event.ReviewRow) {
	for _, a := range accounts {
		in := map[string]bool{
			rule.ReviewAll: true, rule.ReviewAdministrators: a.Administrator, rule.ReviewTechnicians: a.Kind == read.Technician, rule.ReviewEndUsers: a.Kind == read.EndUser,
		}[d.Scope]
		if !in || a.VanishedAt != nil || d.Connection != nil && a.Connection.ID != *d.Connection {
			continue
		}
		row := event.ReviewRow{Connection: a.Connection.ID, UserID: a.UserID, Administrator: a.Administrator}
		if a.Administrator || len(a.Roles) == 0 {
			rows = append(rows, row)
		}
		for _, m := range a.Roles {
			row.RoleID, row.Source, row.Since = m.RoleID, m.Source, m.Since
			rows = append(rows, row)
		}
	}
	return rows
}

// Decide implements api.AccessReviews.
func (s accessReviews) Decide(ctx context.Context, c api.Command, id uuid.UUID, d api.AccessReviewDecision) (api.Written, error) {
	found, err := answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, connectorModels, func(r *projections.Reading) ([]api.AccessReviewRow, error) {
		if _, err := s.one(ctx, api.Scope{Tenant: c.Tenant}, r, id); err != nil {
			return nil, err
		}
		return s.rows(ctx, r, id)
	})
	if err != nil {
		return api.Written{}, err
	}
	by := make(map[uuid.UUID]api.AccessReviewRow, len(found.Data))
	for _, row := range found.Data {
		by[row.ID] = row
	}
	command := rule.DecideRows{Verdict: d.Verdict, Reason: d.Reason, By: c.Actor}
	for _, row := range d.Rows {
		seen := by[row] // one that is unknown has no key, and the rule says so
		own, err := s.own(ctx, c, seen.Email)
		if err != nil {
			return api.Written{}, err
		}
		if own && d.Verdict == rule.Keep {
			return api.Written{}, &domain.Error{Code: domain.CodeForbidden, Reason: "own_account", Message: "One of these is your own account. Let another person decide whether you keep it."}
		}
		command.Rows = append(command.Rows, event.ReviewKey{Connection: seen.Connection.ID, UserID: seen.UserID, RoleID: seen.RoleID})
	}
	return s.review(ctx, c, id, command)
}

// Cancel implements api.AccessReviews.
func (s accessReviews) Cancel(ctx context.Context, c api.Command, id uuid.UUID, reason string) (api.Written, error) {
	return s.review(ctx, c, id, rule.CancelReview{By: c.Actor, Reason: reason})
}

// review carries out a command about a campaign.
func (s accessReviews) review(ctx context.Context, c api.Command, id uuid.UUID, command any) (api.Written, error) {
	stream := event.AccessReviewStream(id)
	done, err := decide.Handle(ctx, s.log, reviewDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command, ID: c.AppendID, Version: expected(c), Correlation: c.Correlation,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return s.wrote(ctx, done, id, stream)
}
