package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// View is a question of hygiene that accounts answer.
type View string

// The views. Vanished accounts are in their own only; disabled ones can't sign in, so that
// they lack nothing.
const (
	ViewListed            View = "listed" // all that NinjaOne lists
	ViewAdministrators    View = "administrators"
	ViewNoMFA             View = "no_mfa"
	ViewInvitationExpired View = "invitation_expired"
	ViewNeverSignedIn     View = "never_signed_in"
	ViewDormant           View = "dormant"
	ViewExternal          View = "external"
	ViewNoPerson          View = "no_person"
	ViewNoRole            View = "no_role"
	ViewDisabled          View = "disabled"
	ViewVanished          View = "vanished"
)

// Views are all of them, in the order in which people are shown them.
func Views() []View {
	return []View{ViewAdministrators, ViewNoMFA, ViewInvitationExpired, ViewNeverSignedIn, ViewDormant, ViewExternal, ViewNoPerson, ViewNoRole, ViewDisabled, ViewVanished}
}

// dormantAfter is how long nothing changed of an account that counts as dormant: NinjaOne's
// API does not tell when somebody signed in last.
const dormantAfter = 180 * 24 * time.Hour

// Hygiene is what the views need to know besides the rows.
type Hygiene struct {
	Now     time.Time
	Unowned []uuid.UUID // accounts without a person, which their sealed addresses tell
}

// condition is the view in SQL.
func (h Hygiene) condition(r *projections.Reading, w *query.Where, v View) string {
	is := map[View]string{
		ViewListed:            "true",
		ViewAdministrators:    "x.administrator",
		ViewNoMFA:             "x.enabled and x.kind = 'TECHNICIAN' and x.mfa = 'no' and x.auth_type is distinct from 'sso'",
		ViewInvitationExpired: "x.invitation = 'EXPIRED'",
		ViewNeverSignedIn:     "x.enabled and x.invitation in ('PENDING', 'EXPIRED')",
		ViewDisabled:          "not x.enabled",
	}[v]
	switch v {
	case "":
		return "true"
	case ViewVanished:
		return "x.vanished_at is not null"
	case ViewDormant:
		is = "x.enabled and x.invitation = 'REGISTERED' and x.changed_at < " + w.Add(h.Now.Add(-dormantAfter))
	case ViewExternal:
		is = "x.kind = 'TECHNICIAN' and x.email_domain is not null and (x.connection, x.email_domain) not in (" + homesSQL(r) + ")"
	case ViewNoPerson:
		// A set, not an array: a plan for any array would look through all of it for each row.
		is = "x.id in (select unnest(" + w.Add(raw(h.Unowned)) + "::uuid[]))"
	case ViewNoRole:
		is = "x.enabled and not x.administrator and (x.connection, x.user_id) not in (" + membersSQL(r) + ")"
	}
	if is == "" { // no view of ours
		is = "false"
	}
	return "(x.vanished_at is null and " + is + ")"
}

// homesSQL selects the domain of most technicians' addresses, by connection. The names of
// the parameters are those of own.
func homesSQL(r *projections.Reading) string {
	return "select distinct on (d.connection) d.connection, d.email_domain from " + r.Table(Name, "account") +
		" d where d.tenant_id = $1 and d.variant = $2 and d.kind = 'TECHNICIAN' and d.vanished_at is null and d.email_domain is not null" +
		" group by d.connection, d.email_domain order by d.connection, count(*) desc, d.email_domain"
}

// CountViews counts the accounts under a filter, whatever its view, by view; those that
// NinjaOne lists are under ViewListed.
func CountViews(ctx context.Context, r *projections.Reading, f AccountFilter) (map[View]int, error) {
	w := f.where(r)
	views := append([]View{ViewListed}, Views()...)
	counts, into := make([]int, len(views)), make([]any, len(views))
	parts := make([]string, len(views))
	for i, v := range views {
		into[i], parts[i] = &counts[i], "count(*) filter (where "+f.Hygiene.condition(r, w, v)+")"
	}
	err := r.Tx.QueryRow(ctx, "select "+strings.Join(parts, ", ")+" from "+r.Table(Name, "account")+" x where "+w.SQL(), w.Values()...).Scan(into...)
	if err != nil {
		return nil, fmt.Errorf("count accounts by view: %w", err)
	}
	by := make(map[View]int, len(views))
	for i, v := range views {
		by[v] = counts[i]
	}
	return by, nil
}
