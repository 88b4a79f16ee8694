package suggestion

import (
	"context"
	"time"

	"coresync/projections"
	"coresync/projections/query"
)

// ours are the categories of what a person has in hand: servers, network devices and the
// like belong to nobody (NOT-05).
const ours = "('Workstation', 'Mac', 'Mobile Device', 'Other')"

// Waiting counts, by connection, the devices of people that have no contact, and those of
// them for which one is suggested. What was skipped or is nobody's own is decided; what has
// no customer waits for that first.
func Waiting(ctx context.Context, r *projections.Reading, now time.Time) ([]query.Waiting, error) {
	inner := &query.Where{}
	from := rowsSQL(r, inner, &Filter{}, now)
	w := &query.Where{Args: inner.Args}
	f := Filter{States: []State{High, Lower, None, Shared, Pending}, Unassigned: true}
	f.where(w)
	w.And("x.category in " + ours)
	return query.CollectWaiting(ctx, r.Tx, `select x.connection, count(*), count(*) filter (where x.state in ('high', 'lower')),
		bit_xor(hashtextextended(x.id::text, 0)) from `+from+` where `+w.SQL()+` group by 1 order by 1`, w.Values()...)
}
