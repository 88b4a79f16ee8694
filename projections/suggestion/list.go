package suggestion

import (
	"context"
	"fmt"
	"time"

	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/association"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// State is where an asset stands on its way to a contact (CON).
type State string

// The states. High and Lower wait for a person, High is pre-selected (CON-08, CON-15).
const (
	High       State = "high"    // 80 % and above
	Lower      State = "lower"   // somebody may fit: less than 80 %, or several alike
	None       State = "none"    // nobody fits
	Shared     State = "shared"  // shared, service, technician's or machine's account
	Differs    State = "differs" // assigned to another than is suggested
	Assigned   State = "assigned"
	Skipped    State = "skipped" // until the last user changes, or 30 days have passed
	Never      State = "never"   // nobody's own
	NoCustomer State = "no_customer"
	Pending    State = "pending" // not matched yet
)

// States lists all states.
func States() []State {
	return []State{High, Lower, None, Shared, Differs, Assigned, Skipped, Never, NoCustomer, Pending}
}

// skippedFor is for how long an asset that was skipped is left in peace while its last
// user stays the same.
const skippedFor = "30 days"

// Filter selects assets; the zero value selects all that NinjaOne manages and that are
// not out of service.
type Filter struct {
	Assets     []uuid.UUID // named by their ids, or by those of the records that show them
	Customer   uuid.UUID
	Connection uuid.UUID
	States     []State
	Unassigned bool // only those without a contact (ASG-01)
	Contact    uuid.UUID
	Suggested  uuid.UUID // for whom a rule takes the last user, at any percentage
	// Everything also selects assets that are kept by hand or out of service.
	Everything bool
}

// rowsSQL is one row an asset, to be selected from. A suggestion counts only while it
// is about the present last user, owner and customer.
func rowsSQL(r *projections.Reading, w *query.Where, f *Filter, now time.Time) string {
	asset.Own(r, w)
	w.And("a.shown")
	if len(f.Assets) > 0 {
		ids := w.Add(f.Assets)
		w.And("(a.id = any(" + ids + ") or a.asset = any(" + ids + "))")
	}
	if f.Customer != uuid.Nil {
		asset.Near(r, w, []uuid.UUID{f.Customer})
	}
	if f.Contact != uuid.Nil {
		w.And("a.contact = " + w.Add(f.Contact))
	}
	skipped := "d.standing = 'skipped' and d.seen_user is not distinct from (a.last_user ->> '$s')::uuid and d.standing_at > " +
		w.Add(now) + "::timestamptz - interval '" + skippedFor + "'"
	return `(select a.id, coalesce(a.asset, a.id) as whole, a.name, a.name_key, a.search, a.category, a.source, a.status, a.connection, a.device_id, a.last_user, a.user_event, a.last_logon_at,
	` + asset.Customer + ` as customer, c.name as customer_name, c.sort_key as customer_key, n.id as contact,
	v.kind, v.outcome, v.contact as suggested, coalesce(v.percent, 0)::bigint as percent, coalesce(v.devices, 0)::bigint as devices,
	v.reason, v.candidates, v.rules, coalesce(d.version, 0)::bigint as version, d.assigned_at, d.assigned_by, d.standing_at, d.standing_by,
	case when n.id is not null and v.contact <> n.id and coalesce(d.standing, '') <> 'never' and not coalesce(` + skipped + `, false) then 'differs'
		when n.id is not null then 'assigned'
		when d.standing = 'never' then 'never'
		when ` + skipped + ` then 'skipped'
		when c.id is null then 'no_customer'
		when a.source <> 'ninjaone' then 'none'
		when v.asset is null then 'pending'
		when v.outcome = 'high' then 'high'
		when v.outcome in ('suggested', 'tie') then 'lower'
		when v.kind in ('shared', 'technician', 'machine', 'built_in') then 'shared'
		else 'none' end as state
from ` + asset.Placed(r) +
		asset.Join(r, directory.Name, "customer", "c", asset.Customer) +
		asset.Join(r, directory.Name, "contact", "n", "a.contact") +
		asset.Join(r, association.Name, "decision", "d", "a.id") + `
	left join suggestion.assets v on v.tenant_id = a.tenant_id and v.asset = a.id and v.customer = ` + asset.Customer + `
		and v.user_event is not distinct from a.user_event and v.owner_event is not distinct from a.owner_event
where ` + w.SQL() + `) x`
}

func (f *Filter) where(w *query.Where) {
	query.In(w, "x.state", f.States)
	if f.Customer != uuid.Nil {
		w.And("x.customer = " + w.Add(f.Customer))
	}
	if f.Connection != uuid.Nil {
		w.And("x.connection = " + w.Add(f.Connection))
	}
	if !f.Everything {
		w.And("x.source = 'ninjaone' and x.status not in ('retired', 'lost', 'archived')")
	}
	if f.Contact != uuid.Nil {
		w.And("x.contact = " + w.Add(f.Contact))
	}
	if f.Suggested != uuid.Nil {
		w.And("x.suggested = " + w.Add(f.Suggested))
	}
	if f.Unassigned {
		w.And("x.contact is null")
	}
}

var sorts = map[string]query.Sort{
	"name":     query.Text("coalesce(x.name_key, '')"),
	"customer": query.Text("coalesce(x.customer_key, '') || chr(1) || coalesce(x.name_key, '')"),
	"percent":  {Expr: "x.percent", Type: "bigint"},
}

// list is the list whose rows from gives as x.
func list(from string) *query.Spec[Suggestion] {
	return &query.Spec[Suggestion]{
		Select: selected("x"), From: from, Key: "x.id", Sorts: sorts, Sort: "customer", Search: "x.search", Wide: true, Scan: scan,
	}
}

// List is one page of assets with their suggestions, by customer.
func List(ctx context.Context, r *projections.Reading, now time.Time, f Filter, p query.Page) (query.Result[Suggestion], error) {
	inner := &query.Where{}
	from := rowsSQL(r, inner, &f, now)
	w := &query.Where{Args: inner.Args}
	f.where(w)
	return query.Run(ctx, r.Tx, *list(from), w, p)
}

// Reached is up to which position of the log suggestions are complete; 0: no pass was
// made yet.
func Reached(ctx context.Context, r *projections.Reading) (position int64, err error) {
	err = r.Tx.QueryRow(ctx, `select coalesce(max(position), 0) from suggestion.passes where tenant_id = $1`, r.Tenant).Scan(&position)
	if err != nil {
		return 0, fmt.Errorf("read how far suggestions are: %w", err)
	}
	return position, nil
}
