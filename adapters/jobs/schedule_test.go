package jobs_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/domain/schedule"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func hourly() jobs.Schedule {
	return jobs.Schedule{
		Work:  jobs.Work{Tenant: uuid.New(), Kind: "test", ID: uuid.New()},
		Every: schedule.Hourly, Zone: "Europe/Berlin", Anchor: time.Date(2026, 3, 1, 9, 20, 0, 0, time.UTC),
	}
}

func TestSCH_03_AScheduleTellsWhenItIsDueNext(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.queue("", nil)
	ctx := context.Background()
	s := hourly()
	next, err := q.SetSchedule(ctx, s)
	require.NoError(t, err)
	require.Equal(t, 20, next.Minute())
	list, err := q.Schedules(ctx, s.Tenant)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.True(t, next.Equal(list[0].NextAt))
	require.Equal(t, s.Work, list[0].Work)

	s.Every = schedule.Manual // off
	next, err = q.SetSchedule(ctx, s)
	require.NoError(t, err)
	require.True(t, next.IsZero())
	require.NoError(t, q.RemoveSchedule(ctx, s.Work))
	list, err = q.Schedules(ctx, s.Tenant)
	require.NoError(t, err)
	require.Empty(t, list)

	s.Zone = "Mars/Olympus"
	_, err = q.SetSchedule(ctx, s)
	require.ErrorContains(t, err, "Mars/Olympus")
	s = hourly()
	s.Every = "yearly"
	_, err = q.SetSchedule(ctx, s)
	require.ErrorContains(t, err, "yearly")
}

// A month of missed hours is made up for by one run, however many processes look.
func TestWhatWasMissedIsMadeUpForOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var runs atomic.Int64
	stepper := one(func(context.Context, jobs.Work) (bool, time.Time, error) {
		runs.Add(1)
		return true, time.Time{}, nil
	})
	q := b.queue("", nil)
	s := hourly()
	next, err := q.SetSchedule(context.Background(), s)
	require.NoError(t, err)
	b.exec(`update jobs.schedules set next_at = now() - interval '30 days'`)
	for _, name := range []string{"a", "b", "c"} {
		b.run(b.queue(name, stepper))
	}
	require.Eventually(t, func() bool { return runs.Load() == 1 && b.gone(s.Work) }, patience, time.Millisecond)
	list, err := q.Schedules(context.Background(), s.Tenant)
	require.NoError(t, err)
	require.WithinDuration(t, next, list[0].NextAt, time.Hour)
	require.True(t, list[0].NextAt.After(time.Now()))

	// Due again: the scheduler that naps is not asked.
	b.exec(`update jobs.schedules set next_at = now()`)
	require.Eventually(t, func() bool { return runs.Load() == 2 && b.gone(s.Work) }, patience, time.Millisecond)
	require.Empty(t, b.reported())
}

func TestAScheduleThatCannotBeComputedHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	done := make(chan uuid.UUID, 8)
	q := b.queue("worker", one(func(_ context.Context, w jobs.Work) (bool, time.Time, error) {
		done <- w.ID
		return true, time.Time{}, nil
	}))
	bad, good := hourly(), hourly()
	for _, s := range []jobs.Schedule{bad, good} {
		_, err := q.SetSchedule(context.Background(), s)
		require.NoError(t, err)
	}
	b.exec(`update jobs.schedules set next_at = now() - interval '1 hour'`)
	b.exec(`update jobs.schedules set zone = 'Mars/Olympus', next_at = now() - interval '2 hours' where id = $1`, bad.ID)
	b.run(q)
	require.ElementsMatch(t, []uuid.UUID{bad.ID, good.ID}, []uuid.UUID{receive(t, done), receive(t, done)})
	require.Len(t, b.reported(), 1)
	require.ErrorContains(t, b.reported()[0], "Mars/Olympus")
}

func TestSCH_04_AFailingScheduleIsPutOffAndHastened(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.queue("", nil)
	s := hourly()
	require.NoError(t, q.PutOff(t.Context(), s.Work, time.Hour), "there is none")
	next, err := q.SetSchedule(t.Context(), s)
	require.NoError(t, err)
	shown := func() time.Time {
		list, err := q.Schedules(t.Context(), s.Tenant)
		require.NoError(t, err)
		return list[0].NextAt
	}
	require.NoError(t, q.PutOff(t.Context(), s.Work, 3*time.Hour))
	later := shown()
	require.Equal(t, 20, later.Minute(), "a turn of the schedule")
	require.InDelta(t, 3, later.Sub(next).Hours(), 1)
	require.NoError(t, q.PutOff(t.Context(), s.Work, time.Hour))
	require.True(t, later.Equal(shown()), "less rest does not hasten it")
	require.NoError(t, q.Hasten(t.Context(), s.Work))
	require.WithinDuration(t, next, shown(), time.Hour)
	b.exec(`update jobs.schedules set next_at = now() - interval '1 minute'`)
	due := shown()
	require.NoError(t, q.Hasten(t.Context(), s.Work))
	require.True(t, due.Equal(shown()), "what is due stays so")

	s.Every = schedule.Manual
	_, err = q.SetSchedule(t.Context(), s)
	require.NoError(t, err)
	require.NoError(t, q.PutOff(t.Context(), s.Work, time.Hour))
	require.True(t, shown().IsZero(), "off stays off")
}
