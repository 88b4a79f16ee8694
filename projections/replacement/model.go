package replacement

import (
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
)

// Name is the model's name.
const Name = "replacement"

// Shape is the shape of the tables.
const Shape = 1

// Model is the read model of policies and plans.
func Model() *projections.Model {
	return &projections.Model{
		Name:  Name,
		Shape: Shape,
		Reads: []projections.Source{
			{Type: "ReplacementPolicySet"}, {Type: "ReplacementPolicyUnset"},
			{Type: "ReplacementSnoozed"}, {Type: "ReplacementOrdered"}, {Type: "ReplacementReopened"},
		},
		Decode: decode, RuleFree: true,
		Tables: []projections.Table{projections.NewTable(policyTable()), projections.NewTable(planTable())},
		Views:  views(),
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "ReplacementPolicySet":
		body = new(event.ReplacementPolicySet)
	case "ReplacementPolicyUnset":
		body = new(event.ReplacementPolicyUnset)
	case "ReplacementSnoozed":
		body = new(event.ReplacementSnoozed)
	case "ReplacementOrdered":
		body = new(event.ReplacementOrdered)
	case "ReplacementReopened":
		body = new(event.ReplacementReopened)
	default:
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	return body, json.Unmarshal(payload, body)
}

func bounded(s string) string { return rule.Bounded(s, rule.MaxText) }

func views() []projections.View {
	return []projections.View{{
		Name: "replacement_policies", Comment: "When devices are due to be replaced, as people say; what a customer's row leaves out is the default's.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "p.tenant_id", Comment: "tenant"},
			{Name: "customer_id", Expr: "p.customer", Comment: "customer; null: the default for all"},
			{Name: "category", Expr: "p.category", Comment: "category (CAT)"},
			{Name: "end_of_life", Expr: "p.end_of_life", Comment: "age or warranty; null: inherited, with the months"},
			{Name: "max_age_months", Expr: "p.max_age", Comment: "maximum age (EOL-02)"},
			{Name: "warn_months", Expr: "case when p.end_of_life is not null then p.warn end", Comment: "warned so many months before (EOL-03)"},
			{Name: "unit_cost", Expr: "case when p.costed then p.unit_cost end", Comment: "cost of one new device; null: inherited"},
		},
		From: "projection.live_replacement_policy p",
	}, {
		Name: "replacement_plans", Comment: "What people plan for the replacement of single devices.",
		Columns: []projections.ViewColumn{
			{Name: "tenant_id", Expr: "p.tenant_id", Comment: "tenant"},
			{Name: "asset_id", Expr: "p.id", Comment: "asset"},
			{Name: "plan", Expr: "p.action", Comment: "snoozed or ordered"},
			{Name: "until", Expr: "p.until", Comment: "first day on which a snoozed one is due again"},
			{Name: "note", Expr: "p.note", Comment: "reason, or note"},
			{Name: "planned_at", Expr: "p.planned_at", Comment: "when"},
			{Name: "planned_by", Expr: "p.planned_by", Comment: "by whom, an id"},
		},
		From: "projection.live_replacement_plan p where p.action is not null",
	}}
}
