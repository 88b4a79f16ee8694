package asset

import (
	"context"
	"fmt"

	"coresync/domain/lifetime"
	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Cell is how many assets are alike in all that lists are narrowed by, but for customers and tags.
type Cell struct {
	Category, Status, Connectivity, Source string

	Missing    bool
	NoCustomer bool `json:"no_customer"` // as the statement calls it
	N          int64
}

// Facets are the numbers beside the filters of a list.
type Facets struct {
	Cells     []Cell
	Customers []CustomerCount
	Tags      []TagCount
}

// Most is how many customers and tags are told.
type Most struct{ Customers, Tags int }

// FacetsOf counts assets by what lists are narrowed by: those that are alike once, and all
// numbers are added up from these. Of the filter all holds for each but what it is about: for
// cells categories, statuses, connectivity, the source, missing and those without a customer;
// q is as in List.
func FacetsOf(ctx context.Context, r *projections.Reading, f Filter, q string, most Most) (out Facets, err error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return out, err
	}
	w := &query.Where{}
	sql := "with a as materialized (" + f.alike(r, w, q, hidden) + ") select (" + f.cellFacet(w) + "), (" +
		f.customerFacet(r, w, most.Customers) + "), (" + f.tagFacet(w, most.Tags) + ")"
	if err := r.Tx.QueryRow(ctx, sql, w.Values()...).Scan(&out.Cells, &out.Customers, &out.Tags); err != nil {
		return out, fmt.Errorf("count assets by what lists are narrowed by: %w", err)
	}
	out.Tags = withTags(out.Tags, f.Tags)
	return out, nil
}

// applyFacets narrows by what numbers stand beside a list for. Rows, cells of reports and what
// FacetsOf makes of them have the same columns for it, but for the customer and whether it is missing.
func (f *Filter) applyFacets(w *query.Where, customer, missing string) {
	query.In(w, customer, f.Customers)
	query.In(w, "a.category", f.Categories)
	query.In(w, "a.status", f.Statuses)
	query.In(w, "a.connectivity", f.Connectivity)
	f.applyTags(w)
	if f.NoCustomer {
		w.And(customer + " is null")
	}
	if f.Source != "" {
		w.And("a.source = " + w.Add(f.Source))
	}
	if f.Missing != nil && *f.Missing {
		w.And(missing)
	} else if f.Missing != nil {
		w.And("not (" + missing + ")")
	}
}

// alike is the statement of how many assets are alike under the rest of the filter: of the cells
// of reports where these know what is asked, else of the rows.
func (f Filter) alike(r *projections.Reading, w *query.Where, q string, hidden Hidden) string {
	f.Customers, f.Categories, f.Statuses, f.Connectivity, f.Tags = nil, nil, nil, nil, nil
	f.NoCustomer, f.Source, f.Missing = false, "", nil
	rows := func(also string) string {
		Own(r, w)
		f.apply(r, w)
		w.And("a.shown")
		hidden.seen(r, w, f.Ignored)
		query.Search(w, "a.search", q)
		w.And(also)
		return w.Take()
	}
	group := " group by 1, 2, 3, 4, 5, 6, 7"
	if hidden.Blurred || q != "" || !f.ofCells() {
		return "select " + alikeBy("a.missing_since is not null") + ", count(*) as n from " + Placed(r) + " where " + rows("true") + group
	}
	Own(r, w)
	w.And("a.measure = 'devices'")
	f.apply(r, w)
	hidden.seenCells(r, w)
	cells := "select " + alikeBy("false") + ", sum(a.n)::bigint as n from " + PlacedCells(r) + " where " + w.Take() + group
	// Cells don't tell those that are missing from others.
	return cells + " union all select " + alikeBy("m.missing") + ", m.n from " + Placed(r) + " cross join (values (true, 1), (false, -1)) m (missing, n) where " + rows("a.missing_since is not null")
}

// ofCells tells whether the cells of reports know all that the filter asks, but for missing.
func (f *Filter) ofCells() bool {
	return f.Contact == uuid.Nil && !f.Unassigned && !f.Ignored && !f.Released && f.Organization == 0 &&
		!f.Estimated && f.Ends == (lifetime.Range{}) &&
		len(f.Connections)+len(f.Ages)+len(f.Warranties) == 0
}

func alikeBy(missing string) string {
	return "a.category, a.status, a.connectivity, a.source, " + missing + " as missing, " + Customer + " as customer, a.tags::text as tags"
}

func (f Filter) cellFacet(w *query.Where) string {
	f.Categories, f.Statuses, f.Connectivity, f.Source, f.Missing, f.NoCustomer = nil, nil, nil, "", nil, false
	f.applyFacets(w, "a.customer", "a.missing")
	return `select coalesce(json_agg(y), '[]') from (
		select a.category, a.status, a.connectivity, a.source, a.missing, a.customer is null as no_customer, sum(a.n)::bigint as n
		from a where ` + w.Take() + ` group by 1, 2, 3, 4, 5, 6 having sum(a.n) > 0) y`
}
