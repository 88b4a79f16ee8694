package access

import (
	"context"

	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// AccountFilter selects accounts; the zero value selects all, vanished ones too.
type AccountFilter struct {
	Connections []uuid.UUID // nil: of all
	Kind        string
	Role        uuid.UUID   // that they have now
	IDs         []uuid.UUID // nil: all
	View        View        // "": vanished ones too
	Hygiene     Hygiene
}

// Sealed sorts accounts by what is sealed: the caller, who has opened it, gives their
// order, and the rows follow it.
const Sealed = "sealed"

// Accounts is one page of accounts. order are all their ids, as Sealed sorts them; those
// that it lacks come first.
func Accounts(ctx context.Context, r *projections.Reading, f AccountFilter, order []uuid.UUID, p query.Page) (query.Result[Account], error) {
	w, columns := f.where(r), accountColumns()
	spec := query.Spec[Account]{
		Select: column.List(columns, "x"),
		From:   r.Table(Name, "account") + " x",
		Key:    "x.id",
		Sorts: map[string]query.Sort{
			"kind":          query.Text("x.kind"),
			"mfa":           query.Text("coalesce(x.mfa, 'unknown')"),
			"administrator": {Expr: "not x.administrator", Type: "boolean"},
			"changed_at":    {Expr: "x.changed_at", Type: "timestamptz"},
		},
		Sort: "changed_at",
		Scan: scan(columns),
	}
	if p.Sort == Sealed {
		spec.From += " left join unnest(" + w.Add(raw(order)) + "::uuid[]) with ordinality as k(id, place) on k.id = x.id"
		spec.Sorts[Sealed] = query.Sort{Expr: "coalesce(k.place, 0)", Type: "bigint"}
	}
	w.And(f.Hygiene.condition(r, w, f.View))
	return query.Run(ctx, r.Tx, spec, w, p)
}

func (f *AccountFilter) where(r *projections.Reading) *query.Where {
	w := own(r)
	w.And("x.kind is not null") // else only a decision is known
	if f.Connections != nil {
		w.And("x.connection = any(" + w.Add(f.Connections) + ")")
	}
	if f.Kind != "" {
		w.And("x.kind = " + w.Add(f.Kind))
	}
	if f.IDs != nil {
		w.And("x.id = any(" + w.Add(raw(f.IDs)) + ")")
	}
	if f.Role != uuid.Nil {
		w.And("(x.connection, x.user_id) in (" + membersSQL(r) + " and m.id = " + w.Add(f.Role) + ")")
	}
	return w
}

// membersSQL selects who has any role now; conditions on the role m may follow. The names
// of the parameters are those of own.
func membersSQL(r *projections.Reading) string {
	return "select m.connection, (e ->> 'user')::bigint from " + r.Table(Name, "role") +
		" m cross join lateral json_array_elements(m.members -> 'now') e where m.tenant_id = $1 and m.variant = $2"
}
