package mapping

import (
	"context"

	"coresync/projections"
	"coresync/projections/query"
)

// Waiting counts, by connection, the organizations that need a customer: those that have
// none, whose customer was removed, or whose likely customer nobody confirmed. Ignored ones
// are done.
func Waiting(ctx context.Context, r *projections.Reading) ([]query.Waiting, error) {
	return query.CollectWaiting(ctx, r.Tx, `select o.connection, count(*), count(*) filter (where s.state = 'auto_matched'),
		bit_xor(hashtextextended(o.id::text, 0))
		from `+r.Table(Name, "status")+` s join `+r.Table(Name, "organization")+` o
			on o.tenant_id = s.tenant_id and o.variant = s.variant and o.id = s.id
		where s.tenant_id = $1 and s.variant = $2 and o.vanished_at is null and s.state = any($3)
		group by 1 order by 1`, r.Tenant, r.Variant(Name), Open())
}
