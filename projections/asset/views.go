package asset

import "coresync/projections"

func views() []projections.View {
	return []projections.View{assetsView(), cellsView()}
}

func assetsView() projections.View {
	return projections.View{
		Name: "assets", Comment: "Assets, synced and kept by hand, with their customers.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "a.tenant_id", Comment: "tenant"},
			{Name: "id", Expr: "coalesce(a.asset, a.id)", Comment: "id of the asset"},
			{Name: "source", Expr: "a.source", Comment: "ninjaone or manual"},
			{Name: "name", Expr: "a.name", Comment: "name (FLD-01)"},
			{Name: "manufacturer", Expr: "a.manufacturer", Comment: "maker (FLD-02)"},
			{Name: "model", Expr: "a.model", Comment: "model (FLD-03)"},
			{Name: "serial_number", Expr: "a.serial_number", Comment: "serial number (FLD-04)"},
			{Name: "os", Expr: "a.os", Comment: "operating system (FLD-05)"},
			{Name: "category", Expr: "a.category", Comment: "category (CAT)"},
			{Name: "node_class", Expr: "a.node_class", Comment: "class in NinjaOne"},
			{Name: "status", Expr: "a.status", Comment: "in_use, available, maintenance, retired, lost or archived (FLD-06)"},
			{Name: "connectivity", Expr: "a.connectivity", Comment: "online, offline, not_monitored or unknown"},
			{Name: "connectivity_at", Expr: "a.connectivity_at", Comment: "when that was seen"},
			{Name: "last_contact_at", Expr: "a.last_contact", Comment: "when NinjaOne last heard of it"},
			{Name: "customer_id", Expr: Customer, Comment: "customer"},
			{Name: "customer_name", Expr: "c.name", Comment: "name of the customer"},
			{Name: "connection_id", Expr: "a.connection", Comment: "NinjaOne connection"},
			{Name: "device_id", Expr: "a.device_id", Comment: "id in NinjaOne"},
			{Name: "organization_id", Expr: "a.organization_id", Comment: "id of the organization in NinjaOne"},
			{Name: "organization_name", Expr: "o.name", Comment: "name of the organization in NinjaOne"},
			{Name: "location_name", Expr: "p.name", Comment: "name of the location in NinjaOne"},
			{Name: "warranty_start", Expr: "a.warranty_start", Comment: "first day of the warranty"},
			{Name: "warranty_end", Expr: "a.warranty_end", Comment: "last day of the warranty"},
			{Name: "enrolled_at", Expr: "a.created_at", Comment: "when the agent was enrolled"},
			{Name: "first_seen_at", Expr: "a.first_seen_at", Comment: "when it was first observed"},
			{Name: "missing_since", Expr: "a.missing_since", Comment: "since when complete listings don't show it"},
			{Name: "contact_id", Expr: "a.contact", Comment: "contact that it is assigned to (ASG-04)"},
			{Name: "tags", Expr: "a.tags", Comment: "tags in NinjaOne, a list of texts; null: none"},
		},
		From: `projection.live_asset_asset a
left join projection.live_mapping_status s on s.tenant_id = a.tenant_id and s.id = a.organization
left join projection.live_mapping_location_status ls on ls.tenant_id = a.tenant_id and ls.id = a.location
left join projection.live_mapping_organization o on o.tenant_id = a.tenant_id and o.id = a.organization
left join projection.live_mapping_location p on p.tenant_id = a.tenant_id and p.id = a.location
left join projection.live_directory_customer c on c.tenant_id = a.tenant_id and c.id = ` + Customer + `
where a.shown and not ` + ignored("projection.live_mapping_ignore_rule g where g.tenant_id = a.tenant_id") + `
and not ` + outside("projection.live_mapping_scope t where t.tenant_id = a.tenant_id"),
	}
}

// cellsView shows the cells of reports. It leaves to who asks what ignore rules by name
// and tag leave out: cells don't know them.
func cellsView() projections.View {
	return projections.View{
		Name: "device_report_cells", Comment: "How many assets are alike, for reports: add n up, of one measure.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "a.tenant_id", Comment: "tenant"},
			{Name: "measure", Expr: "a.measure", Comment: "devices: by place and customer; born: by month of birth; warranty: by the month in which it ends"},
			{Name: "n", Expr: "a.n", Comment: "how many assets"},
			{Name: "customer_id", Expr: "case when a.measure = 'devices' then " + Customer + " end", Comment: "customer, of devices"},
			{Name: "customer_name", Expr: "c.name", Comment: "name of the customer"},
			{Name: "organization_name", Expr: "o.name", Comment: "name of the organization in NinjaOne, of devices"},
			{Name: "location_name", Expr: "p.name", Comment: "name of the location in NinjaOne, of devices"},
			{Name: "category", Expr: "a.category", Comment: "category (CAT)"},
			{Name: "node_class", Expr: "a.node_class", Comment: "class in NinjaOne"},
			{Name: "virtual", Expr: "a.virtual", Comment: "virtual machines"},
			{Name: "connectivity", Expr: "a.connectivity", Comment: "online, offline, not_monitored or unknown"},
			{Name: "status", Expr: "a.status", Comment: "in_use, available, maintenance, retired, lost or archived"},
			{Name: "source", Expr: "a.source", Comment: "ninjaone or manual"},
			{Name: "month", Expr: "a.month", Comment: "first day of the month of birth, or of that in which the warranty ends; null: not known"},
			{Name: "estimated", Expr: "a.estimated", Comment: "the birth is when they were first seen (REP-05)"},
		},
		From: `projection.live_asset_report_cell a
left join projection.live_mapping_status s on s.tenant_id = a.tenant_id and s.id = a.organization
left join projection.live_mapping_location_status ls on ls.tenant_id = a.tenant_id and ls.id = a.location
left join projection.live_mapping_organization o on o.tenant_id = a.tenant_id and o.id = a.organization
left join projection.live_mapping_location p on p.tenant_id = a.tenant_id and p.id = a.location
left join projection.live_directory_customer c on c.tenant_id = a.tenant_id and c.id = ` + Customer,
	}
}
