package replacement

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"coresync/domain/event"
	"coresync/domain/replacement"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Plan is what people plan for one device.
type Plan struct {
	ID        uuid.UUID // of the asset
	Action    string    // snoozed, ordered, or "" where it was taken back
	Until     time.Time // of a snoozed one
	Note      string    // reason, or note
	PlannedAt time.Time
	PlannedBy string // actor, an id
	Position  int64
	Version   int64 // of its stream
}

func planTable() projections.TableSpec[Plan] {
	return projections.TableSpec[Plan]{
		Name:    "plan",
		Comment: "What people plan for the replacement of single devices.",
		Columns: []column.Column[Plan]{
			column.UUID("id", "id of the asset", func(r *Plan) *uuid.UUID { return &r.ID }),
			column.Text("action", "snoozed or ordered; null: nothing", func(r *Plan) *string { return &r.Action }),
			column.Date("until", "first day on which a snoozed one is due again", func(r *Plan) *time.Time { return &r.Until }),
			column.Text("note", "reason, or note", func(r *Plan) *string { return &r.Note }),
			column.Time("planned_at", "when it was decided", func(r *Plan) *time.Time { return &r.PlannedAt }),
			column.Text("planned_by", "by whom, an id", func(r *Plan) *string { return &r.PlannedBy }),
			column.Int("position", "event that said so", func(r *Plan) *int64 { return &r.Position }),
			column.Count("version", "version of its stream, for conflicts", func(r *Plan) *int64 { return &r.Version }),
		},
		ID: func(r *Plan) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.ReplacementSnoozed:
				return []uuid.UUID{b.Asset}
			case *event.ReplacementOrdered:
				return []uuid.UUID{b.Asset}
			case *event.ReplacementReopened:
				return []uuid.UUID{b.Asset}
			}
			return nil
		},
		Fold: func(_ *rules.Set, id uuid.UUID, _ *Plan, e *projections.Event) (*Plan, error) {
			p := replacement.EvolvePlan(replacement.Plan{}, e.Body.(event.Payload))
			return &Plan{
				ID: id, Action: string(p.Action), Until: p.Until, Note: bounded(p.Note),
				PlannedAt: e.OccurredAt, PlannedBy: bounded(e.Actor), Position: e.Position, Version: e.Version,
			}, nil
		},
	}
}

// Planned are the plans for assets; none for those that nobody planned for.
func Planned(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]Plan, error) {
	columns := planTable().Columns
	rows, err := r.Tx.Query(ctx, `select `+column.List(columns, "p")+` from `+r.Table(Name, "plan")+` p
		where p.tenant_id = $1 and p.variant = `+strconv.Itoa(int(r.Variant(Name)))+` and p.id = any($2)`, r.Tenant, ids)
	if err != nil {
		return nil, fmt.Errorf("read the plans of %d assets: %w", len(ids), err)
	}
	found := make(map[uuid.UUID]Plan)
	plans, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Plan, err error) {
		_, err = column.ScanRow(columns, &p, row.RawValues())
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the plans of %d assets: %w", len(ids), err)
	}
	for _, p := range plans {
		found[p.ID] = p
	}
	return found, nil
}

// Said is the plan as package domain/replacement knows it.
func (p *Plan) Said() replacement.Plan {
	return replacement.Plan{Action: replacement.Action(p.Action), Until: p.Until, Note: p.Note}
}
