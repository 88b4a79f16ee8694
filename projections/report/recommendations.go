package report

import (
	"context"
	"fmt"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/column"
	"coresync/projections/directory"
	"coresync/projections/query"
	model "coresync/projections/replacement"

	"github.com/google/uuid"
)

// Recommendation is what policies say of one device.
type Recommendation struct {
	Asset        uuid.UUID
	Name         string
	Category     rule.Category
	Born         time.Time
	Estimated    bool // its age is known only from when it was first seen
	WarrantyEnd  time.Time
	Contact      uuid.UUID
	Customer     uuid.UUID
	CustomerName string
	Policy       replacement.Policy
	State        replacement.State
	Due          time.Time // end of its life; zero: not known
	Plan         model.Plan
}

// RecommendationFilter selects recommendations.
type RecommendationFilter struct {
	Filter
	States []string
	Plans  []string
	Assets []uuid.UUID // only these
	// ChangedFrom leaves only those that these policies say otherwise; nil: all.
	ChangedFrom replacement.Policies
	Quarter     *replacement.Quarter // only those to be replaced in it, and not ordered
	Onwards     bool                 // in Quarter, or in a later one
}

// Recommendations is one page of devices, those due first.
func Recommendations(ctx context.Context, r *projections.Reading, f RecommendationFilter, p replacement.Policies, page query.Page) (found query.Result[Recommendation], err error) {
	f.Aging = p.Ageless()
	within, total, err := f.bounds(ctx, r, p, &page)
	if err != nil {
		return found, err
	}
	w := &query.Where{}
	f.rows(r, w, asset.Seen)
	l := plannedLifeOf(r, w, p, f.Today)
	from := asset.Placed(r) + l.joins + l.planTable
	query.In(w, l.state, f.States)
	query.In(w, l.plan, f.Plans)
	if len(f.Assets) > 0 {
		w.And("(a.id = any(" + w.Add(f.Assets) + ") or a.asset = any(" + w.Add(f.Assets) + "))")
	}
	if f.ChangedFrom != nil {
		before := lifeOf(w, f.ChangedFrom, f.Today, "b")
		from += before.joins
		w.And(l.state + " <> " + before.state)
	}
	if q := f.Quarter; q != nil {
		w.And(l.due + " is not null and " + l.plan + " <> 'ordered' and (" + l.state + " <> 'overdue' or " + l.plan + " = 'snoozed') and " +
			l.expected + " >= " + w.Add(q.First().Format(time.DateOnly)) + "::text::date")
		if !f.Onwards {
			w.And(l.expected + " <= " + w.Add(q.Last().Format(time.DateOnly)) + "::text::date")
		}
	}
	if within.births != (lifetime.Range{}) {
		w.And(asset.Within(w, asset.BornSQL, within.births))
	}
	if !within.before.IsZero() {
		w.And(f.dueBefore(r, w, p, within.before))
		w.And(l.expected + " < " + w.Add(within.before.Format(time.DateOnly)) + "::text::date")
	}
	err = hashed(ctx, r, func() error {
		found, err = query.Run(ctx, r.Tx, recommendationSpec(r, &l, from, p, f.Today), w, page)
		return err
	})
	if total != nil {
		found.Total = total
	}
	return found, err
}

func recommendationSpec(r *projections.Reading, l *life, from string, p replacement.Policies, today time.Time) query.Spec[Recommendation] {
	columns := recommendationColumns()
	never := "coalesce(%s, 'infinity')::timestamptz"
	return query.Spec[Recommendation]{
		Select: "coalesce(a.asset, a.id), a.name, a.category, " + asset.BornSQL + ", " + asset.EstimatedSQL + ", a.warranty_end, a.contact, " +
			asset.Customer + ", c.name, p.action, p.until, p.note, p.planned_at, p.planned_by, p.position, coalesce(p.version, 0)",
		From: from + asset.Join(r, directory.Name, "customer", "c", asset.Customer),
		Key:  "a.id", Sort: "due", Search: "a.search",
		Sorts: map[string]query.Sort{
			"due":          {Expr: fmt.Sprintf(never, l.expected), Type: "timestamptz"},
			"age":          {Expr: fmt.Sprintf(never, asset.BornSQL), Type: "timestamptz"},
			"warranty_end": {Expr: fmt.Sprintf(never, "a.warranty_end"), Type: "timestamptz"},
			"cost":         {Expr: "coalesce(" + l.cost + ", 0)", Type: "bigint"},
			"name":         query.Text("coalesce(a.name_key, '')"),
			"category":     query.Text("coalesce(a.category, '')"),
			"customer":     query.Text("coalesce(c.sort_key, '')"),
		},
		Scan: func(values [][]byte) (Recommendation, error) {
			var x Recommendation
			if _, err := column.ScanRow(columns, &x, values); err != nil {
				return x, err
			}
			x.Policy = p.Of(x.Customer, x.Category)
			from := x.Born
			if x.Policy.Limit != nil {
				from = x.Policy.Limit.Counted(x.Born, x.WarrantyEnd)
				x.Due = x.Policy.Limit.Due(from)
			}
			x.State = x.Policy.State(from, today)
			return x, nil
		},
	}
}

func recommendationColumns() []column.Column[Recommendation] {
	return []column.Column[Recommendation]{
		column.UUID("id", "", func(x *Recommendation) *uuid.UUID { return &x.Asset }),
		column.Text("name", "", func(x *Recommendation) *string { return &x.Name }),
		column.Text("category", "", func(x *Recommendation) *rule.Category { return &x.Category }),
		column.Date("born", "", func(x *Recommendation) *time.Time { return &x.Born }),
		column.Bool("estimated", "", func(x *Recommendation) *bool { return &x.Estimated }),
		column.Date("warranty_end", "", func(x *Recommendation) *time.Time { return &x.WarrantyEnd }),
		column.UUID("contact", "", func(x *Recommendation) *uuid.UUID { return &x.Contact }),
		column.UUID("customer", "", func(x *Recommendation) *uuid.UUID { return &x.Customer }),
		column.Text("customer_name", "", func(x *Recommendation) *string { return &x.CustomerName }),
		column.Text("action", "", func(x *Recommendation) *string { return &x.Plan.Action }),
		column.Date("until", "", func(x *Recommendation) *time.Time { return &x.Plan.Until }),
		column.Text("note", "", func(x *Recommendation) *string { return &x.Plan.Note }),
		column.Time("planned_at", "", func(x *Recommendation) *time.Time { return &x.Plan.PlannedAt }),
		column.Text("planned_by", "", func(x *Recommendation) *string { return &x.Plan.PlannedBy }),
		column.Int("position", "", func(x *Recommendation) *int64 { return &x.Plan.Position }),
		column.Count("version", "", func(x *Recommendation) *int64 { return &x.Plan.Version }),
	}
}

// hashed runs a statement that joins all rows of a fleet with few others. Conditions of
// ignore rules look so dear to PostgreSQL that all ways to join cost the same to it beside
// them, and it would compare each with each.
func hashed(ctx context.Context, r *projections.Reading, ask func() error) error {
	if _, err := r.Tx.Exec(ctx, "set local enable_nestloop = off"); err != nil {
		return err
	}
	if err := ask(); err != nil {
		return err
	}
	_, err := r.Tx.Exec(ctx, "set local enable_nestloop = on")
	return err
}
