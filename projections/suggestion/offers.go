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

// Offers is one page of people, by customer.
func Offers(ctx context.Context, r *projections.Reading, f OfferFilter, p query.Page) (query.Result[Offer], error) {
	w, persons := &query.Where{}, association.PersonColumns()
	from := `(select ` + column.List(persons, "p") + `, o.organization_id, o.name as organization_name, s.customer, c.name as customer_name, c.sort_key,
	n.id as known, v.contact as suggested,
	` + offerState + ` as state
	from ` + r.Table(association.Name, "person") + ` p` + offerJoin(r, mapping.Name, "organization", "o", "p.organization") + offerJoins(r) + `
	left join suggestion.people v on v.tenant_id = p.tenant_id and v.person = p.id and v.event = p.event and v.customer = s.customer
	where p.tenant_id = ` + w.Add(r.Tenant) + ` and p.variant = ` + w.Add(r.Variant(association.Name)) + `
	and p.event is not null and p.source <> 'technician') x`
	f.where(w)
	return query.Run(ctx, r.Tx, query.Spec[Offer]{
		Select: column.List(persons, "x") + ", " + column.List(offerColumns, "x"), From: from, Key: "x.id",
		Sorts: map[string]query.Sort{
			"customer": query.Text("coalesce(x.sort_key, '')"),
			"state":    query.Text("case x.state when 'offered' then '0' when 'linked' then '1' when 'ignored' then '2' else '3' end || coalesce(x.sort_key, '')"),
		},
		Sort: "state",
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
}

// OfferCounts counts the contacts and end users of a connection (SCH-04). Those who are
// in none of the others belong to an organization without a customer.
type OfferCounts struct {
	Found   int // that NinjaOne lists
	Offered int // who wait for a decision
	Linked  int // with a contact that was there
	Created int // for whom a contact was made
	Ignored int
}

// CountOffers counts the people of a connection that NinjaOne lists.
func CountOffers(ctx context.Context, r *projections.Reading, connection uuid.UUID) (n OfferCounts, err error) {
	err = r.Tx.QueryRow(ctx, `select count(*), count(*) filter (where x.state = 'offered'), count(*) filter (where x.state = 'linked' and not x.created),
		count(*) filter (where x.state = 'linked' and x.created), count(*) filter (where x.state = 'ignored')
		from (select `+offerState+` as state, p.created from `+r.Table(association.Name, "person")+` p`+offerJoins(r)+`
		where p.tenant_id = $1 and p.variant = $2 and p.connection = $3 and p.event is not null and p.vanished_at is null and p.source <> 'technician') x`,
		r.Tenant, r.Variant(association.Name), connection).Scan(&n.Found, &n.Offered, &n.Linked, &n.Created, &n.Ignored)
	if err != nil {
		return n, fmt.Errorf("count the people of connection %s: %w", connection, err)
	}
	return n, nil
}
