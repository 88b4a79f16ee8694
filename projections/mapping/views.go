package mapping

import "coresync/projections"

func views() []projections.View {
	return []projections.View{{
		Name: "organizations", Comment: "NinjaOne organizations and the customers that they belong to.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "o.tenant_id", Comment: "tenant"},
			{Name: "id", Expr: "o.id", Comment: "id of the organization"},
			{Name: "connection_id", Expr: "o.connection", Comment: "NinjaOne connection"},
			{Name: "organization_id", Expr: "o.organization_id", Comment: "id in NinjaOne"},
			{Name: "name", Expr: "o.name", Comment: "name in NinjaOne"},
			{Name: "status", Expr: "s.state", Comment: "mapped, mapped_auto, auto_matched, unmatched, stale or ignored (MAP-06 to MAP-09)"},
			{Name: "customer_id", Expr: "s.customer", Comment: "customer it belongs to"},
			{Name: "customer_name", Expr: "c.name", Comment: "name of that customer"},
			{Name: "decided_at", Expr: "o.decided_at", Comment: "when a person decided"},
			{Name: "decided_by", Expr: "o.decided_by", Comment: "who, an id"},
			{Name: "vanished_at", Expr: "o.vanished_at", Comment: "when NinjaOne no longer listed it"},
			{Name: "suggested_customer_id", Expr: "s.suggested_customer", Comment: "likely customer that a person has to confirm"},
			{Name: "score", Expr: "s.score", Comment: "0 to 100, of a customer that matching found"},
		},
		From: `projection.live_mapping_organization o
join projection.live_mapping_status s on s.tenant_id = o.tenant_id and s.id = o.id
left join projection.live_mapping_customer c on c.tenant_id = o.tenant_id and c.id = s.customer`,
	}}
}
