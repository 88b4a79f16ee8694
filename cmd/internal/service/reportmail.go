package service

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	rule "coresync/domain/reportmail"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/http/permission"
	"coresync/projections"
	"coresync/projections/effect"
	"coresync/projections/reportmail"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ReportMailKind is the kind of effect that brings somebody a report.
const ReportMailKind = "report"

// ReportTurns keeps the turns of schedules, which workers look at.
type ReportTurns interface {
	SetReportTurns(ctx context.Context, tenant uuid.UUID, s rule.State) error
	RemoveReportTurns(ctx context.Context, tenant, schedule uuid.UUID) error
	// NextReports is when each schedule is due next.
	NextReports(ctx context.Context, tenant uuid.UUID) (map[uuid.UUID]time.Time, error)
}

// reportMail implements api.ReportMail.
type reportMail struct {
	reads
	log    *eventstore.Store
	engine *pgxpool.Pool
	users  api.Users
	turns  ReportTurns
	mail   bool
	files  exports
}

var reportDecider = decide.Decider[rule.State, any]{Evolve: rule.Evolve, Decide: rule.Decide}

// List implements api.ReportMail.
func (s reportMail) List(ctx context.Context, scope api.Scope) (api.Answer[api.ReportSchedules], error) {
	found, err := answer(ctx, s.reads, scope, []string{reportmail.Name}, func(r *projections.Reading) ([]reportmail.Schedule, error) {
		return reportmail.Schedules(ctx, r)
	})
	if err != nil {
		return api.Answer[api.ReportSchedules]{}, err
	}
	items, err := s.views(ctx, scope, found.Data)
	return api.Answer[api.ReportSchedules]{Standing: found.Standing, Data: api.ReportSchedules{Items: items, Mail: s.mail}}, err
}

// Get implements api.ReportMail.
func (s reportMail) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.ReportSchedule], error) {
	found, err := answer(ctx, s.reads, scope, []string{reportmail.Name}, func(r *projections.Reading) (reportmail.Schedule, error) {
		return reportmail.Get(ctx, r, id)
	})
	if err != nil {
		return api.Answer[api.ReportSchedule]{}, err
	}
	items, err := s.views(ctx, scope, []reportmail.Schedule{found.Data})
	if err != nil {
		return api.Answer[api.ReportSchedule]{}, err
	}
	return api.Answer[api.ReportSchedule]{Standing: found.Standing, Data: items[0]}, nil
}

// views are schedules as people read them.
func (s reportMail) views(ctx context.Context, scope api.Scope, rows []reportmail.Schedule) ([]api.ReportSchedule, error) {
	users, err := s.users.List(ctx, scope.Tenant)
	if err != nil {
		return nil, err
	}
	next, err := s.turns.NextReports(ctx, scope.Tenant)
	if err != nil {
		return nil, err
	}
	var sendings []uuid.UUID
	for _, row := range rows {
		sendings = append(sendings, row.Dispatch)
	}
	outcomes, err := effect.Outcomes(ctx, s.engine, scope.Tenant, ReportMailKind, sendings)
	if err != nil {
		return nil, err
	}
	items := make([]api.ReportSchedule, len(rows))
	for i, row := range rows {
		items[i] = scheduled(row, users, outcomes[row.Dispatch])
		if at := next[row.ID]; !row.Paused {
			items[i].NextAt = when(at)
		}
		if a, wrong := scheduledAsk(row.Report, row.Filter); len(wrong) == 0 { // what is no filter any more is told when it is due
			if items[i].Narrowed, err = s.files.words(ctx, api.Scope{Tenant: scope.Tenant}, a); err != nil {
				return nil, err
			}
		}
	}
	return items, nil
}

func scheduled(row reportmail.Schedule, users []api.User, letters []effect.Outcome) api.ReportSchedule {
	v := api.ReportSchedule{
		ID: row.ID, Report: row.Report, Title: api.ScheduledTitle(row.Report), Filter: row.Filter, Format: row.Format, Frequency: row.Frequency,
		Day: int(row.Day), Hour: int(row.Hour), Zone: row.Zone, When: api.TurnWords(row.Frequency, int(row.Day), int(row.Hour)),
		Recipients: []api.Ref{}, Paused: row.Paused, SetBy: row.SetBy, SetAt: row.SetAt, Version: row.Version,
	}
	if row.Recipients != nil {
		for _, id := range row.Recipients.IDs {
			name := "somebody who was removed"
			if i := slices.IndexFunc(users, func(u api.User) bool { return u.ID == id }); i >= 0 {
				name = users[i].Called()
			}
			v.Recipients = append(v.Recipients, api.Ref{ID: id, Name: name})
		}
	}
	if row.Dispatch != uuid.Nil {
		v.Last = &api.ReportSent{ID: row.Dispatch, At: row.SentAt}
		for _, l := range letters {
			switch l.Outcome {
			case "sent":
				v.Last.Sent++
			case "moot":
				v.Last.Moot++
			case "failed":
				v.Last.Failed, v.Last.Message = v.Last.Failed+1, l.Error
			default:
				v.Last.Waiting++
				if l.Error != "" {
					v.Last.Message = l.Error
				}
			}
		}
	}
	return v
}

