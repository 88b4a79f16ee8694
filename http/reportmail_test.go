package http

import (
	"net/url"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestReportsAreScheduledOverHTTP(t *testing.T) {
	t.Parallel()
	has := &fakeReportMail{}
	h := only(t, func(_ *Config, s *Services) { s.ReportMail = has })
	path, one := "/api/v1/report-schedules", "/api/v1/report-schedules/"+thing(1).String()
	body := `{"report": "device-age", "filter": "category=Server", "format": "pdf", "frequency": "monthly", "day": 31, "hour": 7, "recipients": ["` + thing(2).String() + `"]}`
	for _, sc := range []scenario{
		{name: "list", path: path, token: "billing_readonly", status: 200, golden: "report_schedules.json"},
		{name: "one", path: one, token: "member", status: 200, golden: "report_schedule.json", want: map[string]string{"ETag": `"2"`}},
		{name: "none such", path: path + "/" + thing(7).String(), status: 404, code: "report_schedule_not_found"},
		{name: "create", method: "POST", path: path, token: "technician", body: body, status: 201},
		{name: "no such report", method: "POST", path: path, body: `{"report": "moon", "format": "pdf", "frequency": "weekly", "day": 1, "hour": 7, "recipients": ["` + thing(2).String() + `"]}`, status: 400, code: "invalid"},
		{name: "to nobody", method: "POST", path: path, body: `{"report": "movements", "format": "pdf", "frequency": "weekly", "day": 1, "hour": 7, "recipients": []}`, status: 400, code: "invalid"},
		{name: "who may not", method: "POST", path: path, token: "observer", body: body, status: 403, code: "permission_missing"},
		{name: "change", method: "PUT", path: one, body: body, status: 200, want: map[string]string{"ETag": `"3"`}},
		{name: "send", method: "POST", path: one + "/send", status: 200},
		{name: "who may not send", method: "POST", path: one + "/send", token: "member", status: 403, code: "permission_missing"},
		{name: "remove", method: "DELETE", path: one, status: 200},
	} {
		sc.run(t, h)
	}
	require.Equal(t, 1, has.sent)
	require.Equal(t, "category=Server", has.draft.Filter)
	for _, name := range api.ScheduledReports() {
		scenario{name: name, method: "POST", path: path, body: strings.Replace(body, "device-age", name, 1), status: 201}.run(t, h)
	}
}

// From a report one schedules what one sees; the list says what became of it (screen 5.11).
func TestReportsAreScheduledFromTheirPages(t *testing.T) {
	t.Parallel()
	has := &fakeReportMail{}
	s := newServer(t, func(_ *Config, services *Services) { services.ReportMail = has })
	page := browse(s, "GET", "/reports/devices?report=device-age&customer=none&category=Server&virtual=true", "owner", nil).Body.String()
	begins := "/reports/schedules/new?filter=category%3DServer%26include_virtual%3Dtrue%26no_customer%3Dtrue&amp;send=device-age"
	require.Contains(t, page, begins)
	for path, send := range map[string]string{"/reports/ledger": "device-ledger", "/reports/movements": "movements", "/assets/eol": "eol-recommendations", "/assets/eol/forecast": "refresh-forecast"} {
		require.Contains(t, browse(s, "GET", path, "owner", nil).Body.String(), "/reports/schedules/new?send="+send, path)
	}
	require.NotContains(t, browse(s, "GET", "/reports/ledger", "member", nil).Body.String(), "/reports/schedules/new")
	says(t, words(t, s, "/reports/schedules"), "Scheduled reports", "Device Age", "type Server.", "The 31st of each month at 07:00 (the last day of shorter ones), PDF", "Ada", "1 letter failed", "no such mailbox", "Send now", "Pause")
	require.NotContains(t, browse(s, "GET", "/reports/schedules", "member", nil).Body.String(), "Send now")
	says(t, words(t, s, "/reports/schedules/new?send=device-age&filter=category%3DServer"), "Schedule a report", "Device Age", "Filter: filter category=Server.", "Weekly, on", "Monthly, on day")
	form := url.Values{"report": {"device-age"}, "filter": {"category=Server"}, "format": {"xlsx"}, "frequency": {"weekly"}, "weekday": {"5"}, "day": {"31"}, "hour": {"6"}, "recipients": {thing(2).String()}}
	require.Equal(t, 303, browse(s, "POST", "/reports/schedules/new", "owner", form).Code)
	require.Equal(t, api.ReportScheduleDraft{Report: "device-age", Filter: "category=Server", Format: "xlsx", Frequency: "weekly", Day: 5, Hour: 6, Recipients: []uuid.UUID{thing(2)}}, has.draft)
	form.Set("filter", "moon=full")
	refused := browse(s, "POST", "/reports/schedules/new", "owner", form)
	require.Equal(t, 422, refused.Code)
	require.Contains(t, refused.Body.String(), "device-age is not narrowed by moon")
	one := "/reports/schedules/" + thing(1).String()
	require.Equal(t, 200, browse(s, "GET", one, "owner", nil).Code)
	form.Set("frequency", "monthly")
	require.Equal(t, 303, browse(s, "POST", one, "owner", form).Code)
	require.Equal(t, 31, has.draft.Day)
	require.Equal(t, 303, browse(s, "POST", one+"/pause", "owner", url.Values{"paused": {"1"}}).Code)
	require.True(t, has.draft.Paused)
	require.Equal(t, 303, browse(s, "POST", one+"/send", "owner", nil).Code)
	require.Equal(t, 1, has.sent)
	require.Equal(t, 303, browse(s, "POST", one+"/remove", "owner", nil).Code)
	require.Equal(t, 403, browse(s, "POST", one+"/remove", "member", nil).Code)
	require.Equal(t, 403, browse(s, "GET", "/reports/schedules/new", "billing_readonly", nil).Code)
}

// Without a mail server the page says so.
func TestWithoutAMailServerThePageOfSchedulesSaysSo(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, services *Services) { services.Mail = false })
	says(t, words(t, s, "/reports/schedules/new"), "No mail server is set", "--smtp-url")
}
