package service

import (
	"context"
	"slices"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/directory"
	"coresync/projections/query"
)

// search implements api.Search. Names and addresses of contacts are sealed in the rows, so
// they are looked for among those that are kept opened.
type search struct {
	reads
	people *contactBook
}

// Search implements api.Search. Kinds are asked one after the other for the best limit
// hits of each, and take turns in what is shown: many devices hide no contact.
func (s search) Search(ctx context.Context, scope api.Scope, q string, kinds []string, limit int) (api.Answer[[]api.Hit], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.Hit, error) {
		var all [][]api.Hit
		page := query.Page{Limit: limit, Q: q}
		for _, kind := range searchers {
			if len(kinds) > 0 && !slices.Contains(kinds, kind.name) {
				continue
			}
			found, err := kind.find(ctx, s, r, page)
			if err != nil {
				return nil, err
			}
			all = append(all, found)
		}
		return inTurn(all, limit), nil
	})
}

// inTurn takes so many hits, one of each kind after the other, and shows them by kind.
func inTurn(all [][]api.Hit, limit int) []api.Hit {
	taken := make([]int, len(all))
	for left := limit; left > 0; {
		before := left
		for i, of := range all {
			if left > 0 && taken[i] < len(of) {
				taken[i], left = taken[i]+1, left-1
			}
		}
		if left == before {
			break
		}
	}
	hits := []api.Hit{}
	for i, of := range all {
		hits = append(hits, of[:taken[i]]...)
	}
	return hits
}

func (s search) contacts(ctx context.Context, r *projections.Reading, p query.Page) ([]api.Hit, error) {
	found, err := s.people.find(ctx, r, p.Q)
	if err != nil {
		return nil, err
	}
	hits := []api.Hit{}
	for _, c := range found {
		if len(hits) == p.Limit {
			break
		}
		hits = append(hits, api.Hit{Kind: "contact", ID: c.ID, Title: c.Name, Detail: c.Customer.Name})
	}
	return hits, nil
}

// searchers find things of each kind, in the order in which kinds are shown.
var searchers = []struct {
	name string
	find func(context.Context, search, *projections.Reading, query.Page) ([]api.Hit, error)
}{
	{"customer", func(ctx context.Context, _ search, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := directory.Customers(ctx, r, p)
		return hits(rows, err, func(e directory.Entry[directory.Customer]) api.Hit {
			return api.Hit{Kind: "customer", ID: e.Thing.ID, Title: e.Thing.Name, Detail: e.Thing.City}
		})
	}},
	{"contact", func(ctx context.Context, s search, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		return s.contacts(ctx, r, p)
	}},
	{"asset", func(ctx context.Context, _ search, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := asset.List(ctx, r, asset.Filter{}, p)
		return hits(rows, err, func(a asset.Asset) api.Hit {
			return api.Hit{Kind: "asset", ID: a.ID, Title: a.Name, Detail: a.CustomerName}
		})
	}},
	{"ticket", func(ctx context.Context, _ search, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := directory.Tickets(ctx, r, directory.Filter{}, p)
		return hits(rows, err, func(e directory.Entry[directory.Ticket]) api.Hit {
			return api.Hit{Kind: "ticket", ID: e.Thing.ID, Title: e.Thing.Number + " " + e.Thing.Subject, Detail: e.CustomerName}
		})
	}},
	{"contract", func(ctx context.Context, _ search, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := directory.Contracts(ctx, r, directory.Filter{}, p)
		return hits(rows, err, func(e directory.Entry[directory.Contract]) api.Hit {
			return api.Hit{Kind: "contract", ID: e.Thing.ID, Title: e.Thing.Name, Detail: e.CustomerName}
		})
	}},
}

func hits[R any](rows query.Result[R], err error, view func(R) api.Hit) ([]api.Hit, error) {
	page, err := paged(rows, err, view)
	return page.Items, err
}
