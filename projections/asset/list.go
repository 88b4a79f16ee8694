package asset

import (
	"context"
	"strconv"
	"time"

	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Asset is an asset with what it is joined with.
type Asset struct {
	Row
	CustomerID       uuid.UUID // zero: none
	CustomerName     string
	OrganizationName string
	LocationName     string
	OutOfSight       bool // NinjaOne no longer lists its organization
}

// Filter selects assets; the zero value selects all. Members are joined by "and",
// the values of one member by "or".
type Filter struct {
	Customers    []uuid.UUID
	NoCustomer   bool // only those without
	Connections  []uuid.UUID
	Organization int64 // id in NinjaOne; 0: any
	Categories   []string
	Statuses     []string
	Connectivity []string
	Tags         []string
	Source       string
	Missing      *bool
	Released     bool // only those that are no longer synced, and say so (GAP-01)
	Ignored      bool // only those that an ignore rule leaves out (GAP-03)
	Contact      uuid.UUID
	Unassigned   bool // only those that no contact has

	// Ages and Warranties are bands and states as of Today.
	Ages       []lifetime.Band
	Warranties []lifetime.Warranty
	Today      time.Time
	Estimated  bool           // only those whose age is known from when they were first seen
	Ends       lifetime.Range // of the last day of the warranty; zero: any
	Physical   bool           // no virtual machines, network devices and cloud services
}

// List is one page of assets, sorted by name unless the page says otherwise.
func List(ctx context.Context, r *projections.Reading, f Filter, p query.Page) (query.Result[Asset], error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return query.Result[Asset]{}, err
	}
	w := &query.Where{}
	spec := spec(r, w)
	f.apply(r, w)
	w.And("a.shown")
	hidden.seen(r, w, f.Ignored)
	return query.Run(ctx, r.Tx, spec, w, p)
}

// Among is one page of those of some assets that are of a source.
func Among(ctx context.Context, r *projections.Reading, ids []uuid.UUID, source string, p query.Page) (query.Result[Asset], error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return query.Result[Asset]{}, err
	}
	w := &query.Where{}
	spec, f := spec(r, w), Filter{Source: source}
	f.apply(r, w)
	w.And("(a.id = any(" + w.Add(ids) + ") or a.asset = any(" + w.Add(ids) + "))")
	w.And("a.shown")
	hidden.seen(r, w, false)
	return query.Run(ctx, r.Tx, spec, w, p)
}

// Get is one asset, by its id or that of any of its records. Error: domain.NotFound.
func Get(ctx context.Context, r *projections.Reading, id uuid.UUID) (Asset, error) {
	w := &query.Where{}
	spec := spec(r, w)
	w.And("a.shown")
	w.And("a.id = any(" + recordsOf(r, w, id) + ")")
	found, err := query.Run(ctx, r.Tx, spec, w, query.Page{Limit: 1})
	if err != nil {
		return Asset{}, err
	}
	if len(found.Items) == 0 {
		return Asset{}, domain.NotFound("asset")
	}
	return found.Items[0], nil
}

// recordsOf is an array with the ids of all records of the asset that a record is of. It
// knows nothing of the rows around it, so that it is worked out once, by two indexes.
func recordsOf(r *projections.Reading, w *query.Where, record uuid.UUID) string {
	from := " from " + r.Table(Name, "asset") + " k where k.tenant_id = " + w.Add(r.Tenant) + " and k.variant = " + strconv.Itoa(int(r.Variant(Name)))
	of := "(select coalesce(k.asset, k.id)" + from + " and k.id = " + w.Add(record) + ")"
	return "array(select k.id" + from + " and k.id = " + of + " union all select k.id" + from + " and k.asset = " + of + ")"
}

// Models are what an answer about assets joins, for Reading.Standing.
func Models() []string { return []string{Name, mapping.Name, directory.Name} }

// sorts are what assets can be sorted by.
var sorts = map[string]query.Sort{
	"name":          query.Text("a.name_key"),
	"manufacturer":  query.Text("coalesce(lower(a.manufacturer), '')"),
	"model":         query.Text("coalesce(lower(a.model), '')"),
	"serial_number": query.Text("coalesce(lower(a.serial_number), '')"),
	"category":      query.Text("a.category"),
	"status":        query.Text("a.status"),
	"connectivity":  query.Text("a.connectivity"),
	"customer":      query.Text("coalesce(c.sort_key, '')"),
	"organization":  query.Text("coalesce(o.sort_key, '')"),
	"os":            query.Text("coalesce(lower(a.os), '')"),
	"last_contact":  {Expr: "coalesce(a.last_contact, '-infinity')", Type: "timestamptz"},
	"first_seen":    {Expr: "coalesce(a.first_seen_at, '-infinity')", Type: "timestamptz"},
	"age":           {Expr: "coalesce(" + BornSQL + ", 'infinity')::timestamptz", Type: "timestamptz"}, // the oldest first
	"warranty_end":  {Expr: "coalesce(a.warranty_end, 'infinity')::timestamptz", Type: "timestamptz"},
}

