package directory

import (
	"context"
	"slices"
	"strconv"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Filter selects things of the directory; the zero value selects all.
type Filter struct {
	Customer uuid.UUID
	Contact  uuid.UUID // of tickets
	Status   string    // of tickets
	// IDs: only these; nil: any. An empty list is none.
	IDs []uuid.UUID
}

// Entry is a thing with the name of its customer.
type Entry[R any] struct {
	Thing        R
	CustomerName string
}

// Customers is one page of customers by name.
func Customers(ctx context.Context, r *projections.Reading, p query.Page) (query.Result[Entry[Customer]], error) {
	return query.Run(ctx, r.Tx, customerList(r), own(r), p)
}

// GetCustomer is one customer. Error: domain.NotFound, as with the others.
func GetCustomer(ctx context.Context, r *projections.Reading, id uuid.UUID) (Entry[Customer], error) {
	return get(ctx, r, customerList(r), id, "customer")
}

// Contacts is one page of contacts. Their names are sealed, so the list can
// neither be sorted nor searched by them here: who finds them elsewhere names them by IDs.
func Contacts(ctx context.Context, r *projections.Reading, f Filter, p query.Page) (query.Result[Entry[Contact]], error) {
	return query.Run(ctx, r.Tx, contactList(r), f.where(r), p)
}

// GetContact is one contact.
func GetContact(ctx context.Context, r *projections.Reading, id uuid.UUID) (Entry[Contact], error) {
	return get(ctx, r, contactList(r), id, "contact")
}

// ContactsOf reads contacts by their ids, in no order; unknown ones are left out.
func ContactsOf(ctx context.Context, r *projections.Reading, ids []uuid.UUID) ([]Entry[Contact], error) {
	var all []Entry[Contact]
	for chunk := range slices.Chunk(ids, query.MaxLimit) {
		w := own(r)
		w.And("x.id = any(" + w.Add(chunk) + ")")
		found, err := query.Run(ctx, r.Tx, contactList(r), w, query.Page{Limit: query.MaxLimit})
		if err != nil {
			return nil, err
		}
		all = append(all, found.Items...)
	}
	return all, nil
}

// Contracts is one page of contracts by name.
func Contracts(ctx context.Context, r *projections.Reading, f Filter, p query.Page) (query.Result[Entry[Contract]], error) {
	return query.Run(ctx, r.Tx, contractList(r), f.where(r), p)
}

// GetContract is one contract.
func GetContract(ctx context.Context, r *projections.Reading, id uuid.UUID) (Entry[Contract], error) {
	return get(ctx, r, contractList(r), id, "contract")
}

// Tickets is one page of tickets by number.
func Tickets(ctx context.Context, r *projections.Reading, f Filter, p query.Page) (query.Result[Entry[Ticket]], error) {
	w := f.where(r)
	if f.Contact != uuid.Nil {
		w.And("x.contact = " + w.Add(f.Contact))
	}
	if f.Status != "" {
		w.And("x.status = " + w.Add(f.Status))
	}
	return query.Run(ctx, r.Tx, ticketList(r), w, p)
}

// TicketsAboutDevices are the tickets that were made about devices, of some customers.
func TicketsAboutDevices(ctx context.Context, r *projections.Reading, customers []uuid.UUID) ([]Entry[Ticket], error) {
	w := own(r)
	w.And("x.devices is not null")
	w.And("x.customer = any(" + w.Add(customers) + ")")
	found, err := query.Run(ctx, r.Tx, ticketList(r), w, query.Page{Whole: true})
	return found.Items, err
}

// GetTicket is one ticket.
func GetTicket(ctx context.Context, r *projections.Reading, id uuid.UUID) (Entry[Ticket], error) {
	return get(ctx, r, ticketList(r), id, "ticket")
}

func customerList(r *projections.Reading) query.Spec[Entry[Customer]] {
	return spec(r, customerTable(), "x.id", "x.search", map[string]query.Sort{
		"name":        query.Text("coalesce(x.sort_key, '')"),
		"number":      query.Text("coalesce(x.number, '')"),
		"city":        query.Text("coalesce(lower(x.city), '')"),
		"external_id": query.Text("coalesce(x.external_id, '')"),
	}, "name")
}

func contactList(r *projections.Reading) query.Spec[Entry[Contact]] {
	return spec(r, contactTable(), "x.customer", "", map[string]query.Sort{
		"customer":    query.Text("coalesce(c.sort_key, '')"),
		"external_id": query.Text("coalesce(x.external_id, '')"),
	}, "customer")
}

func contractList(r *projections.Reading) query.Spec[Entry[Contract]] {
	return spec(r, contractTable(), "x.customer", "lower(x.name)", map[string]query.Sort{
		"name":     query.Text("coalesce(x.sort_key, '')"),
		"customer": query.Text("coalesce(c.sort_key, '')"),
		"start":    {Expr: "coalesce(x.starts_on, '-infinity')::timestamptz", Type: "timestamptz"},
		"end":      {Expr: "coalesce(x.ends_on, 'infinity')::timestamptz", Type: "timestamptz"},
	}, "name")
}

func ticketList(r *projections.Reading) query.Spec[Entry[Ticket]] {
	return spec(r, ticketTable(), "x.customer", "x.search", map[string]query.Sort{
		"number":   query.Text("coalesce(x.sort_key, '')"),
		"customer": query.Text("coalesce(c.sort_key, '')"),
		"status":   query.Text("coalesce(x.status, '')"),
		"subject":  query.Text("coalesce(lower(x.subject), '')"),
	}, "number")
}

// spec is the list of a table, joined with customers by an expression.
func spec[R any](r *projections.Reading, t projections.TableSpec[R], customer, search string,
	sorts map[string]query.Sort, sort string,
) query.Spec[Entry[R]] {
	return query.Spec[Entry[R]]{
		Select: column.List(t.Columns, "x") + ", c.name",
		From: r.Table(Name, t.Name) + " x left join " + r.Table(Name, "customer") +
			" c on c.tenant_id = x.tenant_id and c.variant = x.variant and c.id = " + customer,
		Key: "x.id", Sorts: sorts, Sort: sort, Search: search,
		Scan: func(values [][]byte) (Entry[R], error) {
			var e Entry[R]
			rest, err := column.ScanRow(t.Columns, &e.Thing, values)
			if err == nil {
				e.CustomerName = string(rest[0])
			}
			return e, err
		},
	}
}

// own are the conditions that every list has.
func own(r *projections.Reading) *query.Where {
	w := &query.Where{}
	w.And("x.tenant_id = " + w.Add(r.Tenant))
	w.And("x.variant = " + strconv.Itoa(int(r.Variant(Name))))
	return w
}

func (f *Filter) where(r *projections.Reading) *query.Where {
	w := own(r)
	if f.Customer != uuid.Nil {
		w.And("x.customer = " + w.Add(f.Customer))
	}
	if f.IDs != nil {
		w.And("x.id = any(" + w.Add(f.IDs) + ")")
	}
	return w
}

func get[T any](ctx context.Context, r *projections.Reading, s query.Spec[T], id uuid.UUID, what string) (found T, err error) {
	w := own(r)
	w.And("x.id = " + w.Add(id))
	page, err := query.Run(ctx, r.Tx, s, w, query.Page{Limit: 1})
	if err != nil {
		return found, err
	}
	if len(page.Items) == 0 {
		return found, domain.NotFound(what)
	}
	return page.Items[0], nil
}
