package outward

import (
	"context"
	"fmt"

	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/eventstore"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// runs writes down how runs ended since the pass before.
func (p *pass) runs(ctx context.Context) error {
	if p.after >= p.standing.Position {
		return nil
	}
	q := eventstore.Query{After: p.after, To: p.standing.Position, Types: []event.Type{"SyncCompleted", "SyncFailed", "SyncHeld"}}
	return p.feed.cfg.Log.Read(ctx, p.tenant, q, func(e event.Recorded) error {
		payload, err := p.feed.cfg.Log.Registry().Decode(e)
		if err != nil {
			return err
		}
		n, err := runNotice(payload)
		if err != nil {
			return fmt.Errorf("write down what is told of event %s: %w", e.ID, err)
		}
		n.notice.ID, n.notice.Position, n.notice.At = e.ID, e.Position, e.RecordedAt.UTC()
		n.endsRun = true
		p.waiting = append(p.waiting, n)
		if len(p.waiting) < chunk {
			return nil
		}
		return p.flush(ctx)
	})
}

// runNotice tells how a run ended. Messages are for people, and may quote what NinjaOne
// said; programs get the codes.
func runNotice(payload event.Payload) (n row, err error) {
	about := func(kind string, run, connection uuid.UUID, data any) {
		n.notice = rule.Notice{Kinds: []string{kind}, Subject: rule.Subject{Type: "run", ID: run, Connection: some(connection)}}
		n.connections = []uuid.UUID{connection}
		n.notice.Data, err = json.Marshal(data)
	}
	switch p := payload.(type) {
	case *event.SyncCompleted:
		about(rule.RunFinished, p.Run, p.Connection, map[string]any{"trigger": p.Trigger, "started_at": p.StartedAt, "ended_at": p.EndedAt, "counts": p.Counts})
	case *event.SyncFailed:
		about(rule.RunFailed, p.Run, p.Connection, map[string]any{"trigger": p.Trigger, "started_at": p.StartedAt, "ended_at": p.EndedAt, "step": p.Step, "reason": p.Reason})
	case *event.SyncHeld:
		about(rule.RunHeld, p.Run, p.Connection, map[string]any{"reason": p.Reason, "exceeded": p.Exceeded})
	}
	return n, err
}