// Describe implements api.ReportMail.
func (s reportMail) Describe(ctx context.Context, scope api.Scope, report, filter string) (string, error) {
	a, wrong := scheduledAsk(report, filter)
	if err := domain.Invalid(wrong); err != nil {
		return "", err
	}
	return s.files.words(ctx, scope, a)
}

// Create implements api.ReportMail.
func (s reportMail) Create(ctx context.Context, c api.Command, d api.ReportScheduleDraft) (api.Written, error) {
	id := uuid.New()
	if c.AppendID != uuid.Nil {
		id = uuid.NewSHA1(c.AppendID, []byte("report-schedule"))
	}
	return s.set(ctx, c, id, d, true)
}

// Change implements api.ReportMail.
func (s reportMail) Change(ctx context.Context, c api.Command, id uuid.UUID, d api.ReportScheduleDraft) (api.Written, error) {
	return s.set(ctx, c, id, d, false)
}

func (s reportMail) set(ctx context.Context, c api.Command, id uuid.UUID, d api.ReportScheduleDraft, fresh bool) (api.Written, error) {
	zone, err := s.zone(ctx, c.Tenant)
	if err != nil {
		return api.Written{}, err
	}
	is := event.ReportScheduled{
		Schedule: id, Report: d.Report, Filter: d.Filter, Format: d.Format, Frequency: d.Frequency, Day: d.Day, Hour: d.Hour, Zone: zone.String(),
		Recipients: d.Recipients, Paused: d.Paused, From: s.now().UTC().Truncate(time.Second),
	}
	if err := s.check(ctx, c.Tenant, is); err != nil {
		return api.Written{}, err
	}
	written, err := s.decide(ctx, c, id, rule.Set{New: fresh, ReportScheduled: is})
	if err != nil {
		return written, err
	}
	state, _, err := s.Load(ctx, c.Tenant, id)
	if err == nil {
		err = s.turns.SetReportTurns(ctx, c.Tenant, state)
	}
	return written, err
}

// check finds all that is wrong: besides the rules of a schedule, whether there is such a
// report with such a filter, and whether its recipients may see it.
func (s reportMail) check(ctx context.Context, tenant uuid.UUID, d event.ReportScheduled) error {
	_, faults := scheduledAsk(d.Report, d.Filter)
	faults = append(faults, rule.Check(&d)...)
	users, err := s.users.List(ctx, tenant)
	if err != nil {
		return err
	}
	for i, id := range d.Recipients {
		if !slices.ContainsFunc(users, func(u api.User) bool { return u.ID == id && maySee(u, d.Report, d.Filter) }) {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/recipients/%d", i), Code: "unknown", Message: "is no user who may see it"})
		}
	}
	return domain.Invalid(faults)
}

// maySee tells whether somebody may see what is sent: reports, and the table.
func maySee(u api.User, report, filter string) bool {
	t, there := api.ExportTableOf(report)
	has := u.Role.Permissions()
	q, _ := url.ParseQuery(filter) // one that is malformed makes no file
	return there && has.Has(permission.ReportsView) && has.Has(t.Needs) && has.Has(t.NeededFor(q))
}

// Remove implements api.ReportMail.
func (s reportMail) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	written, err := s.decide(ctx, c, id, rule.Remove{Schedule: id})
	if err != nil {
		return written, err
	}
	return written, s.turns.RemoveReportTurns(ctx, c.Tenant, id)
}

func (s reportMail) decide(ctx context.Context, c api.Command, id uuid.UUID, command any) (api.Written, error) {
	stream := event.ReportScheduleStream(id)
	done, err := decide.Handle(ctx, s.log, reportDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command, ID: c.AppendID, Version: expected(c), Correlation: c.Correlation,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, id, done.Versions[stream])
}