// Join joins a live table to that of assets, whose alias is a, by its id.
func Join(r *projections.Reading, model, table, alias, on string) string {
	return " left join " + r.Table(model, table) + " " + alias + " on " + alias + ".tenant_id = a.tenant_id and " +
		alias + ".variant = " + strconv.Itoa(int(r.Variant(model))) + " and " + alias + ".id = " + on
}

// Customer is the expression of an asset's customer where Placed names the tables: its
// own where it is kept by hand, else that of its place in NinjaOne.
const Customer = "coalesce(a.customer, " + mapping.CustomerOf + ")"

// Placed names the live table of assets, alias a, and what gives them their customers.
func Placed(r *projections.Reading) string {
	return r.Table(Name, "asset") + " a" + Join(r, mapping.Name, "status", "s", "a.organization") +
		Join(r, mapping.Name, "location_status", "ls", "a.location")
}

// PlacedCells names the live table of cells of reports, alias a, and what gives those by
// place their customers.
func PlacedCells(r *projections.Reading) string {
	return r.Table(Name, "report_cell") + " a" + Join(r, mapping.Name, "status", "s", "a.organization") +
		Join(r, mapping.Name, "location_status", "ls", "a.location")
}

// PlacedGroups names the live table of date groups, alias a, and what gives them their
// customers.
func PlacedGroups(r *projections.Reading) string {
	return r.Table(Name, "date_group") + " a" + Join(r, mapping.Name, "status", "s", "a.organization") +
		Join(r, mapping.Name, "location_status", "ls", "a.location")
}

// Own adds the conditions that every statement on Placed has.
func Own(r *projections.Reading, w *query.Where) {
	w.And("a.tenant_id = " + w.Add(r.Tenant))
	w.And("a.variant = " + strconv.Itoa(int(r.Variant(Name))))
}

// spec is the list of assets of a reading, all models of one release.
func spec(r *projections.Reading, w *query.Where) query.Spec[Asset] {
	columns := columns()
	Own(r, w)
	return query.Spec[Asset]{
		Select: column.List(columns, "a") + ", " + Customer + ", c.name, o.name, p.name, o.vanished_at is not null",
		From: Placed(r) +
			Join(r, mapping.Name, "organization", "o", "a.organization") +
			Join(r, mapping.Name, "location", "p", "a.location") +
			Join(r, directory.Name, "customer", "c", Customer),
		Key: "a.id", Sorts: sorts, Sort: "name", Search: "a.search", Wide: true,
		Scan: func(values [][]byte) (Asset, error) {
			var a Asset
			rest, err := column.ScanRow(columns, &a.Row, values)
			if err != nil {
				return a, err
			}
			if len(rest[0]) == 16 {
				a.CustomerID = uuid.UUID(rest[0])
			}
			a.Notes = rule.WithNotesBlock(a.Notes, rule.NotesBlock(a.OS))
			a.CustomerName, a.OrganizationName, a.LocationName = string(rest[1]), string(rest[2]), string(rest[3])
			a.OutOfSight = len(rest[4]) == 1 && rest[4][0] != 0
			return a, nil
		},
	}
}

func (f *Filter) apply(r *projections.Reading, w *query.Where) {
	f.applyFacets(w, Customer, "a.missing_since is not null")
	Near(r, w, f.Customers)
	query.In(w, "a.connection", f.Connections)
	if f.Organization != 0 {
		w.And("a.organization_id = " + w.Add(f.Organization))
	}
	if f.Contact != uuid.Nil {
		w.And("a.contact = " + w.Add(f.Contact))
	}
	if f.Unassigned {
		w.And("a.contact is null")
	}
	f.applyDates(w)
	if f.Physical {
		w.And(PhysicalSQL)
	}
	if f.Released {
		w.And("a.released in ('" + ReleasedMarked + "', '" + ReleasedArchived + "')")
	}
}

// Each reads the assets that List shows one by one, in the order of the ids that they
// have as assets.
func Each(ctx context.Context, r *projections.Reading, after uuid.UUID) (*query.Rows[Asset], error) {
	w := &query.Where{}
	spec := spec(r, w)
	spec.Key = "coalesce(a.asset, a.id)"
	w.And("a.shown")
	seen(r, w, false)
	return query.Each(ctx, r.Tx, spec, w, after)
}
