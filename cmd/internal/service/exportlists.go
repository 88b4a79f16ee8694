package service

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/notification"
	"coresync/projections/report"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// exportModels are the read models that a list joins.
func exportModels(table string) []string {
	switch table {
	case api.TableAssets:
		return report.LifeModels()
	case api.TableAssociation:
		return suggestion.Models()
	case api.TableAccounts, api.TableRoles, api.TableGrants, api.TableRequests:
		return accessModels
	case api.TableRuns:
		return append([]string{connection.Name}, suggestion.Models()...)
	case api.TableEvents, api.TableRunChanges:
		return []string{connection.Name}
	case api.TableInbox:
		return []string{notification.Name}
	}
	return append(asset.Models(), directory.Name)
}

// reads are the read models that a list and the words of its filter are read from.
func (a reportAsk) reads(models []string) []string {
	if a.q.Has("connection") {
		return append(slices.Clone(models), connection.Name)
	}
	return models
}

// rowsOf are the rows of a list, with their headings.
func (s exports) rowsOf(ctx context.Context, scope api.Scope, a reportAsk) sheet {
	switch a.report {
	case api.TableAssets:
		columns := api.AssetColumnsOf(a.q["col"])
		return sheet{columns: api.AssetHead(columns), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (page api.Page[api.AssetLine], err error) {
			found, err := s.assets.List(ctx, scope, a.assets(), l)
			if err != nil {
				return page, err
			}
			page.Next = found.Data.Next
			page.Items, err = api.AssetLines(ctx, scope, columns, found.Data.Items, s.contacts, s.lives)
			return page, err
		}, func(x api.AssetLine) [][]any { return [][]any{api.AssetCells(columns, x)} })}
	case api.TableAssociation:
		return sheet{columns: api.AssociationHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.ContactSuggestion], error) {
			found, err := s.associations.List(ctx, scope, api.AssociationFilter{
				Customer: a.id("customer"), Connection: a.id("connection"), States: a.q["state"], Unassigned: a.flag("unassigned"),
			}, l)
			return found.Data.Page, err
		}, one(api.AssociationCells))}
	case api.TableMapping:
		return sheet{columns: api.OrganizationHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Organization], error) {
			found, err := s.organizations.List(ctx, scope, api.OrganizationFilter{Connection: a.id("connection"), Status: a.q.Get("status")}, l)
			return found.Data.Page, err
		}, one(api.OrganizationCells))}
	case api.TableLocations:
		return sheet{columns: api.LocationHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Location], error) {
			found, err := s.organizations.Locations(ctx, scope, api.LocationFilter{Connection: a.id("connection"), OrganizationID: a.number("organization"), Status: a.q.Get("status")}, l)
			return found.Data, err
		}, one(api.LocationCells))}
	case api.TableDuplicates:
		return sheet{columns: api.DuplicateHead(), ids: 1, rows: rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[api.Duplicate], error) {
			found, err := s.decisions.Duplicates(ctx, scope, a.q.Get("kind"), l)
			return found.Data, err
		}, questions())}
	}
	return s.directoryRows(ctx, scope, a)
}

// directoryRows are those of what a service desk holds.
func (s exports) directoryRows(ctx context.Context, scope api.Scope, a reportAsk) sheet {
	switch a.report {
	case api.TableCustomers:
		return sheet{columns: api.CustomerHead(), ids: 2, rows: heldRows(ctx, scope, a, s.customers.List, api.CustomerFilter{}, api.CustomerCells)}
	case api.TableContacts:
		return sheet{columns: api.ContactHead(), ids: 2, rows: heldRows(ctx, scope, a, s.contacts.List, api.ContactFilter{Customer: a.id("customer")}, api.ContactCells)}
	case api.TableContracts:
		return sheet{columns: api.ContractHead(), ids: 2, rows: heldRows(ctx, scope, a, s.contracts.List, api.ContractFilter{Customer: a.id("customer")}, api.ContractCells)}
	case api.TableTickets:
		return sheet{columns: api.TicketHead(), ids: 2, rows: heldRows(ctx, scope, a, s.tickets.List, api.TicketFilter{Customer: a.id("customer"), Status: a.q.Get("status")}, api.TicketCells)}
	}
	return s.logRows(ctx, scope, a)
}

