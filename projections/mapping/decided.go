package mapping

import (
	"time"

	"coresync/domain/event"
	decision "coresync/domain/mapping"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Decisions of people about an organization or a location.
const (
	DecisionNone    = ""
	DecisionMapped  = "mapped"
	DecisionIgnored = "ignored"
)

// Decided is what people decided about an organization or a location.
type Decided struct {
	Decision         string
	Customer         uuid.UUID       // of DecisionMapped
	Reason           string          // of DecisionIgnored
	Rejected         json.RawMessage // a list of customers that it is not
	DecidedAt        time.Time
	DecidedBy        string // actor, an id
	DecisionPosition int64
	Version          int64 // of the stream of decisions; 0: nobody has decided yet
}

func decidedColumns[R any](of func(*R) *Decided) []column.Column[R] {
	return []column.Column[R]{
		column.Text("decision", "mapped, ignored, or nothing", func(r *R) *string { return &of(r).Decision }),
		column.UUID("customer", "customer that a person chose", func(r *R) *uuid.UUID { return &of(r).Customer }),
		column.Text("reason", "why it is ignored", func(r *R) *string { return &of(r).Reason }),
		column.JSON("rejected", "customers that it is not, as a person said", func(r *R) *json.RawMessage { return &of(r).Rejected }),
		column.Time("decided_at", "when", func(r *R) *time.Time { return &of(r).DecidedAt }),
		column.Text("decided_by", "who, an id", func(r *R) *string { return &of(r).DecidedBy }),
		column.Int("decision_position", "event of the decision", func(r *R) *int64 { return &of(r).DecisionPosition }),
		column.Count("version", "version of the decisions, for conflicts", func(r *R) *int64 { return &of(r).Version }),
	}
}

// fold applies an event to the decisions, by the rules of package domain/mapping.
func (d *Decided) fold(e *projections.Event) error {
	rejected, err := d.rejections()
	if err != nil {
		return err
	}
	s := decision.Evolve(decision.State{
		Customer: d.Customer, Ignored: d.Decision == DecisionIgnored, Reason: d.Reason, Rejected: rejected,
	}, e.Body.(event.Payload))
	*d = Decided{
		Customer: s.Customer, Reason: s.Reason,
		DecidedAt: e.OccurredAt, DecidedBy: e.Actor, DecisionPosition: e.Position, Version: e.Version,
	}
	switch {
	case s.Ignored:
		d.Decision = DecisionIgnored
	case s.Customer != uuid.Nil:
		d.Decision = DecisionMapped
	}
	if len(s.Rejected) > 0 {
		d.Rejected, err = json.Marshal(s.Rejected)
	}
	return err
}

// rejections are the customers that it is not.
func (d *Decided) rejections() (list []uuid.UUID, err error) {
	if len(d.Rejected) > 0 {
		err = json.Unmarshal(d.Rejected, &list)
	}
	return list, err
}
