package asset

import (
	"strconv"

	"coresync/projections"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// CustomerCount is how many assets a customer has under a filter; the zero customer is none.
type CustomerCount struct {
	ID   uuid.UUID
	Name string
	N    int64
}

// customerFacet is the statement of the customers that have the most things alike, so many at
// most, and of those of the filter, whatever they have; those without a customer come last. Of
// the filter all holds but its customers, and that there is none.
func (f Filter) customerFacet(r *projections.Reading, w *query.Where, most int) string {
	chosen := orEmpty(f.Customers)
	f.Customers, f.NoCustomer = nil, false
	f.applyFacets(w, "a.customer", "a.missing")
	return `with x as (select a.customer, sum(a.n)::bigint as n from a where ` + w.Take() + ` group by 1 having sum(a.n) > 0)
		select coalesce(json_agg(json_build_object('id', y.id, 'name', y.name, 'n', y.n) order by y.place), '[]') from (
			select c.id, coalesce(c.name, '') as name, coalesce(x.n, 0) as n, row_number() over (order by coalesce(x.n, 0) desc, c.sort_key, c.id) as place
			from ` + r.Table(directory.Name, "customer") + ` c left join x on x.customer = c.id
			where c.tenant_id = ` + w.Add(r.Tenant) + ` and c.variant = ` + strconv.Itoa(int(r.Variant(directory.Name))) + `
			union all select ` + w.Add(uuid.Nil) + `, '', x.n, null from x where x.customer is null) y
		where y.n > 0 and y.place <= ` + w.Add(most) + ` or y.place is null or y.id = any(` + w.Add(chosen) + `)`
}
