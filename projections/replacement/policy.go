package replacement

import (
	"context"
	"fmt"
	"strconv"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/replacement"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Policy is a row of the policies as people set it.
type Policy struct {
	ID        uuid.UUID // made of customer and category
	Customer  uuid.UUID // zero: the default
	Category  rule.Category
	EndOfLife string // age, warranty, or "" where the limit is inherited
	MaxAge    int64
	Warn      int64
	Costed    bool // it has a cost of its own
	Cost      int64
	SetAt     time.Time
	SetBy     string // actor, an id
	Position  int64
	Version   int64 // of the customer's stream at that event
}

// policyNames names the ids of rows.
var policyNames = uuid.MustParse("0b8a7f52-3e0e-4e0a-9a2b-5f6c1d0c7e11")

func policyTable() projections.TableSpec[Policy] {
	return projections.TableSpec[Policy]{
		Name:    "policy",
		Comment: "When devices are due to be replaced, by customer and category.",
		Columns: []column.Column[Policy]{
			column.UUID("id", "id of the row, made of customer and category", func(r *Policy) *uuid.UUID { return &r.ID }),
			column.UUID("customer", "customer; null: the default for all", func(r *Policy) *uuid.UUID { return &r.Customer }),
			column.Text("category", "category (CAT)", func(r *Policy) *rule.Category { return &r.Category }),
			column.Text("end_of_life", "age or warranty; null: inherited, with the months", func(r *Policy) *string { return &r.EndOfLife }),
			column.Int("max_age", "maximum age in months (EOL-02)", func(r *Policy) *int64 { return &r.MaxAge }),
			column.Count("warn", "months before the end at which it is approaching (EOL-03)", func(r *Policy) *int64 { return &r.Warn }),
			column.Bool("costed", "it has a cost of its own", func(r *Policy) *bool { return &r.Costed }),
			column.Count("unit_cost", "cost of one new device", func(r *Policy) *int64 { return &r.Cost }),
			column.Time("set_at", "when it was set", func(r *Policy) *time.Time { return &r.SetAt }),
			column.Text("set_by", "by whom, an id", func(r *Policy) *string { return &r.SetBy }),
			column.Int("position", "event that set it", func(r *Policy) *int64 { return &r.Position }),
			column.Count("version", "version of its stream at that event", func(r *Policy) *int64 { return &r.Version }),
		},
		ID: func(r *Policy) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.ReplacementPolicySet:
				return []uuid.UUID{policyID(b.Customer, b.Category)}
			case *event.ReplacementPolicyUnset:
				return []uuid.UUID{policyID(b.Customer, b.Category)}
			}
			return nil
		},
		Fold: foldPolicy,
	}
}

func policyID(customer uuid.UUID, category string) uuid.UUID {
	return uuid.NewSHA1(policyNames, append(customer[:], category...))
}

func foldPolicy(_ *rules.Set, id uuid.UUID, _ *Policy, e *projections.Event) (*Policy, error) {
	b, is := e.Body.(*event.ReplacementPolicySet)
	if !is {
		return nil, nil // taken away
	}
	row := &Policy{
		ID: id, Customer: b.Customer, Category: rule.Category(bounded(b.Category)),
		EndOfLife: b.EndOfLife, MaxAge: int64(b.MaxAgeMonths), Warn: int64(b.WarnMonths),
		SetAt: e.OccurredAt, SetBy: bounded(e.Actor), Position: e.Position, Version: e.Version,
	}
	if b.UnitCost != nil {
		row.Costed, row.Cost = true, *b.UnitCost
	}
	return row, nil
}

// Row is what the row says itself.
func (p *Policy) Row() replacement.Row {
	var row replacement.Row
	if p.EndOfLife != "" {
		row.Limit = &replacement.Limit{By: replacement.Basis(p.EndOfLife), MaxAge: int(p.MaxAge), Warn: int(p.Warn)}
	}
	if p.Costed {
		row.Cost = &p.Cost
	}
	return row
}

// Policies are all rows: the defaults, then those of customers.
func Policies(ctx context.Context, r *projections.Reading) ([]Policy, error) {
	columns := policyTable().Columns
	rows, err := r.Tx.Query(ctx, `select `+column.List(columns, "p")+` from `+r.Table(Name, "policy")+` p
		where p.tenant_id = $1 and p.variant = `+strconv.Itoa(int(r.Variant(Name)))+` order by p.customer nulls first, p.category, p.id`, r.Tenant)
	if err != nil {
		return nil, fmt.Errorf("read the replacement policies: %w", err)
	}
	defer rows.Close()
	var found []Policy
	for rows.Next() {
		var p Policy
		if _, err := column.ScanRow(columns, &p, rows.RawValues()); err != nil {
			return nil, fmt.Errorf("read the replacement policies: %w", err)
		}
		found = append(found, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the replacement policies: %w", err)
	}
	return found, nil
}

// InForce are the rows as policies.
func InForce(rows []Policy) replacement.Policies {
	p := make(replacement.Policies, len(rows))
	for i := range rows {
		p[replacement.Key{Customer: rows[i].Customer, Category: rows[i].Category}] = rows[i].Row()
	}
	return p
}
