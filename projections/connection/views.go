package connection

import "coresync/projections"

func views() []projections.View {
	return []projections.View{
		{
			Name: "connections", Comment: "NinjaOne connections.",
			Columns: []projections.ViewColumn{
				{Name: "tenant_id", Expr: "c.tenant_id", Comment: "tenant"},
				{Name: "id", Expr: "c.id", Comment: "id of the connection"},
				{Name: "name", Expr: "c.name", Comment: "name"},
				{Name: "region", Expr: "c.region", Comment: "region of NinjaOne"},
				{Name: "frequency", Expr: "c.frequency", Comment: "how often it syncs by itself"},
				{Name: "last_sync_at", Expr: "c.last_sync_at", Comment: "end of the newest complete run"},
				{Name: "last_failure", Expr: "c.last_failure", Comment: "why the newest run failed, a stable code"},
				{Name: "removed_at", Expr: "c.removed_at", Comment: "when it was ended"},
			},
			From: "projection.live_connection_connection c",
		},
		{
			Name: "sync_runs", Comment: "Sync runs that ended.",
			Columns: []projections.ViewColumn{
				{Name: "tenant_id", Expr: "r.tenant_id", Comment: "tenant"},
				{Name: "id", Expr: "r.id", Comment: "id of the run"},
				{Name: "connection_id", Expr: "r.connection", Comment: "NinjaOne connection"},
				{Name: "trigger", Expr: "r.trigger", Comment: "first, manual or scheduled"},
				{Name: "state", Expr: "r.state", Comment: "completed, failed or undone"},
				{Name: "started_at", Expr: "r.started_at", Comment: "when it began"},
				{Name: "ended_at", Expr: "r.ended_at", Comment: "when it ended"},
				{Name: "devices_found", Expr: "(r.counts ->> 'devices_found')::bigint", Comment: "devices found (SYN-05)"},
				{Name: "assets_created", Expr: "(r.counts ->> 'assets_created')::bigint", Comment: "assets created (SYN-06)"},
				{Name: "assets_updated", Expr: "(r.counts ->> 'assets_updated')::bigint", Comment: "assets updated (SYN-07)"},
				{Name: "missing", Expr: "(r.counts ->> 'missing')::bigint", Comment: "devices that were no longer listed"},
				{Name: "reason", Expr: "r.reason", Comment: "why it failed, a stable code"},
			},
			From: "projection.live_connection_run r",
		},
	}
}
