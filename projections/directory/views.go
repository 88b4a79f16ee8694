package directory

import "coresync/projections"

func views() []projections.View {
	return []projections.View{
		{
			Name: "customers", Comment: "Customers.",
			Columns: []projections.ViewColumn{
				{Name: "tenant_id", Expr: "c.tenant_id", Comment: "tenant"},
				{Name: "id", Expr: "c.id", Comment: "id of the customer"},
				{Name: "name", Expr: "c.name", Comment: "name"},
				{Name: "number", Expr: "c.number", Comment: "customer number"},
				{Name: "city", Expr: "c.city", Comment: "city"},
				{Name: "external_id", Expr: "c.external_id", Comment: "id in the file that it was imported from"},
			},
			From: "projection.live_directory_customer c",
		},
		{
			Name: "contracts", Comment: "Contracts with customers.",
			Columns: []projections.ViewColumn{
				{Name: "tenant_id", Expr: "c.tenant_id", Comment: "tenant"},
				{Name: "id", Expr: "c.id", Comment: "id of the contract"},
				{Name: "customer_id", Expr: "c.customer", Comment: "customer"},
				{Name: "name", Expr: "c.name", Comment: "name"},
				{Name: "starts_on", Expr: "c.starts_on", Comment: "first day"},
				{Name: "ends_on", Expr: "c.ends_on", Comment: "last day"},
			},
			From: "projection.live_directory_contract c",
		},
		{
			Name: "tickets", Comment: "Tickets of customers.",
			Columns: []projections.ViewColumn{
				{Name: "tenant_id", Expr: "t.tenant_id", Comment: "tenant"},
				{Name: "id", Expr: "t.id", Comment: "id of the ticket"},
				{Name: "customer_id", Expr: "t.customer", Comment: "customer"},
				{Name: "number", Expr: "t.number", Comment: "number"},
				{Name: "subject", Expr: "t.subject", Comment: "subject"},
				{Name: "status", Expr: "t.status", Comment: "status"},
			},
			From: "projection.live_directory_ticket t",
		},
	}
}
