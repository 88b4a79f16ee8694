package replacement

import (
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Action is what people plan for a device.
type Action string

// The actions; Reopen takes the others back.
const (
	Snooze Action = "snoozed"
	Order  Action = "ordered"
	Reopen Action = "open"
)

// Plan is what people plan for one device; the zero value: nothing.
type Plan struct {
	Action Action
	Until  time.Time // of Snooze: from that day on it is due again
	Note   string    // reason of Snooze, note of Order
}

// Now is the plan as it holds on a day: a device is snoozed until its day comes.
func (p Plan) Now(today time.Time) Action {
	switch {
	case p.Action == Order:
		return Order
	case p.Action == Snooze && today.Before(p.Until):
		return Snooze
	}
	return Reopen
}

// Expected is the day on which a device is to be replaced: when it is due, but not
// while it is snoozed. A snooze says nothing of when what has no end is to be replaced.
func (p Plan) Expected(due, today time.Time) time.Time {
	if p.Now(today) == Snooze && !due.IsZero() && p.Until.After(due) {
		return p.Until
	}
	return due
}

// EvolvePlan folds an event into the plan.
func EvolvePlan(p Plan, body event.Payload) Plan {
	switch b := body.(type) {
	case *event.ReplacementSnoozed:
		until, _ := time.Parse(time.DateOnly, b.Until) // was checked when it was decided
		return Plan{Snooze, until, b.Reason}
	case *event.ReplacementOrdered:
		return Plan{Action: Order, Note: b.Note}
	case *event.ReplacementReopened:
		return Plan{}
	}
	return p
}

// CheckPlan finds all faults of a plan that somebody makes on a day.
func CheckPlan(p Plan, today time.Time) []domain.Fault {
	var faults []domain.Fault
	fault := func(member, code, message string) {
		faults = append(faults, domain.Fault{Pointer: "/" + member, Code: code, Message: message})
	}
	switch p.Action {
	case Snooze:
		if strings.TrimSpace(p.Note) == "" {
			fault("reason", "required", "Say why it is kept.")
		}
		switch {
		case p.Until.IsZero():
			fault("until", "required", "Say until which day it is kept.")
		case !p.Until.After(today):
			fault("until", "range", "Give a day after today.")
		case p.Until.After(today.AddDate(10, 0, 0)):
			fault("until", "range", "Give a day within ten years.")
		}
	case Order, Reopen:
		if !p.Until.IsZero() {
			fault("until", "not_allowed", "Only what is snoozed has a day.")
		}
		if p.Action == Reopen && p.Note != "" {
			fault("reason", "not_allowed", "Who takes a plan back gives no reason.")
		}
	default:
		fault("action", "unknown", "Choose snoozed, ordered or open.")
	}
	if len(p.Note) > MaxNote {
		fault("reason", "too_long", "At most 200 bytes.")
	}
	return faults
}

// DecidePlan turns a plan into events: none where it is so already.
func DecidePlan(asset uuid.UUID, now, wanted Plan) []event.Payload {
	if wanted.Action == Reopen {
		wanted = Plan{}
	}
	switch {
	case now.Action == wanted.Action && now.Until.Equal(wanted.Until) && now.Note == wanted.Note:
		return nil
	case wanted.Action == Snooze:
		return []event.Payload{&event.ReplacementSnoozed{Asset: asset, Until: wanted.Until.Format(time.DateOnly), Reason: wanted.Note}}
	case wanted.Action == Order:
		return []event.Payload{&event.ReplacementOrdered{Asset: asset, Note: wanted.Note}}
	}
	return []event.Payload{&event.ReplacementReopened{Asset: asset}}
}
