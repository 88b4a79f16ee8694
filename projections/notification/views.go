package notification

import "coresync/projections"

func views() []projections.View {
	return []projections.View{{
		Name: "notifications", Comment: "What was told to people in their inboxes, each once (NOT-01 to NOT-05).",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "n.tenant_id", Comment: "tenant"},
			{Name: "id", Expr: "n.id", Comment: "id of the item, made of recipient, type and day"},
			{Name: "recipient_id", Expr: "n.recipient", Comment: "person whose inbox it is in"},
			{Name: "type", Expr: "n.type", Comment: "organization_mapping, contact_assignment, sync_held, sync_failed, reconnect or webhook_failing"},
			{Name: "day", Expr: "n.day", Comment: "day in the workspace's time zone: one item a day, recipient and type"},
			{Name: "connection_id", Expr: "n.connection", Comment: "NinjaOne connection that its link leads to"},
			{Name: "count", Expr: "n.count", Comment: "how many things need somebody"},
			{Name: "suggested", Expr: "n.suggested", Comment: "how many of them have a suggestion"},
			{Name: "created_at", Expr: "n.created_at", Comment: "when it was told"},
			{Name: "done_at", Expr: "n.done_at", Comment: "when it was done; empty: it is open"},
			{Name: "done_by", Expr: "n.done_by", Comment: "person, solved (by itself), newer (another item took its place) or muted"},
		},
		From: "notification.items n",
	}}
}
