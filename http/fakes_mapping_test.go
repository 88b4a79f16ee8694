package http

import (
	"context"
	"sync"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeOrganizations has one organization and notes the rows that it is given.
type fakeOrganizations struct {
	mu   sync.Mutex
	rows []api.Mapping
}

func (f *fakeOrganizations) List(_ context.Context, _ api.Scope, _ api.OrganizationFilter, l api.List) (api.Answer[api.OrganizationPage], error) {
	customer := acme()
	all := []api.Organization{
		{Connection: thing(5), OrganizationID: 17, Name: "ACME", Devices: 31, Locations: 2, Status: "auto_matched", Source: "name",
			Customer: &customer, Suggestions: []api.Suggestion{{Customer: customer, Score: 92, Evidence: "name 92 %", Source: "name"}},
			DecidedBy: "cli:root", DecidedAt: &noon, Version: 2},
		{Connection: thing(5), OrganizationID: 18, Name: "Lab", Status: "unmatched", Vanished: true},
	}
	return answerOf(api.OrganizationPage{
		Page:   pageBy(all, l, func(o api.Organization) string { return o.Name }),
		Counts: api.OrganizationCounts{AutoMatched: 1, Unmatched: 1},
	}), nil
}

func (f *fakeOrganizations) Counts(ctx context.Context, s api.Scope, connection uuid.UUID) (api.Answer[api.OrganizationCounts], error) {
	all, err := f.List(ctx, s, api.OrganizationFilter{Connection: connection}, api.List{Limit: 10})
	return answerOf(all.Data.Counts), err
}

func (f *fakeOrganizations) Get(ctx context.Context, s api.Scope, _ uuid.UUID, organization int64) (api.Answer[api.Organization], error) {
	all, err := f.List(ctx, s, api.OrganizationFilter{}, api.List{Limit: 10})
	for _, o := range all.Data.Items {
		if o.OrganizationID == organization {
			return answerOf(o), err
		}
	}
	return api.Answer[api.Organization]{}, domain.NotFound("organization")
}

func (f *fakeOrganizations) History(_ context.Context, _ api.Scope, _ uuid.UUID, _ int64, l api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answerOf(pageBy([]api.HistoryEntry{
		{Position: 4, Type: "OrganizationMapped", OccurredAt: noon, Actor: "cli:root", Summary: "Mapped to Acme", Fields: []api.FieldChange{}},
		{Position: 1, Type: "OrgObserved", OccurredAt: noon, Actor: "poller", Summary: "First seen in NinjaOne as “ACME”", Fields: []api.FieldChange{}},
	}, l, func(e api.HistoryEntry) string { return e.Summary })), nil
}

func (f *fakeOrganizations) Map(_ context.Context, _ api.Command, rows []api.Mapping) (api.MappingsWritten, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(f.rows, rows...)
	customer, undo := acme(), thing(1)
	done := api.MappingsWritten{Position: at(4712), Undo: &undo}
	for _, row := range rows {
		result := api.MappingResult{Connection: row.Connection, OrganizationID: row.OrganizationID, LocationID: row.LocationID, Outcome: "saved", Version: row.ExpectedVersion + 1}
		switch {
		case row.OrganizationID == 18, row.LocationID == 32:
			result.Outcome, result.Version, result.Customer, result.DecidedBy = "conflict", 5, &customer, "token:x"
			result.Message = "Somebody else mapped it. Look again."
		case row.OrganizationID == 19:
			result.Outcome, result.Message = "refused", "There is no such organization."
		}
		done.Rows = append(done.Rows, result)
	}
	return done, nil
}

func (f *fakeOrganizations) Preview(_ context.Context, _ api.Scope, rows []api.Mapping) (api.Answer[[]api.MappingEffect], error) {
	customer := acme()
	var effects []api.MappingEffect
	for _, row := range rows {
		effects = append(effects, api.MappingEffect{
			Connection: row.Connection, OrganizationID: row.OrganizationID, LocationID: row.LocationID, Assets: 31, From: &customer, To: &customer, Conflict: row.OrganizationID == 18,
		})
	}
	return answerOf(effects), nil
}

func (f *fakeOrganizations) Locations(_ context.Context, _ api.Scope, _ api.LocationFilter, l api.List) (api.Answer[api.Page[api.Location]], error) {
	customer := acme()
	return answerOf(pageBy([]api.Location{
		{Connection: thing(5), LocationID: 31, OrganizationID: 17, OrganizationName: "ACME, Inc.", Name: "Annex", Devices: 4,
			Status: "mapped", Customer: &customer, DecidedBy: "cli:root", DecidedAt: &noon, Version: 1},
		{Connection: thing(5), LocationID: 32, OrganizationID: 17, OrganizationName: "ACME, Inc.", Name: "Main", Status: "organization", Vanished: true},
	}, l, func(o api.Location) string { return o.Name })), nil
}

// fakeUndos knows one save.
type fakeUndos struct{}

func (fakeUndos) rows(outcome string) []api.UndoRow {
	return []api.UndoRow{
		{Stream: "mapping/x/17", Name: "ACME, Inc.", Now: "mapped to Acme", Then: "nothing decided", Needs: "integrations:manage", Outcome: outcome},
		{Stream: "mapping/x/18", Name: "Lab", Now: "ignored", Then: "nothing decided", Needs: "integrations:manage", Outcome: "changed_since", ChangedBy: "token:x", ChangedAt: &noon},
	}
}

func (f fakeUndos) Preview(_ context.Context, _ api.Scope, id uuid.UUID) (api.Undo, error) {
	if id != thing(1) {
		return api.Undo{}, domain.NotFound("undo")
	}
	return api.Undo{Rows: f.rows("open")}, nil
}

func (f fakeUndos) Undo(_ context.Context, _ api.Command, id uuid.UUID, _ []string) (api.Undo, error) {
	if id != thing(1) {
		return api.Undo{}, domain.NotFound("undo")
	}
	position, undo := at(4712), thing(2)
	return api.Undo{Rows: f.rows("undone"), Position: &position, Undo: &undo}, nil
}
