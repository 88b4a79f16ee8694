package http

import (
	"context"
	"sync"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeAssociations has one suggestion with every member filled, and notes what it is told.
type fakeAssociations struct {
	mu      sync.Mutex
	filters []api.AssociationFilter
	rows    []api.AssociationDecision
	applied []api.AssociationFilter
}

func jane() api.ContactRef {
	return api.ContactRef{ID: thing(31), Name: "Jane Doe</script>", Email: "jane.doe@example.com"}
}

func (f *fakeAssociations) List(_ context.Context, _ api.Scope, filter api.AssociationFilter, l api.List) (api.Answer[api.AssociationPage], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.filters = append(f.filters, filter)
	customer, gone := acme(), api.ContactRef{ID: thing(32), Erased: true}
	best := api.ContactCandidate{Contact: jane(), Percent: 88, Form: "initial-last", Reason: "initial and surname"}
	page := pageBy([]api.ContactSuggestion{{
		Asset: api.Ref{ID: thing(402), Name: "LAPTOP-1"}, Category: "Workstation", Status: "available", Customer: &customer,
		Username: `EXAMPLE\jdoe`, Account: "jdoe", LastLogonAt: ago(time.Hour), SeenDays: 27, SeenOf: 30, State: "differs", Kind: "person", Reason: "initial and surname",
		SameAccount: 2, Suggested: &best, Candidates: []api.ContactCandidate{best, {Contact: gone, Percent: 20, Form: "last", Reason: "surname only"}},
		Assigned: &gone, AssignedAt: ago(2 * time.Hour), AssignedBy: "token:1", Rules: "1", Version: 3,
	}, {
		Asset: api.Ref{ID: thing(403), Name: "TILL-1"}, Category: "Workstation", Status: "in_use", State: "never", UserErased: true,
		Kind: "erased", DecidedAt: ago(time.Hour), DecidedBy: "cli:root", Version: 1,
	}}, l, func(s api.ContactSuggestion) string { return s.Asset.Name })
	return answerOf(api.AssociationPage{Page: page, Counts: map[string]int64{"high": 61, "differs": 1, "never": 1}, Matched: at(4700)}), nil
}

func (f *fakeAssociations) Counts(context.Context, api.Scope, uuid.UUID) (api.Answer[map[string]int64], error) {
	return api.Answer[map[string]int64]{}, nil
}

func (f *fakeAssociations) Decide(_ context.Context, _ api.Command, rows []api.AssociationDecision) (api.AssociationsWritten, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(f.rows, rows...)
	contact := jane()
	results := []api.AssociationResult{
		{Outcome: "saved", Contact: &contact, Notes: []string{"The asset was available; it is in use now."}, Version: 4},
		{Outcome: "conflict", Code: "version_conflict", Message: "Look at it again.", Version: 9},
		{Outcome: "refused", Code: "other_customer", Message: "Choose another one.", Version: 2},
	}
	for i := range rows {
		results[i%3].Asset = api.Ref{ID: rows[i].Asset, Name: "LAPTOP-1"}
	}
	return api.AssociationsWritten{Rows: results[:min(3, len(rows))], Position: at(4712)}, nil
}

func (f *fakeAssociations) ApplyHigh(_ context.Context, _ api.Command, of api.AssociationFilter) (api.AssociationsWritten, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.applied = append(f.applied, of)
	return api.AssociationsWritten{Position: at(4712), More: true}, nil
}

// fakeContactLinks has one offer with every member filled and two that wait, and notes
// what it is told.
type fakeContactLinks struct {
	mu      sync.Mutex
	filters []api.ContactOfferFilter
	rows    []api.ContactLinkDecision
}

func (f *fakeContactLinks) List(_ context.Context, _ api.Scope, filter api.ContactOfferFilter, l api.List) (api.Answer[api.ContactOfferPage], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.filters = append(f.filters, filter)
	customer, contact := acme(), jane()
	return answerOf(api.ContactOfferPage{Counts: api.ContactOfferCounts{Offered: 2, Suggested: 1, Created: 1, Unmapped: 3}, Page: pageBy([]api.ContactOffer{{
		Connection: thing(5), Source: "end_user", PersonID: 91, Name: "Jane Doe", Email: "jane.doe@example.com", Phone: "555", Organization: "Acme",
		Customer: &customer, State: "linked", Suggested: &contact, Contact: &contact, Created: true, DecidedAt: ago(time.Hour), DecidedBy: "token:1", Version: 2,
	}, {
		Connection: thing(5), Source: "contact", PersonID: 92, Name: "Jane D.</script>", Email: "Jane.Doe@example.com", Organization: "Acme",
		Customer: &customer, State: "offered", Suggested: &contact,
	}, {
		Connection: thing(5), Source: "contact", PersonID: 93, Name: "Kim", Email: "kim@example.com", Organization: "Acme", Customer: &customer, State: "offered", Version: 4,
	}}, l, func(o api.ContactOffer) string { return o.Name })}), nil
}

func (f *fakeContactLinks) Counts(ctx context.Context, s api.Scope, filter api.ContactOfferFilter) (api.Answer[api.ContactOfferCounts], error) {
	all, err := f.List(ctx, s, filter, api.List{Limit: 10})
	return answerOf(all.Data.Counts), err
}

func (f *fakeContactLinks) Decide(_ context.Context, _ api.Command, rows []api.ContactLinkDecision) (api.ContactLinksWritten, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(f.rows, rows...)
	contact := jane()
	results := make([]api.ContactLinkResult, len(rows))
	for i, row := range rows {
		results[i] = api.ContactLinkResult{Connection: row.Connection, Source: row.Source, PersonID: row.PersonID, Outcome: "saved", Contact: &contact, Version: 1}
	}
	results[len(rows)-1] = api.ContactLinkResult{Connection: thing(5), Source: "contact", PersonID: 92, Outcome: "refused", Code: "other_customer", Message: "Choose another one."}
	return api.ContactLinksWritten{Rows: results, Position: at(4712)}, nil
}
