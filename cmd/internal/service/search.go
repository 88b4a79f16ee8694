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

// search implements api.Search over what is not sealed: names of contacts are
// found by nobody here.
type search struct{ reads }

// Search implements api.Search. Kinds are asked one after the other, so the best
// limit hits of each are enough.
func (s search) Search(ctx context.Context, scope api.Scope, q string, kinds []string, limit int) (api.Answer[[]api.Hit], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.Hit, error) {
		hits := []api.Hit{}
		page := query.Page{Limit: limit, Q: q}
		for _, kind := range searchers {
			if len(kinds) > 0 && !slices.Contains(kinds, kind.name) {
				continue
			}
			found, err := kind.find(ctx, r, page)
			if err != nil {
				return nil, err
			}
			hits = append(hits, found...)
		}
		return hits[:min(limit, len(hits))], nil
	})
}

// searchers find things of each kind, in the order in which kinds are shown.
var searchers = []struct {
	name string
	find func(context.Context, *projections.Reading, query.Page) ([]api.Hit, error)
}{
	{"customer", func(ctx context.Context, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := directory.Customers(ctx, r, p)
		return hits(rows, err, func(e directory.Entry[directory.Customer]) api.Hit {
			return api.Hit{Kind: "customer", ID: e.Thing.ID, Title: e.Thing.Name, Detail: e.Thing.City}
		})
	}},
	{"asset", func(ctx context.Context, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := asset.List(ctx, r, asset.Filter{}, p)
		return hits(rows, err, func(a asset.Asset) api.Hit {
			return api.Hit{Kind: "asset", ID: a.ID, Title: a.Name, Detail: a.CustomerName}
		})
	}},
	{"ticket", func(ctx context.Context, r *projections.Reading, p query.Page) ([]api.Hit, error) {
		rows, err := directory.Tickets(ctx, r, directory.Filter{}, p)
		return hits(rows, err, func(e directory.Entry[directory.Ticket]) api.Hit {
			return api.Hit{Kind: "ticket", ID: e.Thing.ID, Title: e.Thing.Number + " " + e.Thing.Subject, Detail: e.CustomerName}
		})
	}},
	{"contract", func(ctx context.Context, r *projections.Reading, p query.Page) ([]api.Hit, error) {
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
