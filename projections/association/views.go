package association

import "coresync/projections"

func views() []projections.View {
	return []projections.View{{
		Name: "assignments", Comment: "Who uses which asset, as people decided.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "d.tenant_id", Comment: "tenant"},
			{Name: "asset_id", Expr: "d.id", Comment: "id of the asset"},
			{Name: "contact_id", Expr: "d.contact", Comment: "contact that it is assigned to"},
			{Name: "assigned_at", Expr: "d.assigned_at", Comment: "when it was assigned, or taken back"},
			{Name: "assigned_by", Expr: "d.assigned_by", Comment: "by whom, an id"},
			{Name: "standing", Expr: "d.standing", Comment: "skipped, never, or nothing"},
		},
		From: "projection.live_association_decision d",
	}}
}
