package suggestion

import (
	"context"
	"fmt"
	"time"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// What is equal to what is stored is not written: a pass over a fleet of which nothing
// but one account changed writes what that account changes.
const putAssets = `
insert into suggestion.assets as x (tenant_id, asset, customer, user_event, owner_event, kind, outcome, contact,
	percent, devices, reason, candidates, rules)
select $1, asset, customer, user_event, owner_event, kind, outcome, contact, percent, devices, reason, candidates, rules
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::smallint[],
	$10::integer[], $11::text[], $12::json[], $13::text[])
	as w (asset, customer, user_event, owner_event, kind, outcome, contact, percent, devices, reason, candidates, rules)
on conflict (tenant_id, asset) do update set customer = excluded.customer, user_event = excluded.user_event,
	owner_event = excluded.owner_event, kind = excluded.kind, outcome = excluded.outcome, contact = excluded.contact,
	percent = excluded.percent, devices = excluded.devices, reason = excluded.reason,
	candidates = excluded.candidates, rules = excluded.rules
where (x.customer, x.user_event, x.owner_event, x.kind, x.outcome, x.contact, x.percent, x.devices, x.reason, x.candidates::text, x.rules)
	is distinct from (excluded.customer, excluded.user_event, excluded.owner_event, excluded.kind, excluded.outcome,
	excluded.contact, excluded.percent, excluded.devices, excluded.reason, excluded.candidates::text, excluded.rules)`

const endAssets = `delete from suggestion.assets where tenant_id = $1 and customer = any($2) and not asset = any($3)`

const putPeople = `
insert into suggestion.people as x (tenant_id, person, customer, event, contact)
select $1, person, customer, event, contact from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) as w (person, customer, event, contact)
on conflict (tenant_id, person) do update set customer = excluded.customer, event = excluded.event, contact = excluded.contact
where (x.customer, x.event, x.contact) is distinct from (excluded.customer, excluded.event, excluded.contact)`

const endPeople = `delete from suggestion.people where tenant_id = $1 and customer = any($2) and not person = any($3)`

const putCustomers = `
insert into suggestion.customers (tenant_id, customer, signature, matched_at)
select $1, customer, signature, $4 from unnest($2::uuid[], $3::bigint[]) as w (customer, signature)
on conflict (tenant_id, customer) do update set signature = excluded.signature, matched_at = excluded.matched_at`

const endCustomers = `delete from suggestion.customers where tenant_id = $1 and customer = any($2)`

// store replaces the suggestions of the customers of work, and tells how many rows
// that changed.
func store(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, work []todo, out output, now time.Time) (written int64, err error) {
	var all, there, gone []uuid.UUID
	var signatures []int64
	for _, t := range work {
		all = append(all, t.customer)
		if t.gone {
			gone = append(gone, t.customer)
			continue
		}
		there, signatures = append(there, t.customer), append(signatures, t.signature)
	}
	assets, values, err := columnsOf(tenant, out.verdicts)
	if err != nil {
		return 0, err
	}
	persons, offers := columnsOfOffers(tenant, out.offers)
	for _, s := range []struct {
		sql  string
		args []any
		rows bool // counts
	}{
		{putAssets, values, true},
		{endAssets, []any{tenant, all, assets}, true},
		{putPeople, offers, true},
		{endPeople, []any{tenant, all, persons}, true},
		{putCustomers, []any{tenant, there, signatures, now}, false},
		{endCustomers, []any{tenant, gone}, false},
	} {
		done, err := tx.Exec(ctx, s.sql, s.args...)
		if err != nil {
			return 0, fmt.Errorf("store the suggestions of %d customers: %w", len(work), err)
		}
		if s.rows {
			written += done.RowsAffected()
		}
	}
	return written, nil
}

// columnsOf turns verdicts into the arguments of putAssets.
func columnsOf(tenant uuid.UUID, verdicts []verdict) (assets []uuid.UUID, values []any, err error) {
	n := len(verdicts)
	assets = make([]uuid.UUID, n)
	customers, users, owners, contacts := make([]uuid.UUID, n), make([]*uuid.UUID, n), make([]*uuid.UUID, n), make([]*uuid.UUID, n)
	kinds, outcomes, reasons, rules, candidates := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	percents, devices := make([]int16, n), make([]int32, n)
	for i := range verdicts {
		v := &verdicts[i]
		raw, err := json.Marshal(v.candidates)
		if err != nil {
			return nil, nil, fmt.Errorf("store the suggestion of asset %s: %w", v.asset, err)
		}
		assets[i], customers[i], users[i], owners[i], contacts[i] = v.asset, v.customer, some(v.userEvent), some(v.ownerEvent), some(v.contact)
		kinds[i], outcomes[i], reasons[i], rules[i], candidates[i] = v.kind, v.outcome, v.reason, v.rules, string(raw)
		percents[i], devices[i] = int16(v.percent), int32(v.devices)
	}
	return assets, []any{tenant, assets, customers, users, owners, kinds, outcomes, contacts, percents, devices, reasons, candidates, rules}, nil
}

func columnsOfOffers(tenant uuid.UUID, offers []offer) (persons []uuid.UUID, values []any) {
	n := len(offers)
	persons = make([]uuid.UUID, n)
	customers, events, contacts := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]*uuid.UUID, n)
	for i, o := range offers {
		persons[i], customers[i], events[i], contacts[i] = o.person, o.customer, o.event, some(o.contact)
	}
	return persons, []any{tenant, persons, customers, events, contacts}
}

// some is an id that may be absent.
func some(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// reached notes up to where suggestions are complete.
func reached(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, position int64, now time.Time) error {
	_, err := tx.Exec(ctx, `insert into suggestion.passes as x (tenant_id, position, passed_at) values ($1, $2, $3)
		on conflict (tenant_id) do update set position = excluded.position, passed_at = excluded.passed_at
		where x.position <> excluded.position`, tenant, position, now)
	if err != nil {
		return fmt.Errorf("note the pass: %w", err)
	}
	return nil
}
