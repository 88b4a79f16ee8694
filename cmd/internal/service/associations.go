package service

import (
	"context"
	"fmt"
	"time"

	"coresync/domain/event"
	matching "coresync/domain/matching/people"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/directory"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// associations implements api.Associations.
type associations struct {
	log *eventstore.Store
	reads
	people opener
}

// List implements api.Associations: names are opened a page at a time.
func (s associations) List(ctx context.Context, scope api.Scope, f api.AssociationFilter, l api.List) (api.Answer[api.AssociationPage], error) {
	filter := suggestion.Filter{Customer: f.Customer, Connection: f.Connection, Unassigned: f.Unassigned, Contact: f.Contact, Assets: f.Assets, Everything: len(f.Assets) > 0}
	for _, state := range f.States {
		filter.States = append(filter.States, suggestion.State(state))
	}
	return answer(ctx, s.reads, scope, suggestion.Models(), func(r *projections.Reading) (page api.AssociationPage, err error) {
		page.Matched.Epoch = r.Standing().Epoch
		if page.Matched.N, err = suggestion.Reached(ctx, r); err != nil {
			return page, err
		}
		at := s.momentOf(scope, r.Standing(suggestion.Models()...))
		rows, err := suggestion.ListCounted(ctx, r, at, filter, asked(l))
		if err != nil {
			return page, err
		}
		page.Counts = countsByState(rows.Counts)
		page.Items, err = s.views(ctx, r, rows.Items, at)
		page.Next = rows.Next
		if asked(l).Count {
			page.Total = rows.Total
		}
		return page, err
	})
}

// Counts implements api.Associations.
func (s associations) Counts(ctx context.Context, scope api.Scope, connection uuid.UUID) (api.Answer[map[string]int64], error) {
	return answer(ctx, s.reads, scope, suggestion.Models(), func(r *projections.Reading) (map[string]int64, error) {
		counts, err := suggestion.Counts(ctx, r, s.momentOf(scope, r.Standing(suggestion.Models()...)), suggestion.Filter{Connection: connection})
		return countsByState(counts), err
	})
}

func countsByState(counts map[suggestion.State]int64) map[string]int64 {
	by := make(map[string]int64)
	for _, state := range suggestion.States() {
		by[string(state)] = counts[state]
	}
	return by
}

// views opens the last users and contacts of a page.
func (s associations) views(ctx context.Context, r *projections.Reading, rows []suggestion.Suggestion, at time.Time) ([]api.ContactSuggestion, error) {
	var ids []uuid.UUID
	for _, row := range rows {
		ids = append(ids, row.Contact)
		for _, c := range row.Candidates {
			ids = append(ids, c.Contact)
		}
	}
	contacts, err := s.contacts(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	users, err := s.people.lastUsers(ctx, r.Tenant, rows)
	if err != nil {
		return nil, err
	}
	views := make([]api.ContactSuggestion, len(rows))
	for i, row := range rows {
		views[i] = associationView(row, contacts)
		views[i].Username, views[i].UserErased = users[i].Text(), users[i].Erased()
		views[i].Account = matching.Normalise(views[i].Username)
	}
	return views, s.seen(ctx, r, rows, views, at)
}

// contacts reads and opens contacts by their ids.
func (s associations) contacts(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]api.Contact, error) {
	rows, err := read.ContactsOf(ctx, r, distinct(ids))
	if err != nil {
		return nil, err
	}
	opened, err := s.people.contacts(ctx, r.Tenant, rows)
	if err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]api.Contact, len(opened))
	for _, c := range opened {
		byID[c.ID] = c
	}
	return byID, nil
}

func distinct(ids []uuid.UUID) []uuid.UUID {
	seen := map[uuid.UUID]bool{uuid.Nil: true}
	var each []uuid.UUID
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			each = append(each, id)
		}
	}
	return each
}

func associationView(row suggestion.Suggestion, contacts map[uuid.UUID]api.Contact) api.ContactSuggestion {
	view := api.ContactSuggestion{
		Asset: api.Ref{ID: row.Whole, Name: row.Name}, Category: row.Category, Status: row.Status, LastLogonAt: when(row.LastLogonAt),
		State: string(row.State), Preselected: row.State == suggestion.High, Kind: row.Kind, Reason: row.Reason,
		SameAccount: int(row.Devices), Candidates: []api.ContactCandidate{}, Rules: row.Rules, Version: row.Version,
	}
	if row.Customer != uuid.Nil {
		view.Customer = &api.Ref{ID: row.Customer, Name: row.CustomerName}
	}
	for _, c := range row.Candidates {
		contact, there := contacts[c.Contact]
		if !there {
			continue // it was removed since
		}
		candidate := api.ContactCandidate{Contact: contactRef(contact), Percent: c.Percent, Form: c.Form, Reason: c.Reason}
		view.Candidates = append(view.Candidates, candidate)
		if c.Contact == row.Suggested {
			view.Suggested = &candidate
		}
	}
	if contact, there := contacts[row.Contact]; there {
		ref := contactRef(contact)
		view.Assigned, view.AssignedAt, view.AssignedBy = &ref, when(row.AssignedAt), row.AssignedBy
	}
	if row.State == suggestion.Skipped || row.State == suggestion.Never {
		view.DecidedAt, view.DecidedBy = when(row.StandingAt), row.StandingBy
	}
	return view
}

func contactRef(c api.Contact) api.ContactRef {
	return api.ContactRef{ID: c.ID, Name: c.Name, Email: c.Email, Erased: c.Erased}
}

// lastUsers opens the last users of a page.
func (o opener) lastUsers(ctx context.Context, tenant uuid.UUID, rows []suggestion.Suggestion) ([]*event.Personal, error) {
	users := make([]*event.Personal, len(rows))
	var ids []uuid.UUID
	var sealed []event.Payload
	for i, row := range rows {
		e := &event.DeviceUserObserved{}
		users[i] = &e.User
		if len(row.User) == 0 {
			continue
		}
		if err := e.User.UnmarshalJSON(row.User); err != nil {
			return nil, fmt.Errorf("open the last user of asset %s: %w", row.Asset, err)
		}
		ids, sealed = append(ids, row.UserEvent), append(sealed, e)
	}
	if err := o.sealer.Open(ctx, tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open %d last users: %w", len(ids), err)
	}
	return users, nil
}

// suggestionsOf reads assets by their ids.
func (s associations) suggestionsOf(ctx context.Context, r *projections.Reading, assets []uuid.UUID) (map[uuid.UUID]suggestion.Suggestion, error) {
	found, err := suggestion.List(ctx, r, s.now(), suggestion.Filter{Assets: assets, Everything: true}, query.Page{Limit: query.MaxLimit})
	if err != nil {
		return nil, err
	}
	rows := make(map[uuid.UUID]suggestion.Suggestion, len(found.Items))
	for _, row := range found.Items {
		rows[row.Asset], rows[row.Whole] = row, row
	}
	return rows, nil
}
