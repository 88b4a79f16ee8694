// Package reportmail decides how reports are sent by mail by themselves: when, as which
// file, and to whom. It is pure.
//
// Recipients are users of the workspace, never typed addresses: what a customer owns must
// not leave by a slip of the keyboard, or stay on its way to somebody who left.
package reportmail

import (
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/schedule"

	"github.com/google/uuid"
)

// mostRecipients bounds how many people get a report.
const mostRecipients = 50

// Formats are the files that are sent.
func Formats() []string { return []string{"csv", "xlsx", "pdf"} }

// State is a schedule as it stands; the zero value is none.
type State struct{ event.ReportScheduled }

// Exists tells whether there is a schedule.
func (s State) Exists() bool { return s.Schedule != uuid.Nil }

// Evolve folds an event.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.ReportScheduled:
		return State{*p}
	case *event.ReportUnscheduled:
		return State{}
	}
	return s
}

// Commands about a schedule.
type (
	// Set makes a schedule, or says all of one anew; New refuses one that is there.
	Set struct {
		event.ReportScheduled
		New bool
	}
	// Remove ends it.
	Remove struct{ Schedule uuid.UUID }
)

// Decide turns a command into events: none where it changes nothing.
func Decide(s State, command any) ([]event.Payload, error) {
	switch c := command.(type) {
	case Set:
		if !c.New && !s.Exists() {
			return nil, domain.NotFound("report_schedule")
		}
		if err := domain.Invalid(Check(&c.ReportScheduled)); err != nil {
			return nil, err
		}
		if s.same(&c.ReportScheduled) {
			return nil, nil
		}
		return []event.Payload{&c.ReportScheduled}, nil
	case Remove:
		if !s.Exists() {
			return nil, domain.NotFound("report_schedule")
		}
		return []event.Payload{&event.ReportUnscheduled{Schedule: c.Schedule}}, nil
	}
	return nil, nil
}

// same tells whether a schedule says what it says already.
func (s State) same(n *event.ReportScheduled) bool {
	o := s.ReportScheduled
	return s.Exists() && o.Report == n.Report && o.Filter == n.Filter && o.Format == n.Format && o.Frequency == n.Frequency &&
		o.Day == n.Day && o.Hour == n.Hour && o.Zone == n.Zone && o.Paused == n.Paused && slices.Equal(o.Recipients, n.Recipients)
}

// Check finds all that is wrong, and gives each recipient once, in order of id.
func Check(n *event.ReportScheduled) (faults []domain.Fault) {
	fault := func(pointer, code, message string) {
		faults = append(faults, domain.Fault{Pointer: pointer, Code: code, Message: message})
	}
	last := map[string]int{string(schedule.Weekly): 7, string(schedule.Monthly): 31}[n.Frequency]
	switch {
	case last == 0:
		fault("/frequency", "unknown", "choose weekly or monthly")
	case n.Day < 1 || n.Day > last:
		fault("/day", "range", map[int]string{7: "choose a day of the week from 1 (Monday) to 7 (Sunday)", 31: "choose a day of the month from 1 to 31"}[last])
	}
	if n.Hour < 0 || n.Hour > 23 {
		fault("/hour", "range", "choose an hour from 0 to 23")
	}
	if !slices.Contains(Formats(), n.Format) {
		fault("/format", "unknown", "choose csv, xlsx or pdf")
	}
	if _, err := time.LoadLocation(n.Zone); err != nil || n.Zone == "" {
		fault("/zone", "unknown_zone", "is no time zone")
	}
	n.Recipients = slices.Clone(n.Recipients)
	slices.SortFunc(n.Recipients, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	switch n.Recipients = slices.Compact(n.Recipients); {
	case len(n.Recipients) == 0:
		fault("/recipients", "required", "choose who gets it")
	case len(n.Recipients) > mostRecipients:
		fault("/recipients", "too_many", "choose at most 50 people")
	}
	return faults
}

// Anchor is an instant from which the turns of a schedule are counted: its day and hour as
// the clocks of the zone show them. January 2024 began on a Monday and has 31 days.
func (s State) Anchor(zone *time.Location) time.Time {
	return time.Date(2024, time.January, s.Day, s.Hour, 0, 0, 0, zone)
}

// Turn is the newest turn before a moment, and the one before that.
func (s State) Turn(zone *time.Location, before time.Time) (at, since time.Time, err error) {
	every, anchor := schedule.Every(s.Frequency), s.Anchor(zone)
	if at, err = schedule.Before(every, zone, anchor, before); err != nil {
		return at, since, err
	}
	since, err = schedule.Before(every, zone, anchor, at)
	return at, since, err
}

// DispatchID is the id of the sending of a turn: the same, whoever notices that it is due.
func DispatchID(schedule uuid.UUID, at time.Time) uuid.UUID {
	return uuid.NewSHA1(schedule, []byte("turn/"+at.UTC().Format(time.RFC3339)))
}
