package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/cmd/internal/bench/baseline"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// boundEvents is how many events of a log are copied to tell how long COPY of all
// would take.
const boundEvents = 20_000

var errEnough = errors.New("enough events")

// copyBound tells how long PostgreSQL takes for the events of a log alone: COPY of the
// finished rows into an equal table, in transactions of the same size. Nothing that
// writes these events durably can be quicker here.
func (s *Scratch) copyBound(ctx context.Context, tenant uuid.UUID) (seconds float64, events int64, err error) {
	head, err := s.Store.Head(ctx, tenant)
	if err != nil {
		return 0, 0, err
	}
	var rows []event.Recorded
	err = s.Store.Read(ctx, tenant, eventstore.Query{}, func(e event.Recorded) error {
		if rows = append(rows, eventstore.Clone(e)); len(rows) == boundEvents {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return 0, 0, err
	}
	var best time.Duration
	for range 3 {
		if err := baseline.CopyTable(ctx, s.Pool); err != nil {
			return 0, 0, err
		}
		began := time.Now()
		if err := baseline.CopyEvents(ctx, s.Pool, rows, eventstore.MaxChunk); err != nil {
			return 0, 0, err
		}
		if took := time.Since(began); best == 0 || took < best {
			best = took
		}
	}
	return best.Seconds() * float64(head.Position) / float64(len(rows)), head.Position, nil
}

// noteBound says in a row how far it is from what COPY of the same events takes.
func (s *Scratch) noteBound(ctx context.Context, tenant uuid.UUID, row *Row) error {
	seconds, events, err := s.copyBound(ctx, tenant)
	if err != nil {
		return fmt.Errorf("copy what %s appended: %w", row.Name, err)
	}
	row.Note = fmt.Sprintf("COPY of its %d events alone takes %.1f s, that is %.2f ×", events, seconds, seconds/row.Seconds)
	return nil
}
