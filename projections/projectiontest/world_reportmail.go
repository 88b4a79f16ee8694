package projectiontest

import (
	"coresync/domain/event"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// reportmail moves a schedule of a report on, whether that makes sense or not.
func (w *World) reportmail(t *rapid.T) {
	schedule, dispatch := id("schedule", small(t, "schedule")), id("dispatch", small(t, "dispatch"))
	people, now := []uuid.UUID{id("user", small(t, "recipient"))}, w.bundle.Clock.Now()
	stream, payload := event.ReportScheduleStream(schedule), rapid.SampledFrom([]event.Payload{
		&event.ReportScheduled{Schedule: schedule, Report: "device-age", Filter: "category=Server", Format: "pdf", Frequency: "weekly", Day: 1, Hour: 7, Zone: "UTC", Recipients: people, From: now},
		&event.ReportScheduled{Schedule: schedule, Report: "movements", Format: "csv", Frequency: "monthly", Day: 31, Zone: "UTC", Recipients: people, Paused: true, From: now},
		&event.ReportUnscheduled{Schedule: schedule},
		&event.ReportDispatched{Dispatch: dispatch, Schedule: schedule, Report: "device-age", Format: "pdf", Zone: "UTC", At: now, Since: now, Recipients: people},
	}).Draw(t, "payload")
	if _, is := payload.(*event.ReportDispatched); is {
		stream = event.ReportDispatchStream(dispatch)
	}
	w.append(t, event.New{Stream: stream, Payload: payload})
}
