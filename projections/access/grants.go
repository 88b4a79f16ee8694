package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// GrantFilter selects who has a role; the zero value selects all of now.
type GrantFilter struct {
	Connections []uuid.UUID // nil: of all
	Role        uuid.UUID
	Account     uuid.UUID
	Former      bool // also those that ended
	// ChangedSince selects those that began or ended since; zero: all.
	ChangedSince time.Time
	// Words are of a search; each is in the role's name, or the account is among those
	// that it is about.
	Words []Word
}

// Word is a word of a search, with the accounts whose sealed names hold it.
type Word struct {
	Text     string
	Accounts []uuid.UUID
}

const (
	since = "(e.m ->> 'since')::timestamptz"
	until = "(e.m ->> 'until')::timestamptz"
	// before: it was there when the role was first seen, so that since is no beginning.
	before = "coalesce((e.m ->> 'before')::boolean, false)"
)

// Grants is one page of who has which role. order are the ids of all accounts as Sealed
// sorts them; those that it lacks come first.
func Grants(ctx context.Context, r *projections.Reading, f GrantFilter, order []uuid.UUID, p query.Page) (query.Result[Membership], error) {
	w := own(r)
	spec := query.Spec[Membership]{
		Select: "x.id, x.connection, x.role_id, coalesce(x.name, ''), coalesce(x.kind, ''), e.m",
		From:   f.from(r),
		Key:    "md5(concat_ws('/', x.id, e.m ->> 'user', e.m ->> 'position', e.m ->> 'until'))::uuid",
		Sorts: map[string]query.Sort{
			"role":  query.Text("lower(coalesce(x.name, '')) || chr(1) || lpad(e.m ->> 'user', 20, '0')"),
			"since": {Expr: "case when " + before + " then '-infinity' else " + since + " end", Type: "timestamptz"},
			"until": {Expr: "coalesce(" + until + ", '-infinity')", Type: "timestamptz"},
		},
		Sort: "role",
		Scan: scanMembership,
	}
	f.where(w)
	if p.Sort == Sealed {
		spec.From += " left join unnest(" + w.Add(raw(order)) + "::uuid[]) with ordinality as k(id, place) on k.id = a.id"
		spec.Sorts[Sealed] = query.Text("lpad(coalesce(k.place, 0)::text, 20, '0') || chr(1) || lower(coalesce(x.name, ''))")
	}
	return query.Run(ctx, r.Tx, spec, w, p)
}

func (f *GrantFilter) from(r *projections.Reading) string {
	members := "select json_array_elements(x.members -> 'now')"
	if f.Former {
		members += " union all select json_array_elements(coalesce(x.members -> 'former', '[]'))"
	}
	return r.Table(Name, "role") + " x cross join lateral (" + members + ") e(m) left join " + r.Table(Name, "account") +
		" a on a.tenant_id = x.tenant_id and a.variant = x.variant and a.connection = x.connection and a.user_id = (e.m ->> 'user')::bigint"
}

func (f *GrantFilter) where(w *query.Where) {
	if f.Connections != nil {
		w.And("x.connection = any(" + w.Add(f.Connections) + ")")
	}
	if f.Role != uuid.Nil {
		w.And("x.id = " + w.Add(f.Role))
	}
	if f.Account != uuid.Nil {
		w.And("a.id = " + w.Add(f.Account))
	}
	if !f.ChangedSince.IsZero() {
		at := w.Add(f.ChangedSince)
		w.And("(not " + before + " and " + since + " >= " + at + " or " + until + " >= " + at + ")")
	}
	for _, word := range f.Words {
		w.And("(strpos(lower(coalesce(x.name, '')), " + w.Add(strings.ToLower(word.Text)) + ") > 0 or a.id = any(" + w.Add(raw(word.Accounts)) + "::uuid[]))")
	}
}

func scanMembership(values [][]byte) (m Membership, err error) {
	for i, id := range []*uuid.UUID{&m.Role.ID, &m.Role.Connection} {
		if *id, err = uuid.FromBytes(values[i]); err != nil {
			return m, fmt.Errorf("read a grant: %w", err)
		}
	}
	m.Role.Name, m.Role.Kind = string(values[3]), string(values[4])
	if err := roleIDColumn.Scan(&m.Role, values[2]); err != nil {
		return m, fmt.Errorf("read a grant: %w", err)
	}
	if err := json.Unmarshal(values[5], &m.Member); err != nil {
		return m, fmt.Errorf("read a member of role %s: %w", m.Role.ID, err)
	}
	return m, nil
}
