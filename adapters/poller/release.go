package poller

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReasonChangedMeanwhile counts rows whose stream another writer moved on between
// the comparison and the append; the next run looks at them again.
const ReasonChangedMeanwhile = "changed_meanwhile"

// appendStaged sends the staged events to the log, a chunk a transaction, unless the
// run is to be held first.
func (s *session) appendStaged(ctx context.Context, over func() bool) (ended bool, err error) {
	if !s.run.Direct && !s.run.Released && s.run.Counts.EventsAppended == 0 {
		reason, message, err := s.brake(ctx)
		if err != nil {
			return false, err
		}
		if reason != "" {
			return true, s.hold(ctx, reason, message)
		}
	}
	for {
		rows, err := s.nextStaged(ctx)
		if err != nil {
			return false, err
		}
		if len(rows) == 0 {
			return true, s.commit(ctx, turn{apply: func(r *Run) { r.Step = r.next() }})
		}
		if err := s.appendChunk(ctx, rows); err != nil {
			return false, err
		}
		s.report(stepAppend, s.run.Counts.EventsAppended)
		if over() {
			return false, nil
		}
	}
}

// stagedRow is one staged event.
type stagedRow struct {
	seq int64
	id  uuid.UUID
	pending
}

// nextStaged reads as many staged events as one transaction may append.
func (s *session) nextStaged(ctx context.Context) ([]stagedRow, error) {
	rows, err := s.p.cfg.Pool.Query(ctx, `select seq, event_id, stream, stream_version, type, schema_version, payload, tag, tag_version, outcome
		from poller.stage where tenant_id = $1 and run_id = $2 order by seq limit $3`, s.run.Tenant, s.run.ID, eventstore.MaxChunk)
	if err != nil {
		return nil, fmt.Errorf("read the stage: %w", err)
	}
	defer rows.Close()
	var chunk []stagedRow
	size := 0
	for rows.Next() {
		var r stagedRow
		var e event.Recorded
		err := rows.Scan(&r.seq, &r.id, &r.Stream, &r.version, &e.Type, &e.SchemaVersion, &e.Payload, &r.Tag, &r.TagVersion, &r.outcome)
		if err != nil {
			return nil, fmt.Errorf("read the stage: %w", err)
		}
		if size += len(e.Payload); size > eventstore.MaxChunkBytes && len(chunk) > 0 {
			break
		}
		if r.Payload, err = s.p.cfg.Log.Registry().Decode(e); err != nil {
			return nil, fmt.Errorf("staged event %d: %w", r.seq, err)
		}
		chunk = append(chunk, r)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the stage: %w", err)
	}
	return chunk, s.unseal(ctx, chunk)
}

// unseal opens the personal members of staged events, so that the log can seal them
// under the ids of its own. What was erased since then stays away.
func (s *session) unseal(ctx context.Context, chunk []stagedRow) error {
	ids, payloads := make([]uuid.UUID, len(chunk)), make([]event.Payload, len(chunk))
	for i, r := range chunk {
		ids[i], payloads[i] = r.id, r.Payload
	}
	if err := s.p.cfg.Sealer.Open(ctx, s.run.Tenant, ids, payloads); err != nil {
		return fmt.Errorf("open %d staged events: %w", len(chunk), err)
	}
	for _, p := range payloads {
		plain(p)
	}
	return nil
}

// appendChunk moves staged events to the log in one transaction.
func (s *session) appendChunk(ctx context.Context, rows []stagedRow) error {
	events := make([]pending, len(rows))
	for i, r := range rows {
		events[i] = r.pending
	}
	err := s.commit(ctx, turn{
		events: events, append: true, apply: func(*Run) {},
		also: func(ctx context.Context, tx pgx.Tx) error { return s.unstage(ctx, tx, rows[len(rows)-1].seq) },
	})
	var conflict *eventstore.VersionConflictError
	if errors.As(err, &conflict) {
		s.run.Counts.EventsAppended -= len(events)
		return s.dropOutdated(ctx, rows, conflict.Stream)
	}
	return err
}

func (s *session) unstage(ctx context.Context, tx pgx.Tx, upTo int64) error {
	_, err := tx.Exec(ctx, `delete from poller.stage where tenant_id = $1 and run_id = $2 and seq <= $3`, s.run.Tenant, s.run.ID, upTo)
	if err != nil {
		return fmt.Errorf("empty the stage: %w", err)
	}
	return nil
}

// dropOutdated takes back a staged change whose stream is no longer where the change
// was decided.
func (s *session) dropOutdated(ctx context.Context, rows []stagedRow, stream string) error {
	for _, r := range rows {
		if r.Stream != stream {
			continue
		}
		return s.commit(ctx, turn{
			apply: func(run *Run) { run.takeBackOf(r.Stream, r.outcome, ReasonChangedMeanwhile) },
			also: func(ctx context.Context, tx pgx.Tx) error {
				_, err := tx.Exec(ctx, `delete from poller.stage where tenant_id = $1 and run_id = $2 and seq = $3`, s.run.Tenant, s.run.ID, r.seq)
				return err
			},
		})
	}
	return fmt.Errorf("the log refuses stream %s, which is not in the stage", stream)
}

// takeBackOf counts a staged change as skipped, if it is one of a device.
func (r *Run) takeBackOf(stream, outcome, reason string) {
	of, isDevice := strings.CutPrefix(stream, deviceRows.prefix)
	if !isDevice {
		return
	}
	_, number, _ := strings.Cut(of, "/")
	id, _ := strconv.ParseInt(number, 10, 64) // this package named the stream
	r.takeBack(id, outcome, reason)
}

// takeBack counts a staged change of a device as skipped.
func (r *Run) takeBack(id int64, outcome, reason string) {
	switch outcome {
	case outcomeCreated:
		r.Counts.Created--
	case outcomeChanged:
		r.Counts.Changed--
	case outcomeSample:
		r.Counts.Unchanged--
	default:
		return
	}
	r.Counts.Skipped++
	tally(&r.Counts.SkippedReasons, reason)
	r.setApart(Apart{Kind: Devices, ID: id, Skipped: true, Reason: reason})
}
