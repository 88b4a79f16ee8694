package service

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// accessModels are what an answer about access joins.
var accessModels = []string{read.Name, mapping.Name, directory.Name, connection.Name}

// access implements api.Access.
type access struct {
	log *eventstore.Store
	reads
	people opener
	book   *accountBook
}

// Accounts implements api.Access.
func (s access) Accounts(ctx context.Context, scope api.Scope, f api.AccessFilter, l api.List) (api.Answer[api.AccessAccounts], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (found api.AccessAccounts, err error) {
		x, err := s.book.of(ctx, r)
		if err != nil {
			return found, err
		}
		names, err := s.connections(ctx, r)
		if err != nil {
			return found, err
		}
		filter := s.accountFilter(x, f, l.Q, s.momentOf(scope, r.Standing(accessModels...)))
		filter.Connections = among(names, f.Connection)
		page := asked(l)
		page.Count = false // the views are counted at once, and one of them is the page's
		if found.Page, err = s.accounts(ctx, r, x, names, filter, page); err != nil || l.Uncounted {
			return found, err
		}
		counts, err := read.CountViews(ctx, r, filter)
		if l.After == nil {
			total := int64(counts[filter.View])
			found.Total = &total
		}
		found.Counts = make(map[string]int, len(counts))
		for view, n := range counts {
			found.Counts[string(view)] = n
		}
		found.Counts["all"] = counts[read.ViewListed]
		delete(found.Counts, string(read.ViewListed))
		return found, err
	})
}

// accountFilter is what the API asks, for rows.
func (s access) accountFilter(x *accountIndex, f api.AccessFilter, q string, now time.Time) read.AccountFilter {
	filter := read.AccountFilter{
		Kind: f.Kind, Role: f.Role, IDs: f.IDs, View: read.View(f.View), Hygiene: read.Hygiene{Now: now, Unowned: x.unowned},
	}
	if f.View == "" {
		filter.View = read.ViewListed
	}
	narrow := func(to []uuid.UUID) {
		if filter.IDs != nil {
			to = slices.DeleteFunc(to, func(id uuid.UUID) bool { return !slices.Contains(filter.IDs, id) })
		}
		filter.IDs = to
	}
	if f.Email != "" {
		narrow(x.addressed(f.Email))
	}
	if strings.TrimSpace(q) != "" {
		narrow(x.mentioning(q))
	}
	return filter
}

// accounts is one page of accounts; names are those of living connections.
func (s access) accounts(ctx context.Context, r *projections.Reading, x *accountIndex, names map[uuid.UUID]string, f read.AccountFilter, p query.Page) (page api.Page[api.AccessAccount], err error) {
	p.Q = "" // the filter has it
	order := x.order(&p)
	page.Items = []api.AccessAccount{}
	rows, err := read.Accounts(ctx, r, f, order, p)
	if err != nil {
		return page, err
	}
	if len(rows.Items) > 0 {
		page.Items, err = s.filled(ctx, r, x, names, rows.Items)
	}
	page.Next, page.Total = rows.Next, rows.Total
	return page, err
}

// order are the accounts in the order that a page asks for, where it is one of what is
// sealed. The cursor names the place of the last account and itself, so that it holds no
// name; should the place have changed, the page goes on behind where the account is now.
func (x *accountIndex) order(p *query.Page) []uuid.UUID {
	var order []uuid.UUID
	switch p.Sort {
	case "name":
		order = x.names()
	case "email":
		order = x.emails()
	default:
		return nil
	}
	p.Sort = read.Sealed
	if len(p.After) == 2 {
		if id, err := uuid.Parse(p.After[1]); err == nil {
			if at := slices.Index(order, id); at >= 0 {
				p.After = []string{strconv.Itoa(at + 1), p.After[1]}
			}
		}
	}
	return order
}

// Account implements api.Access.
func (s access) Account(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessAccount], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.AccessAccount, error) {
		return s.account(ctx, r, id)
	})
}

func (s access) account(ctx context.Context, r *projections.Reading, id uuid.UUID) (api.AccessAccount, error) {
	found, err := s.whole(ctx, r, read.AccountFilter{IDs: []uuid.UUID{id}})
	if err == nil && len(found) == 0 {
		err = domain.NotFound("account")
	}
	if err != nil {
		return api.AccessAccount{}, err
	}
	return found[0], nil
}

// row is an account of a living connection as its row has it.
func (s access) row(ctx context.Context, r *projections.Reading, id uuid.UUID) (read.Account, error) {
	names, err := s.connections(ctx, r)
	if err != nil {
		return read.Account{}, err
	}
	found, err := read.Accounts(ctx, r, read.AccountFilter{Connections: among(names, uuid.Nil), IDs: []uuid.UUID{id}}, nil, query.Page{Limit: 1})
	if err == nil && len(found.Items) == 0 {
		err = domain.NotFound("account")
	}
	if err != nil {
		return read.Account{}, err
	}
	return found.Items[0], nil
}

// whole are all accounts of living connections under a filter.
func (s access) whole(ctx context.Context, r *projections.Reading, f read.AccountFilter) ([]api.AccessAccount, error) {
	x, err := s.book.of(ctx, r)
	if err != nil {
		return nil, err
	}
	names, err := s.connections(ctx, r)
	if err != nil {
		return nil, err
	}
	if f.Connections == nil {
		f.Connections = among(names, uuid.Nil)
	}
	found, err := s.accounts(ctx, r, x, names, f, query.Page{Whole: true})
	return found.Items, err
}
