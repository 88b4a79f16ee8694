package reportmail_test

import (
	"testing"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/reportmail"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func monthly() event.ReportScheduled {
	return event.ReportScheduled{
		Schedule: uuid.New(), Report: "device-age", Format: "pdf", Frequency: "monthly", Day: 31, Hour: 7, Zone: "Europe/Berlin", Recipients: []uuid.UUID{uuid.New()},
	}
}

func decided(t *testing.T, s reportmail.State, command any) reportmail.State {
	t.Helper()
	events, err := reportmail.Decide(s, command)
	require.NoError(t, err)
	for _, e := range events {
		s = reportmail.Evolve(s, e)
	}
	return s
}

func TestAScheduleIsSetChangedPausedAndRemoved(t *testing.T) {
	t.Parallel()
	is := monthly()
	_, err := reportmail.Decide(reportmail.State{}, reportmail.Set{ReportScheduled: is})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err), "nothing to change")
	s := decided(t, reportmail.State{}, reportmail.Set{ReportScheduled: is, New: true})
	require.True(t, s.Exists())
	is.From = time.Now()
	events, err := reportmail.Decide(s, reportmail.Set{ReportScheduled: is})
	require.NoError(t, err)
	require.Empty(t, events, "it says so already")
	is.Paused = true
	s = decided(t, s, reportmail.Set{ReportScheduled: is})
	require.True(t, s.Paused)
	require.Equal(t, is.From, s.From)
	require.False(t, decided(t, s, reportmail.Remove{Schedule: is.Schedule}).Exists())
	_, err = reportmail.Decide(reportmail.State{}, reportmail.Remove{Schedule: is.Schedule})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}

func TestAllThatIsWrongIsToldTogether(t *testing.T) {
	t.Parallel()
	one := uuid.New()
	faults := reportmail.Check(&event.ReportScheduled{Format: "doc", Frequency: "weekly", Day: 8, Hour: 24, Zone: "Mars"})
	require.Len(t, faults, 5)
	require.Equal(t, "/frequency", reportmail.Check(&event.ReportScheduled{Format: "csv", Frequency: "hourly", Zone: "UTC", Recipients: []uuid.UUID{one}})[0].Pointer)
	is := monthly()
	is.Recipients = []uuid.UUID{one, one}
	require.Empty(t, reportmail.Check(&is))
	require.Equal(t, []uuid.UUID{one}, is.Recipients)
	is.Recipients = make([]uuid.UUID, 51)
	for i := range is.Recipients {
		is.Recipients[i] = uuid.New()
	}
	require.Equal(t, "too_many", reportmail.Check(&is)[0].Code)
}

// Whatever passed meanwhile, the newest turn before a moment is the one to make up for, on
// its day and hour; the same turn has the same id.
func TestATurnIsOnItsDayAndHour(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"}).Draw(t, "zone"))
		require.NoError(t, err)
		s := reportmail.State{ReportScheduled: monthly()}
		s.Day, s.Hour = rapid.IntRange(1, 31).Draw(t, "day"), rapid.IntRange(4, 23).Draw(t, "hour") // clear of changes of clocks
		if rapid.Bool().Draw(t, "weekly") {
			s.Frequency, s.Day = "weekly", s.Day%7+1
		}
		before := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "before"), 0)
		at, since, err := s.Turn(zone, before)
		require.NoError(t, err)
		require.True(t, since.Before(at) && at.Before(before))
		for _, turn := range []time.Time{at.In(zone), since.In(zone)} {
			require.Equal(t, s.Hour, turn.Hour())
			switch last := time.Date(turn.Year(), turn.Month()+1, 0, 12, 0, 0, 0, time.UTC).Day(); s.Frequency {
			case "weekly":
				require.Equal(t, s.Day%7, int(turn.Weekday()))
			default:
				require.Equal(t, min(s.Day, last), turn.Day())
			}
		}
		require.Equal(t, reportmail.DispatchID(s.Schedule, at), reportmail.DispatchID(s.Schedule, at.In(zone)))
		require.NotEqual(t, reportmail.DispatchID(s.Schedule, at), reportmail.DispatchID(s.Schedule, since))
	})
}
