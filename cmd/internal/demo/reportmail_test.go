package demo_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/reportmail"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// attachment reads a letter: its id and the file that is attached.
func attachment(t *testing.T, letter string) (id, name string, body []byte) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(letter))
	require.NoError(t, err)
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		require.NoError(t, err, "no file is attached")
		if part.FileName() == "" {
			continue
		}
		require.Equal(t, "base64", strings.ToLower(part.Header.Get("Content-Transfer-Encoding")))
		body, err = io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		require.NoError(t, err)
		return m.Header.Get("Message-ID"), part.FileName(), body
	}
}

func schedule(t *testing.T, d *demo.Demo, id uuid.UUID) api.ReportSchedule {
	t.Helper()
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	found, err := d.App.Services().ReportMail.Get(t.Context(), api.Scope{Tenant: d.Tenant}, id)
	require.NoError(t, err)
	return found.Data
}

func deliver(t *testing.T, d *demo.Demo) {
	t.Helper()
	for range 2 { // what was sent is not sent again
		_, err := d.App.Deliver(t.Context())
		require.NoError(t, err)
	}
}

// What comes by mail is what an export of that moment gives, byte for byte, whatever came
// after; of each report and as each kind of file.
func TestAReportComesByMailAsTheExportOfItsMoment(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, me := d.App.Services(), owner(t, d)
	for i, report := range api.ScheduledReports() {
		draft := api.ReportScheduleDraft{Report: report, Format: reportmail.Formats()[i%3], Frequency: "monthly", Day: 1, Hour: 7, Recipients: []uuid.UUID{me}}
		if report == api.ReportAges {
			draft.Filter = "category=Workstation&include_virtual=true"
		}
		made, err := services.ReportMail.Create(t.Context(), by(d, "test"), draft)
		require.NoError(t, err, report)
		_, err = services.ReportMail.Send(t.Context(), by(d, "test"), *made.ID)
		require.NoError(t, err, report)
		later(t, d, report)
		deliver(t, d)
		require.Len(t, box.letters, i+1, report)
		id, name, body := attachment(t, box.letters[i])
		require.NotEmpty(t, id)
		sent := schedule(t, d, *made.ID)
		require.Equal(t, &api.ReportSent{ID: sent.Last.ID, At: sent.Last.At, Sent: 1}, sent.Last)
		want := exported(t, d, sent)
		require.Equal(t, want.Name, name)
		require.True(t, bytes.Equal(append([]byte(want.Mark()), bodyOf(t, want)...), body), report)
		require.Greater(t, len(body), 50, report)
	}
}

// owner is somebody who may see everything.
func owner(t *testing.T, d *demo.Demo) uuid.UUID {
	t.Helper()
	made, err := d.App.Services().Users.Add(t.Context(), d.Tenant, "test", api.UserDraft{Email: "all@msp.example", Name: "All", Role: permission.SuperAdmin})
	require.NoError(t, err)
	return made.ID
}

// later changes something after a report was sent off.
func later(t *testing.T, d *demo.Demo, name string) {
	t.Helper()
	_, err := d.App.Services().Assets.Create(t.Context(), by(d, "test"), api.AssetDraft{Name: "later than " + name, Category: "Workstation"})
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
}

// exported is the export of the moment of the last sending.
func exported(t *testing.T, d *demo.Demo, s api.ReportSchedule) api.File {
	t.Helper()
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Time: s.Last.At}}
	var found api.Answer[api.File]
	var err error
	switch s.Report {
	case api.ReportLedger:
		month := time.Date(s.Last.At.Year(), s.Last.At.Month(), 0, 12, 0, 0, 0, time.UTC).Format("2006-01")
		found, err = services.Ledgers.Export(t.Context(), scope, api.LedgerFilter{Month: month}, false, s.Format)
	case api.ReportMovements:
		since := time.Date(s.Last.At.Year(), s.Last.At.Month(), 1, 7, 0, 0, 0, time.UTC)
		if !since.Before(s.Last.At) {
			since = since.AddDate(0, -1, 0)
		}
		found, err = services.Movements.Export(t.Context(), scope, api.MovementFilter{From: since, To: s.Last.At}, s.Format)
	case api.ExportRecommendations, api.ExportForecast:
		found, err = services.Replacements.Export(t.Context(), scope, s.Report, api.RecommendationFilter{}, api.Sort{By: "due"}, api.DefaultQuarters, s.Format)
	case api.ReportCompanies, api.ReportAges, api.ReportWarranties:
		f := api.ReportFilter{}
		if s.Filter != "" {
			f = api.ReportFilter{Categories: []string{"Workstation"}, Virtual: true}
		}
		found, err = services.Reports.Export(t.Context(), scope, s.Report, f, s.Format)
	default:
		found, err = services.Exports.Export(t.Context(), scope, api.ExportAsk{Table: s.Report, Format: s.Format})
	}
	require.NoError(t, err)
	return found.Data
}

