package suggestion

import (
	"context"
	"fmt"
	"strconv"

	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/association"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// todo is a customer whose suggestions are to be made anew.
type todo struct {
	customer  uuid.UUID
	signature int64
	devices   int64
	gone      bool // it was removed: its suggestions end
}

// changedSQL compares each customer's signature with the stored one. A signature is
// made of ids, events and positions: what is sealed stays closed.
//
// Where an account was last user of devices of several customers it may be one of the
// MSP's own, so that number is part of a device's input. Accounts are compared by the
// subjects that they are sealed for.
func changedSQL(r *projections.Reading, w *query.Where, rules string) string {
	asset.Own(r, w)
	w.And("a.shown and a.source = 'ninjaone' and " + asset.Customer + " is not null")
	tenant, variant := w.Add(r.Tenant), func(model string) string { return strconv.Itoa(int(r.Variant(model))) }
	of := func(model, table, alias string) string {
		return r.Table(model, table) + " " + alias + " where " + alias + ".tenant_id = " + tenant + " and " + alias + ".variant = " + variant(model)
	}
	return `with device as materialized (
	select a.id, a.user_event, a.owner_event, ` + asset.Customer + ` as customer, (a.last_user ->> '$s')::uuid as subject
	from ` + asset.Placed(r) + ` where ` + w.SQL() + `
), shared as (
	select subject, count(*) - 1 as others from (select distinct subject, customer from device where subject is not null) each
	group by subject having count(*) > 1
), device_input as (
	select customer, count(*) as n, bit_xor(hashtextextended(format('%s/%s/%s/%s', id, user_event, owner_event, others), 0)) as input
	from device left join shared using (subject) group by customer
), contact_input as (
	select x.customer, bit_xor(hashtextextended(format('%s/%s', x.id, x.position), 1)) as input
	from ` + of(directory.Name, "contact", "x") + ` group by x.customer
), person as (
	select x.id, x.source, x.event, x.organization, x.vanished_at from ` + of(association.Name, "person", "x") + ` and x.event is not null
), person_input as (
	select s.customer, bit_xor(hashtextextended(format('%s/%s/%s', p.id, p.event, p.vanished_at), 2)) as input
	from person p join ` + r.Table(mapping.Name, "status") + ` s on s.tenant_id = ` + tenant + ` and s.variant = ` + variant(mapping.Name) + ` and s.id = p.organization
	where p.source <> 'technician' and s.customer is not null group by s.customer
), customer as (
	select c.id, hashtextextended(format('%s/%s/%s/%s/%s/%s', d.input, n.input, p.input, c.domains,
		(select bit_xor(hashtextextended(format('%s/%s', id, event), 3)) from person where source = 'technician' and vanished_at is null), ` + w.Add(rules) + `::text), 4) as signature,
		coalesce(d.n, 0) as n
	from (select x.id, x.domains from ` + of(directory.Name, "customer", "x") + `) c
	left join device_input d on d.customer = c.id left join contact_input n on n.customer = c.id left join person_input p on p.customer = c.id
)
select coalesce(c.id, s.customer), coalesce(c.signature, 0), coalesce(c.n, 0), c.id is null
from customer c full join (select * from suggestion.customers where tenant_id = ` + tenant + `) s on s.customer = c.id
where c.signature is distinct from s.signature
order by 1`
}

// changed lists the customers that differ, as many as one pass may take.
func (k *Keeper) changed(ctx context.Context, r *projections.Reading, rules string) (work []todo, more bool, err error) {
	w := &query.Where{}
	sql := changedSQL(r, w, rules)
	rows, err := r.Tx.Query(ctx, sql, w.Values()...)
	if err != nil {
		return nil, false, fmt.Errorf("look which customers changed: %w", err)
	}
	var t todo
	sum := int64(0)
	_, err = pgx.ForEachRow(rows, []any{&t.customer, &t.signature, &t.devices, &t.gone}, func() error {
		if len(work) > 0 && sum+t.devices > int64(k.cfg.MaxDevices) {
			more = true
			return nil
		}
		sum += t.devices
		work = append(work, t)
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("look which customers changed: %w", err)
	}
	return work, more, nil
}
