package service

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	rule "coresync/domain/reportmail"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/projections/effect"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Load is a schedule as the log has it now.
func (s reportMail) Load(ctx context.Context, tenant, id uuid.UUID) (state rule.State, version int64, err error) {
	err = s.log.Read(ctx, tenant, eventstore.Query{Streams: []string{event.ReportScheduleStream(id)}}, func(r event.Recorded) error {
		payload, err := s.log.Registry().Decode(r)
		state, version = rule.Evolve(state, payload), r.Version
		return err
	})
	return state, version, err
}

// Send implements api.ReportMail.
func (s reportMail) Send(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	if !s.mail {
		return api.Written{}, &domain.Error{Code: domain.CodeConflict, Reason: "no_mail",
			Message: "Letters can't be sent: there is no mail server. Start Coresync with --smtp-url and --mail-from."}
	}
	state, _, err := s.Load(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	if !state.Exists() {
		return api.Written{}, domain.NotFound("report_schedule")
	}
	zone, err := time.LoadLocation(state.Zone)
	if err != nil {
		return api.Written{}, err
	}
	at := s.now().UTC().Truncate(time.Millisecond)
	since, _, err := state.Turn(zone, at)
	if err != nil {
		return api.Written{}, err
	}
	dispatch := uuid.New()
	if c.AppendID != uuid.Nil {
		dispatch = uuid.NewSHA1(c.AppendID, []byte("report-dispatch"))
	}
	return s.Dispatch(ctx, c, state, dispatch, at, since)
}

// Dispatch gives a report of a moment to the mail: the event, and a letter to each
// recipient in the ledger of effects, in one transaction. A dispatch that is there is not
// made again.
func (s reportMail) Dispatch(ctx context.Context, c api.Command, state rule.State, id uuid.UUID, at, since time.Time) (api.Written, error) {
	log := tellingLog{s.log, func(ctx context.Context, tx pgx.Tx) error {
		for _, to := range state.Recipients {
			if err := effect.Record(ctx, tx, s.now(), c.Tenant, ReportMailKind, to, id); err != nil {
				return err
			}
		}
		return nil
	}, func(ctx context.Context, do func(pgx.Tx) error) error { return pgx.BeginFunc(ctx, s.engine, do) }}
	done, err := log.Append(ctx, eventstore.Append{
		Tenant: c.Tenant, ID: id, Actor: c.Actor, CorrelationID: c.Correlation,
		Events: []event.New{{Stream: event.ReportDispatchStream(id), Payload: &event.ReportDispatched{
			Dispatch: id, Schedule: state.Schedule, Report: state.Report, Filter: state.Filter, Format: state.Format, Zone: state.Zone,
			At: at, Since: since, Recipients: state.Recipients,
		}}},
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, id, 0)
}

// ReportLetter is a report for somebody, ready to be sent.
type ReportLetter struct {
	To, Subject, Text string
	File              api.File
}

// ReportPost gives reports to the mail when they are due.
type ReportPost struct {
	reportMail
	erasures func(ctx context.Context, tenant uuid.UUID) (int64, error)
	made     *lastFile
}

// lastFile is the file that was made last: all letters of a sending have the same.
type lastFile struct {
	mu       sync.Mutex
	dispatch uuid.UUID
	erasures int64 // whoever was erased since stands in no file any more
	file     api.File
}

// Post makes one.
func Post(p Parts) ReportPost {
	return ReportPost{New(p).ReportMail.(reportMail), p.Erasures, &lastFile{}}
}

// mostKept is how long a file may be that is kept for the next letter, in bytes.
const mostKept = 20 << 20

// fileOf is the file of a sending.
func (s ReportPost) fileOf(ctx context.Context, tenant uuid.UUID, d *event.ReportDispatched, zone *time.Location) (api.File, error) {
	erasures, err := s.erasures(ctx, tenant) // before anything is opened
	if err != nil {
		return api.File{}, err
	}
	last := s.made
	last.mu.Lock()
	defer last.mu.Unlock()
	if last.dispatch == d.Dispatch && last.erasures == erasures {
		return last.file, nil
	}
	file, err := s.files.dispatched(ctx, tenant, d, zone)
	if err != nil || file.Body.Size() > mostKept {
		return file, err
	}
	body, err := file.Bytes()
	file.Body = api.Bytes(body)
	if err == nil {
		last.dispatch, last.erasures, last.file = d.Dispatch, erasures, file
	}
	return file, err
}

// Letter makes the letter of a sending, with its moment as the recipient reads dates. The file
// is the same for all, its days as ISO 8601 has them. Error: effect.ErrMoot where the schedule is gone,
// or its recipient may not see reports any more.
func (s ReportPost) Letter(ctx context.Context, tenant, dispatch, recipient uuid.UUID) (l ReportLetter, err error) {
	d, err := s.dispatched(ctx, tenant, dispatch)
	if err != nil {
		return l, err
	}
	to, err := s.users.Get(ctx, tenant, recipient)
	switch {
	case domain.ErrorCode(err) == domain.CodeNotFound, err == nil && !maySee(to, d.Report, d.Filter):
		return l, effect.ErrMoot
	case err != nil:
		return l, err
	}
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		return l, err
	}
	words, err := s.Describe(ctx, api.Scope{Tenant: tenant}, d.Report, d.Filter)
	if err != nil {
		return l, err
	}
	if l.File, err = s.fileOf(ctx, tenant, d, zone); err != nil {
		return l, err
	}
	reader := dates.For(to.Language, to.Timezone, d.Zone)
	l.To, l.Subject = to.Email, api.ScheduledTitle(d.Report)+", "+reader.DayOf(d.At)
	l.Text = fmt.Sprintf("%s, as of %s.\nFilter: %s\n\nThe file %s is attached.\n",
		api.ScheduledTitle(d.Report), reader.Moment(d.At), words, l.File.Name)
	return l, nil
}

// dispatched is a sending. Error: effect.ErrMoot where its schedule is gone.
func (s reportMail) dispatched(ctx context.Context, tenant, id uuid.UUID) (d *event.ReportDispatched, err error) {
	err = s.log.Read(ctx, tenant, eventstore.Query{Streams: []string{event.ReportDispatchStream(id)}}, func(r event.Recorded) error {
		payload, err := s.log.Registry().Decode(r)
		d, _ = payload.(*event.ReportDispatched)
		return err
	})
	if err != nil || d == nil {
		return d, cmp.Or(err, effect.ErrMoot)
	}
	state, _, err := s.Load(ctx, tenant, d.Schedule)
	if err == nil && !state.Exists() {
		err = effect.ErrMoot
	}
	return d, err
}