// However long nothing ran, and whoever notices it how often: one letter, of the newest turn.
func TestATurnIsSentOnceAndMissedOnesAreMadeUpForByOne(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	ada, eve := person(t, d, "ada@msp.example"), person(t, d, "eve@msp.example")
	yesterday := time.Now().UTC().AddDate(0, 0, -1)
	state := reportmail.State{ReportScheduled: event.ReportScheduled{
		Schedule: uuid.New(), Report: api.ReportCompanies, Format: "csv", Frequency: "weekly", Day: (int(yesterday.Weekday())+6)%7 + 1, Hour: yesterday.Hour(), Zone: "UTC",
		Recipients: []uuid.UUID{ada, eve}, From: yesterday.AddDate(0, 0, -40),
	}}
	_, err := d.App.Store.Append(t.Context(), eventstore.Append{Tenant: d.Tenant, Actor: "test", Events: []event.New{{
		Stream: event.ReportScheduleStream(state.Schedule), Payload: &state.ReportScheduled,
	}}})
	require.NoError(t, err)
	require.NoError(t, d.App.SetReportTurns(t.Context(), d.Tenant, state))
	for range 3 { // a step that is repeated
		require.NoError(t, d.App.SendDue(t.Context(), d.Tenant, state.Schedule))
		deliver(t, d)
	}
	require.ElementsMatch(t, []string{"ada@msp.example", "eve@msp.example"}, box.to)
	sent := schedule(t, d, state.Schedule)
	require.Equal(t, yesterday.Truncate(time.Hour), sent.Last.At.UTC())
	require.Equal(t, 2, sent.Last.Sent)
	require.True(t, sent.NextAt.After(time.Now()))
	first, _, one := attachment(t, box.letters[0])
	second, _, two := attachment(t, box.letters[1])
	require.NotEqual(t, first, second)
	require.Equal(t, one, two)
}

// Who may see no reports is not chosen, and gets nothing any more; nor does anybody once
// the schedule is gone. What is wrong is told together.
func TestReportsGoToWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	services, ada := d.App.Services(), person(t, d, "ada@msp.example")
	draft := api.ReportScheduleDraft{Report: api.ReportMovements, Filter: "kind=owner", Format: "csv", Frequency: "weekly", Day: 1, Hour: 7, Recipients: []uuid.UUID{ada}}
	wrong := api.ReportScheduleDraft{Report: api.ReportAges, Filter: "kind=owner&category=Moon", Format: "doc", Frequency: "weekly", Day: 9, Hour: 7, Recipients: []uuid.UUID{uuid.New()}}
	_, err := services.ReportMail.Create(t.Context(), by(d, "test"), wrong)
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
	var told *domain.Error
	require.ErrorAs(t, err, &told)
	require.Len(t, told.Fields, 5)

	made, err := services.ReportMail.Create(t.Context(), by(d, "test"), draft)
	require.NoError(t, err)
	require.Equal(t, "of owner.", schedule(t, d, *made.ID).Narrowed)
	_, err = services.ReportMail.Send(t.Context(), by(d, "test"), *made.ID)
	require.NoError(t, err)
	require.NoError(t, services.Users.Remove(t.Context(), d.Tenant, "test", ada))
	deliver(t, d)
	require.Empty(t, box.letters)
	require.Equal(t, 1, schedule(t, d, *made.ID).Last.Moot)

	draft.Recipients, draft.Paused = []uuid.UUID{person(t, d, "eve@msp.example")}, true
	_, err = services.ReportMail.Change(t.Context(), by(d, "test"), *made.ID, draft)
	require.NoError(t, err)
	require.Nil(t, schedule(t, d, *made.ID).NextAt)
	_, err = services.ReportMail.Send(t.Context(), by(d, "test"), *made.ID)
	require.NoError(t, err, "a paused one is sent by hand")
	_, err = services.ReportMail.Remove(t.Context(), by(d, "test"), *made.ID)
	require.NoError(t, err)
	deliver(t, d)
	require.Empty(t, box.letters)
	_, err = services.ReportMail.Send(t.Context(), by(d, "test"), *made.ID)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}
