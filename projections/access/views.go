package access

import "coresync/projections"

func views() []projections.View {
	return []projections.View{accountsView(), grantsView()}
}

func accountsView() projections.View {
	return projections.View{
		Name: "access_accounts", Comment: "NinjaOne accounts, without names and addresses, which are sealed.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "a.tenant_id", Comment: "tenant"},
			{Name: "account_id", Expr: "a.id", Comment: "id of the account"},
			{Name: "connection_id", Expr: "a.connection", Comment: "NinjaOne connection"},
			{Name: "ninja_user_id", Expr: "a.user_id", Comment: "id in NinjaOne"},
			{Name: "kind", Expr: "a.kind", Comment: "TECHNICIAN or END_USER"},
			{Name: "organization_id", Expr: "a.organization_id", Comment: "organization in NinjaOne"},
			{Name: "enabled", Expr: "a.enabled", Comment: "may sign in"},
			{Name: "administrator", Expr: "a.administrator", Comment: "System Administrator"},
			{Name: "mfa", Expr: "a.mfa", Comment: "second factor configured: yes, no, or null where NinjaOne does not tell"},
			{Name: "must_change_password", Expr: "a.must_change", Comment: "yes, no, or null where NinjaOne does not tell"},
			{Name: "scim", Expr: "a.scim", Comment: "made through SCIM: yes, no, or null where NinjaOne does not tell"},
			{Name: "auth_type", Expr: "a.auth_type", Comment: "native, sso, or null where NinjaOne does not tell"},
			{Name: "invitation", Expr: "a.invitation", Comment: "REGISTERED, PENDING or EXPIRED"},
			{Name: "owner_contact_id", Expr: "a.owner", Comment: "contact that a person named as its owner"},
			{Name: "first_seen_at", Expr: "a.first_seen_at", Comment: "first observation"},
			{Name: "changed_at", Expr: "a.changed_at", Comment: "newest observation"},
			{Name: "administrator_since", Expr: "case when a.administrator then a.administrator_at end", Comment: "since when it is an administrator, as far as is known"},
			{Name: "vanished_at", Expr: "a.vanished_at", Comment: "when a complete listing no longer showed it; null: it is there"},
		},
		From: "projection.live_access_account a where a.kind is not null",
	}
}

func grantsView() projections.View {
	return projections.View{
		Name: "access_grants", Comment: "Who has which NinjaOne role.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "r.tenant_id", Comment: "tenant"},
			{Name: "connection_id", Expr: "r.connection", Comment: "NinjaOne connection"},
			{Name: "role_id", Expr: "r.id", Comment: "id of the role"},
			{Name: "ninja_role_id", Expr: "r.role_id", Comment: "id of the role in NinjaOne"},
			{Name: "role_name", Expr: "r.name", Comment: "name of the role; names are not unique"},
			{Name: "role_kind", Expr: "r.kind", Comment: "TECHNICIAN or END_USER"},
			{Name: "ninja_user_id", Expr: "(m ->> 'user')::bigint", Comment: "id of the account in NinjaOne"},
			{Name: "source", Expr: "m ->> 'source'", Comment: "how it came to it, as NinjaOne says"},
			{Name: "since", Expr: "(m ->> 'since')::timestamptz", Comment: "when it was first seen there"},
			{Name: "position", Expr: "(m ->> 'position')::bigint", Comment: "event that showed it first"},
		},
		From: "projection.live_access_role r cross join lateral json_array_elements(r.members -> 'now') m where r.vanished_at is null",
	}
}
