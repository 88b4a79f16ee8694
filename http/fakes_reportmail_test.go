package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeReportMail has one schedule; it notes what was asked.
type fakeReportMail struct {
	draft api.ReportScheduleDraft
	sent  int
}

func (f *fakeReportMail) one() api.ReportSchedule {
	return api.ReportSchedule{
		ID: thing(1), Report: "device-age", Title: "Device Age", Narrowed: "type Server.", Filter: "category=Server", Format: "pdf", Frequency: "monthly",
		Day: 31, Hour: 7, Zone: "UTC", When: api.TurnWords("monthly", 31, 7), Recipients: []api.Ref{{ID: thing(2), Name: "Ada"}}, NextAt: &noon,
		Last: &api.ReportSent{ID: thing(3), At: noon, Sent: 1, Failed: 1, Message: "no such mailbox"}, SetBy: "cli:root", SetAt: noon, Version: 2,
	}
}

func (f *fakeReportMail) List(context.Context, api.Scope) (api.Answer[api.ReportSchedules], error) {
	return answerOf(api.ReportSchedules{Items: []api.ReportSchedule{f.one()}, Mail: true}), nil
}

func (f *fakeReportMail) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.ReportSchedule], error) {
	if id != thing(1) {
		return api.Answer[api.ReportSchedule]{}, domain.NotFound("report_schedule")
	}
	return answerOf(f.one()), nil
}

func (f *fakeReportMail) Describe(_ context.Context, _ api.Scope, _, filter string) (string, error) {
	return "filter " + filter + ".", nil
}

func (f *fakeReportMail) Create(_ context.Context, _ api.Command, d api.ReportScheduleDraft) (api.Written, error) {
	if f.draft = d; d.Filter == "moon=full" {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/filter", Code: "unknown", Message: "device-age is not narrowed by moon"}})
	}
	return api.Written{ID: new(thing(1)), Position: at(4712), Version: 1}, nil
}

func (f *fakeReportMail) Change(_ context.Context, _ api.Command, _ uuid.UUID, d api.ReportScheduleDraft) (api.Written, error) {
	f.draft = d
	return api.Written{ID: new(thing(1)), Position: at(4712), Version: 3}, nil
}

func (f *fakeReportMail) Remove(context.Context, api.Command, uuid.UUID) (api.Written, error) {
	return api.Written{ID: new(thing(1)), Position: at(4712), Version: 3}, nil
}

func (f *fakeReportMail) Send(context.Context, api.Command, uuid.UUID) (api.Written, error) {
	f.sent++
	return api.Written{ID: new(thing(3)), Position: at(4712)}, nil
}
