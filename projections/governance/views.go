package governance

import "coresync/projections"

func views() []projections.View {
	return []projections.View{{
		Name: "access_review_rows", Comment: "What campaigns decided about who may do what, without names, which are sealed.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "w.tenant_id", Comment: "tenant"},
			{Name: "review_id", Expr: "w.review", Comment: "id of the campaign"},
			{Name: "review_name", Expr: "r.name", Comment: "its name"},
			{Name: "review_status", Expr: "r.status", Comment: "open, signed_off or cancelled"},
			{Name: "connection_id", Expr: "w.connection", Comment: "NinjaOne connection"},
			{Name: "ninja_user_id", Expr: "w.user_id", Comment: "account in NinjaOne"},
			{Name: "ninja_role_id", Expr: "w.role_id", Comment: "role in NinjaOne; null: the account itself"},
			{Name: "administrator", Expr: "w.administrator", Comment: "the account was a System Administrator"},
			{Name: "verdict", Expr: "w.verdict", Comment: "keep or revoke; null: undecided"},
			{Name: "decided_at", Expr: "w.decided_at", Comment: "when it was decided"},
			{Name: "decided_by", Expr: "w.decided_by", Comment: "by whom, an id"},
		},
		From: "projection.live_governance_review_row w join projection.live_governance_review r on r.tenant_id = w.tenant_id and r.id = w.review",
	}}
}