// heldRows are the rows of a directory.
func heldRows[T, F any](ctx context.Context, scope api.Scope, a reportAsk, list func(context.Context, api.Scope, F, api.List) (api.Answer[api.Page[T]], error), f F, row func(T) []any) iter.Seq2[[]any, error] {
	return rowsBy(ctx, a, func(ctx context.Context, l api.List) (api.Page[T], error) {
		found, err := list(ctx, scope, f, l)
		return found.Data, err
	}, one(row))
}

// one makes one row of a thing.
func one[T any](row func(T) []any) func(T) [][]any {
	return func(x T) [][]any { return [][]any{row(x)} }
}

// rowsBy reads a list page by page.
func rowsBy[T any](ctx context.Context, a reportAsk, list func(context.Context, api.List) (api.Page[T], error), rows func(T) [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for l := a.list(); ; {
			page, err := list(ctx, l)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, x := range page.Items {
				for _, row := range rows(x) {
					if !yield(row, nil) {
						return
					}
				}
			}
			if l.After = page.Next; l.After == nil {
				return
			}
		}
	}
}

// questions makes a row of each question; one that was asked of the other asset already is
// the same.
func questions() func(api.Duplicate) [][]any {
	type pair struct{ a, b uuid.UUID }
	asked := make(map[pair]bool)
	return func(d api.Duplicate) (rows [][]any) {
		for _, q := range d.Questions {
			if len(q.Others) > 0 {
				if asked[pair{q.Others[0].ID, d.Asset.ID}] {
					continue
				}
				asked[pair{d.Asset.ID, q.Others[0].ID}] = true
			}
			rows = append(rows, api.QuestionCells(d.Asset, q))
		}
		return rows
	}
}

// comparison makes a file of what is not the same at two moments.
func (s exports) comparison(ctx context.Context, scope api.Scope, a reportAsk, format string) (found api.Answer[api.File], err error) {
	q := a.compare()
	err = comparisons{s.reads}.sides(ctx, scope, q, func(from, to *projections.Reading) error {
		head, stands := headOf(from.Standing(asset.Models()...), to.Standing(asset.Models()...)), to.Standing(asset.Models()...)
		side := func(m api.ComparedMoment) string {
			return fmt.Sprintf("%s (position %d, rules %s)", m.RecordedAt.UTC().Format(time.RFC3339), m.Position.N, m.Rules)
		}
		var w words
		w.add("kind", q.Kinds...)
		w.add("field", q.Fields...)
		found, err = s.file(ctx, scope.Tenant, sheet{
			name: q.Of + "-compared", title: "Comparison of " + q.Of, columns: api.DifferenceHead(), ids: 1, filter: w.String(),
			rows: differing(ctx, from, to, q), standing: standing(stands), at: stands.RecordedAt,
			period: "from-" + strconv.FormatInt(head.From.Position.N, 10), span: side(head.From) + " to " + side(head.To),
		}, format)
		return err
	})
	return found, conflicts(err)
}

// errEnough ends the reading of differences of which nobody wants more.
var errEnough = fmt.Errorf("enough")

// differing are a row for each field that is not the same.
func differing(ctx context.Context, from, to *projections.Reading, q api.CompareQuery) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		err := differences(ctx, from, to, q, uuid.Nil, func(d api.Difference) error {
			for _, row := range api.DifferenceCells(d) {
				if !yield(row, nil) {
					return errEnough
				}
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(nil, err)
		}
	}
}

// valueWords are the values of a parameter as people read them.
func valueWords(name string, values []string) (words []string) {
	for _, v := range values {
		switch name {
		case "age":
			v = api.BandWord(lifetime.Band(v))
		case "warranty":
			v = api.WarrantyWord(lifetime.Warranty(v))
		case "source":
			v = api.SourceWord(v)
		}
		words = append(words, strings.ReplaceAll(strings.ReplaceAll(v, "_", " "), "true", "yes"))
	}
	return words
}
