package bundle

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"coresync/domain/event"
	"coresync/domain/spreadsheet"
	"coresync/eventstore/tree"
)

// columns are those of events.csv.
var columns = []string{"position", "recorded_at", "occurred_at", "type", "stream", "version", "actor", "event_id", "correlation_id", "payload"}

// row is an event as a row of the table: no text of it is a formula.
func row(e *tree.Exhibit) []string {
	return []string{
		strconv.FormatInt(e.Position, 10), moment(e.RecordedAt), moment(e.OccurredAt), string(e.Type), spreadsheet.Text(e.Stream),
		strconv.FormatInt(e.Version, 10), spreadsheet.Text(e.Actor), e.ID.String(), e.CorrelationID.String(), spreadsheet.Text(e.Payload),
	}
}

func moment(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

func (b *writer) table(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	err := b.each(func(e event.Recorded) error {
		shown := tree.Exhibited(e)
		return out.Write(row(&shown))
	})
	out.Flush()
	if err != nil {
		return err
	}
	return out.Error()
}
