package app

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/mail"
	"coresync/domain/event"
	"coresync/domain/reportmail"
	"coresync/domain/schedule"
	"coresync/http/api"
	"coresync/projections/effect"

	"github.com/google/uuid"
)

// mostFile is how large a file goes with a letter: mail servers refuse what is much larger.
const mostFile = 20 << 20

// SetReportTurns implements service.ReportTurns.
func (a *App) SetReportTurns(ctx context.Context, tenant uuid.UUID, s reportmail.State) error {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return fmt.Errorf("schedule report %s: %w", s.Schedule, err)
	}
	every := schedule.Every(s.Frequency)
	if s.Paused {
		every = schedule.Manual
	}
	_, err = a.Jobs.SetSchedule(ctx, jobs.Schedule{Work: reportWork(tenant, s.Schedule), Every: every, Zone: s.Zone, Anchor: s.Anchor(zone)})
	if err != nil {
		return fmt.Errorf("schedule report %s: %w; save it once more", s.Schedule, err)
	}
	return nil
}

// RemoveReportTurns implements service.ReportTurns.
func (a *App) RemoveReportTurns(ctx context.Context, tenant, id uuid.UUID) error {
	return a.Jobs.RemoveSchedule(ctx, reportWork(tenant, id))
}

// NextReports implements service.ReportTurns.
func (a *App) NextReports(ctx context.Context, tenant uuid.UUID) (map[uuid.UUID]time.Time, error) {
	all, err := a.Jobs.Schedules(ctx, tenant)
	next := make(map[uuid.UUID]time.Time)
	for _, s := range all {
		if s.Kind == workReport {
			next[s.ID] = s.NextAt
		}
	}
	return next, err
}

func reportWork(tenant, id uuid.UUID) jobs.Work {
	return jobs.Work{Tenant: tenant, Kind: workReport, ID: id}
}

// stepReport sends the report that is due.
func (a *App) stepReport(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	err = a.SendDue(ctx, w.Tenant, w.ID)
	return err == nil, time.Time{}, err
}

// SendDue gives the report of the turn that is due to the mail. However long nothing ran,
// that is the newest turn alone; one that was given before is not given again.
func (a *App) SendDue(ctx context.Context, tenant, id uuid.UUID) error {
	post := a.post()
	state, _, err := post.Load(ctx, tenant, id)
	if err != nil {
		return err
	}
	if !state.Exists() {
		return a.RemoveReportTurns(ctx, tenant, id)
	}
	upcoming, err := a.NextReports(ctx, tenant)
	if err != nil || state.Paused || upcoming[id].IsZero() {
		return err
	}
	zone, err := time.LoadLocation(state.Zone)
	if err != nil {
		return err
	}
	// By the clock that found it due, which is the database's and not ours.
	at, since, err := state.Turn(zone, upcoming[id])
	if err != nil || at.Before(state.From) {
		return err
	}
	_, err = post.Dispatch(ctx, api.Command{Tenant: tenant, Actor: event.ActorScheduler}, state, reportmail.DispatchID(id, at), at, since)
	return err
}

// mailReport sends a report to one of its recipients.
func (a *App) mailReport(ctx context.Context, e effect.Effect) error {
	letter, err := a.post().Letter(ctx, e.Tenant, e.About, e.Target)
	if err != nil {
		return err
	}
	if n := letter.File.Body.Size(); n > mostFile {
		_ = letter.File.Body.Close() // it goes nowhere
		return &effect.PermanentError{Cause: fmt.Errorf("the file has %d MB, more than the %d that mail servers take; narrow the report, or export it", n>>20, mostFile>>20)}
	}
	body, err := letter.File.Bytes()
	if err != nil {
		return err
	}
	return permanent(a.mail.Send(ctx, mail.Letter{
		ID: e.ID.String(), To: letter.To, Subject: letter.Subject,
		Text: fmt.Sprintf("%s\nYou get it because somebody who may do so chose you. All schedules: %s/reports/schedules\n", letter.Text, a.publicURL()),
		File: &mail.File{Name: letter.File.Name, MediaType: letter.File.MediaType, Body: append([]byte(letter.File.Mark()), body...)},
	}))
}

// scheduleReports makes up for turns that were decided, and not written down before the
// process died.
func (a *App) scheduleReports(ctx context.Context) error {
	tenants, err := a.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	post := a.post()
	for _, t := range tenants {
		have, err := a.NextReports(ctx, t.ID)
		if err != nil {
			return err
		}
		found, err := post.List(ctx, api.Scope{Tenant: t.ID})
		if err != nil {
			return err
		}
		for _, s := range found.Data.Items {
			if _, there := have[s.ID]; there {
				continue
			}
			state, _, err := post.Load(ctx, t.ID, s.ID)
			if err == nil && state.Exists() {
				err = a.SetReportTurns(ctx, t.ID, state)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", event.ReportScheduleStream(s.ID), err)
			}
		}
	}
	return nil
}
