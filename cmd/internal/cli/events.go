package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"coresync/cmd/internal/app"
	"coresync/domain/event"
	"coresync/domain/spreadsheet"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (c *cli) events() *cobra.Command {
	return group("events", "Read the log, or let it go on after a restore", "", c.eventsList(), c.eventsTail(), c.eventsFork())
}

// eventFilter holds the flags that list and tail share.
type eventFilter struct {
	stream, eventType, since string
	from                     int64
}

func (f *eventFilter) flags(flags *pflag.FlagSet) {
	flags.StringVar(&f.stream, "stream", "", "only this stream; device/* selects by prefix")
	flags.StringVar(&f.eventType, "type", "", "only this type, such as DeviceObserved")
	flags.StringVar(&f.since, "since", "", "recorded at or after this time (RFC 3339, or a date)")
	flags.Int64Var(&f.from, "from", 0, "from this position on")
}

func (f *eventFilter) query(registry *event.Registry) (eventstore.Query, error) {
	q := eventstore.Query{After: max(f.from-1, 0)}
	if n := len(f.stream); n > 1 && f.stream[n-1] == '*' {
		q.StreamPrefix = f.stream[:n-1]
	} else if f.stream != "" {
		q.Streams = []string{f.stream}
	}
	if f.eventType != "" {
		if _, err := registry.Lookup(event.Type(f.eventType)); err != nil {
			return q, &usageError{err}
		}
		q.Types = []event.Type{event.Type(f.eventType)}
	}
	if f.since != "" {
		at, err := parseTime(f.since)
		if err != nil {
			return q, err
		}
		q.Since = at
	}
	return q, nil
}

// parseTime reads an instant (RFC 3339) or a day, which begins at midnight UTC.
func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, usage("%q is no time; write 2026-03-14T09:26:53Z or 2026-03-14", text)
}

// eventJSON is an event as the CLI and the API show it.
type eventJSON struct {
	Position      int64           `json:"position"`
	Stream        string          `json:"stream"`
	Version       int64           `json:"version"`
	ID            uuid.UUID       `json:"event_id"`
	Type          event.Type      `json:"type"`
	SchemaVersion int16           `json:"schema_version"`
	OccurredAt    time.Time       `json:"occurred_at"`
	RecordedAt    time.Time       `json:"recorded_at"`
	Actor         string          `json:"actor"`
	CorrelationID uuid.UUID       `json:"correlation_id"`
	CausationID   *uuid.UUID      `json:"causation_id,omitempty"`
	Payload       json.RawMessage `json:"payload"`
	LeafHash      []byte          `json:"leaf_hash"`
	Sentence      string          `json:"sentence,omitempty"`
}

func eventView(e event.Recorded) eventJSON {
	v := eventJSON{
		Position: e.Position, Stream: e.Stream, Version: e.Version, ID: e.ID, Type: e.Type, SchemaVersion: e.SchemaVersion,
		OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor, CorrelationID: e.CorrelationID,
		Payload: e.Payload, LeafHash: e.LeafHash,
	}
	if e.CausationID != uuid.Nil {
		v.CausationID = &e.CausationID
	}
	return v
}

// printEvent writes one event as a line: JSON, or the columns that a person scans.
func (c *cli) printEvent(e event.Recorded) error {
	if c.json {
		return c.printJSON(eventView(e))
	}
	_, err := fmt.Fprintf(c.Out, "%8d  %s  %-20s %s@%d  %s\n", e.Position,
		e.RecordedAt.Format("2006-01-02 15:04:05.000"), e.Type, spreadsheet.Printable(e.Stream), e.Version, spreadsheet.Printable(e.Actor))
	return err
}

func (c *cli) eventsTail() *cobra.Command {
	var filter eventFilter
	cmd := &cobra.Command{
		Use: "tail", Short: "Print events as they are appended, until interrupted", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			q, err := filter.query(a.Store.Registry())
			if err != nil {
				return err
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			if filter.from == 0 && filter.since == "" {
				head, err := a.Store.Head(ctx, tenant)
				if err != nil {
					return err
				}
				q.After = head.Position
			}
			err = a.Follow(ctx, tenant, q, c.printEvent)
			if ctx.Err() != nil {
				return nil // interrupted: that is how it ends
			}
			return err
		}),
	}
	filter.flags(cmd.Flags())
	return cmd
}
