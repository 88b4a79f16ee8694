package suggestion

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/association"
	"coresync/projections/column"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// OfferState is where a person in NinjaOne stands on the way to the directory (SCH-04).
type OfferState string

// The states. Who is offered belongs to an organization that is mapped to a customer.
const (
	Offered  OfferState = "offered"
	Linked   OfferState = "linked"
	Ignored  OfferState = "ignored"
	Unmapped OfferState = "unmapped" // of no customer
)

// Offer is a contact or end user in NinjaOne, offered as its customer's contact.
type Offer struct {
	association.Person
	OrganizationID   int64
	OrganizationName string
	Customer         uuid.UUID
	CustomerName     string
	State            OfferState
	Suggested        uuid.UUID // contact with the same e-mail address; zero: none
	Known            uuid.UUID // the linked contact, while it is there
}

// OfferFilter selects people; the zero value selects all that NinjaOne still lists.
type OfferFilter struct {
	IDs        []uuid.UUID // of rows, gone ones too
	Connection uuid.UUID
	Customer   uuid.UUID
	States     []OfferState
	Suggested  bool  // only those of whom a contact has the e-mail address
	Created    *bool // only those for whom a contact was made, or was not; nil: either
}

var offerColumns = []column.Column[Offer]{
	column.Int("organization_id", "", func(o *Offer) *int64 { return &o.OrganizationID }),
	column.Text("organization_name", "", func(o *Offer) *string { return &o.OrganizationName }),
	column.UUID("customer", "", func(o *Offer) *uuid.UUID { return &o.Customer }),
	column.Text("customer_name", "", func(o *Offer) *string { return &o.CustomerName }),
	column.Text("state", "", func(o *Offer) *OfferState { return &o.State }),
	column.UUID("suggested", "", func(o *Offer) *uuid.UUID { return &o.Suggested }),
	column.UUID("known", "", func(o *Offer) *uuid.UUID { return &o.Known }),
}

// offerState is what became of a person p, with the joins of offerJoins.
const offerState = `case when p.link = 'ignored' then 'ignored' when n.id is not null then 'linked' when c.id is null then 'unmapped' else 'offered' end`

// offerJoins add the customer of a person's organization and the contact that is linked.
func offerJoins(r *projections.Reading) string {
	return offerJoin(r, mapping.Name, "status", "s", "p.organization") + offerJoin(r, directory.Name, "customer", "c", "s.customer") +
		offerJoin(r, directory.Name, "contact", "n", "p.contact")
}

func offerJoin(r *projections.Reading, model, table, alias, on string) string {
	return fmt.Sprintf(" left join %[1]s %[2]s on %[2]s.tenant_id = p.tenant_id and %[2]s.variant = %[3]d and %[2]s.id = %[4]s",
		r.Table(model, table), alias, r.Variant(model), on)
}

// offersSQL is one row a person, to be selected from.
func offersSQL(r *projections.Reading, w *query.Where) string {
	return `(select ` + column.List(association.PersonColumns(), "p") + `, o.organization_id, o.name as organization_name, s.customer, c.name as customer_name, c.sort_key,
	n.id as known, v.contact as suggested,
	` + offerState + ` as state
	from ` + r.Table(association.Name, "person") + ` p` + offerJoin(r, mapping.Name, "organization", "o", "p.organization") + offerJoins(r) + `
	left join suggestion.people v on v.tenant_id = p.tenant_id and v.person = p.id and v.event = p.event and v.customer = s.customer
	where p.tenant_id = ` + w.Add(r.Tenant) + ` and p.variant = ` + w.Add(r.Variant(association.Name)) + `
	and p.event is not null and p.source <> 'technician') x`
}

// offerSearch is what free text looks in: names of people are sealed.
const offerSearch = "lower(coalesce(x.organization_name, '') || ' ' || coalesce(x.customer_name, ''))"

// Offers is one page of people, by customer.
func Offers(ctx context.Context, r *projections.Reading, f OfferFilter, p query.Page) (query.Result[Offer], error) {
	w, persons := &query.Where{}, association.PersonColumns()
	from := offersSQL(r, w)
	f.where(w)
	return query.Run(ctx, r.Tx, query.Spec[Offer]{
		Select: column.List(persons, "x") + ", " + column.List(offerColumns, "x"), From: from, Key: "x.id",
		Sorts: map[string]query.Sort{
			"customer": query.Text("coalesce(x.sort_key, '')"),
			"state":    query.Text("case x.state when 'offered' then '0' when 'linked' then '1' when 'ignored' then '2' else '3' end || coalesce(x.sort_key, '')"),
		},
		Sort: "state", Search: offerSearch,
		Scan: func(values [][]byte) (o Offer, err error) {
			rest, err := column.ScanRow(persons, &o.Person, values)
			if err == nil {
				_, err = column.ScanRow(offerColumns, &o, rest)
			}
			return o, err
		},
	}, w, p)
}

func (f *OfferFilter) where(w *query.Where) {
	if len(f.IDs) == 0 {
		w.And("x.vanished_at is null")
	}
	query.In(w, "x.id", f.IDs)
	query.In(w, "x.state", f.States)
	if f.Customer != uuid.Nil {
		w.And("x.customer = " + w.Add(f.Customer))
	}
	if f.Connection != uuid.Nil {
		w.And("x.connection = " + w.Add(f.Connection))
	}
	if f.Suggested {
		w.And("x.suggested is not null")
	}
	if f.Created != nil {
		w.And("x.created = " + w.Add(*f.Created))
	}
}

// OfferCounts counts contacts and end users (SCH-04).
type OfferCounts struct {
	Found     int // that NinjaOne lists
	Offered   int // who wait for a decision
	Suggested int // of these, of whom a contact has the e-mail address
	Linked    int // with a contact that was there
	Created   int // for whom a contact was made
	Ignored   int
	Unmapped  int // of an organization without a customer
}

// CountOffers counts people in whose organization and customer q is found; what the filter says of states, of suggestions and of
// contacts that were made is left aside.
func CountOffers(ctx context.Context, r *projections.Reading, f OfferFilter, q string) (n OfferCounts, err error) {
	f.States, f.Suggested, f.Created = nil, false, nil
	w := &query.Where{}
	from := offersSQL(r, w)
	f.where(w)
	query.Search(w, offerSearch, q)
	err = r.Tx.QueryRow(ctx, `select count(*), count(*) filter (where x.state = 'offered'), count(*) filter (where x.state = 'offered' and x.suggested is not null),
		count(*) filter (where x.state = 'linked' and not x.created), count(*) filter (where x.state = 'linked' and x.created),
		count(*) filter (where x.state = 'ignored'), count(*) filter (where x.state = 'unmapped') from `+from+` where `+w.SQL(), w.Values()...).
		Scan(&n.Found, &n.Offered, &n.Suggested, &n.Linked, &n.Created, &n.Ignored, &n.Unmapped)
	if err != nil {
		return n, fmt.Errorf("count people of NinjaOne: %w", err)
	}
	return n, nil
}
