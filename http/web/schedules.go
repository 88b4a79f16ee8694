package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// schedulesPath is where reports are sent by mail by themselves (screen 5.11).
const schedulesPath = "/reports/schedules"

// schedules are the pages of reports that are sent by themselves.
func (s *Site) schedules() []Route {
	has, manage := s.Services.ReportMail != nil && s.Services.Users != nil, permission.AssetsManage
	return []Route{
		{"page.schedules", get, schedulesPath, permission.ReportsView, has, s.showSchedules},
		{"page.schedules.new", get, schedulesPath + "/new", manage, has, s.newSchedule},
		{"page.schedules.add", post, schedulesPath + "/new", manage, has, s.addSchedule},
		{"page.schedule", get, schedulesPath + "/{id}", manage, has, s.editSchedule},
		{"page.schedule.save", post, schedulesPath + "/{id}", manage, has, s.keepSchedule},
		{"page.schedule.pause", post, schedulesPath + "/{id}/pause", manage, has, s.pauseSchedule},
		{"page.schedule.send", post, schedulesPath + "/{id}/send", manage, has, s.sendSchedule},
		{"page.schedule.remove", post, schedulesPath + "/{id}/remove", manage, has, s.removeSchedule},
	}
}

func schedulePath(id uuid.UUID) string { return schedulesPath + "/" + id.String() }

func (s *Site) showSchedules(r *Request) error {
	found, err := s.Services.ReportMail.List(r.Context(), r.scope())
	if err != nil {
		return err
	}
	return r.page("Scheduled reports", "reports", func(v *view) page { return schedulesPage(v, found.Data) })
}

// scheduleForm is a schedule as somebody fills it in.
type scheduleForm struct {
	ID       uuid.UUID // zero: it is to be made
	Version  int64
	Draft    api.ReportScheduleDraft
	Narrowed string
	Zone     string
	Users    []api.User // who may see reports, oneself first
	Mail     bool
	Faults   faults
}

// action is where the form is sent.
func (f *scheduleForm) action() string {
	if f.ID == uuid.Nil {
		return schedulesPath + "/new"
	}
	return schedulePath(f.ID)
}

// newSchedule begins with the report that the page shows, under its filter.
func (s *Site) newSchedule(r *Request) error {
	q := r.URL.Query()
	draft := api.ReportScheduleDraft{Report: q.Get("send"), Filter: q.Get("filter"), Format: "pdf", Frequency: "monthly", Day: 1, Hour: 7}
	if api.ScheduledTitle(draft.Report) == "" {
		draft.Report = api.ReportCompanies
	}
	if me, is := r.me(); is {
		draft.Recipients = []uuid.UUID{me}
	}
	return s.scheduleForm(r, http.StatusOK, scheduleForm{Draft: draft})
}

func (s *Site) editSchedule(r *Request) error {
	id, err := r.pathID("id", "report_schedule")
	if err != nil {
		return err
	}
	found, err := s.Services.ReportMail.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	return s.scheduleForm(r, http.StatusOK, scheduleForm{ID: id, Version: found.Data.Version, Draft: found.Data.Draft()})
}

// scheduleForm shows the form, with what is wrong.
func (s *Site) scheduleForm(r *Request, status int, form scheduleForm) error {
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	form.Zone, form.Mail = w.Timezone, s.Services.Mail
	words, err := s.Services.ReportMail.Describe(r.Context(), r.scope(), form.Draft.Report, form.Draft.Filter)
	if wrong := faultsOf(err); wrong != nil && form.Faults == nil {
		form.Faults = wrong
	} else if wrong == nil && err != nil {
		return err
	}
	form.Narrowed = words
	users, err := s.usersMeFirst(r)
	if err != nil {
		return err
	}
	table, _ := api.ExportTableOf(form.Draft.Report) // of none, the form says so
	filter, _ := url.ParseQuery(form.Draft.Filter)   // of one that is malformed, the form says so
	for _, u := range users {
		if has := u.Role.Permissions(); has.Has(permission.ReportsView) && (table.Name == "" || has.Has(table.Needs) && has.Has(table.NeededFor(filter))) {
			form.Users = append(form.Users, u)
		}
	}
	title := "Schedule a report"
	if form.ID != uuid.Nil {
		title = "Scheduled report"
	}
	return r.pageWith(status, title, "reports", func(v *view) page { return scheduleFormPage(v, title, &form) })
}

// schedule reads the form.
func (r *Request) schedule() (form scheduleForm) {
	form.Draft = api.ReportScheduleDraft{
		Report: r.field("report"), Filter: r.field("filter"), Format: r.field("format"), Frequency: r.field("frequency"),
		Recipients: r.ids("recipients"), Paused: r.field("paused") != "",
	}
	day := map[string]string{"weekly": "weekday", "monthly": "day"}[form.Draft.Frequency]
	form.Draft.Day, _ = strconv.Atoi(r.field(day)) // what is no number is told as out of range
	form.Draft.Hour, _ = strconv.Atoi(r.field("hour"))
	form.Version, _ = strconv.ParseInt(r.field("version"), 10, 64)
	return form
}

func (s *Site) addSchedule(r *Request) error {
	form := r.schedule()
	done, err := s.Services.ReportMail.Create(r.Context(), r.command(), form.Draft)
	return s.scheduleSaved(r, form, done, err)
}

func (s *Site) keepSchedule(r *Request) error {
	id, err := r.pathID("id", "report_schedule")
	if err != nil {
		return err
	}
	form, command := r.schedule(), r.command()
	form.ID, command.Expected = id, &form.Version
	done, err := s.Services.ReportMail.Change(r.Context(), command, id, form.Draft)
	return s.scheduleSaved(r, form, done, err)
}

func (s *Site) scheduleSaved(r *Request, form scheduleForm, done api.Written, err error) error {
	if form.Faults = faultsOf(err); form.Faults != nil {
		for name, said := range form.Faults {
			if strings.HasPrefix(name, "recipients/") {
				form.Faults["recipients"] = "Somebody whom you chose " + said + "."
			}
		}
		return s.scheduleForm(r, http.StatusUnprocessableEntity, form)
	}
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(schedulesPath, "Saved. It is sent on "+api.TurnWords(form.Draft.Frequency, form.Draft.Day, form.Draft.Hour)+".")
}

// pauseSchedule pauses a schedule, or lets it go on.
func (s *Site) pauseSchedule(r *Request) error {
	id, err := r.pathID("id", "report_schedule")
	if err != nil {
		return err
	}
	found, err := s.Services.ReportMail.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	draft := found.Data.Draft()
	draft.Paused = r.field("paused") != ""
	done, err := s.Services.ReportMail.Change(r.Context(), r.command(), id, draft)
	said := "It goes on. Turns that passed meanwhile are not made up for."
	if draft.Paused {
		said = "Paused: nothing is sent until it goes on."
	}
	return s.scheduleDone(r, done, err, said)
}

func (s *Site) sendSchedule(r *Request) error {
	id, err := r.pathID("id", "report_schedule")
	if err != nil {
		return err
	}
	done, err := s.Services.ReportMail.Send(r.Context(), r.command(), id)
	return s.scheduleDone(r, done, err, "It is on its way, as the report is now. What became of it stands in the list.")
}

func (s *Site) removeSchedule(r *Request) error {
	id, err := r.pathID("id", "report_schedule")
	if err != nil {
		return err
	}
	done, err := s.Services.ReportMail.Remove(r.Context(), r.command(), id)
	return s.scheduleDone(r, done, err, "Removed. Nothing is sent any more.")
}

// scheduleDone says in the list what was done, or why not.
func (s *Site) scheduleDone(r *Request, done api.Written, err error, said string) error {
	if wrong := faultsOf(err); wrong != nil {
		var all []string
		for _, w := range wrong {
			all = append(all, w)
		}
		return r.done(schedulesPath, strings.Join(all, " "))
	}
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(schedulesPath, said)
}

// scheduling is the address of a new schedule of a report under the filter of its page,
// whose parameters have other names than those of the API.
func (l *listing) scheduling(report string) string {
	filter := url.Values{}
	names := map[string]string{
		"category": "category", "connectivity": "connectivity", "class": "class", "kind": "kind", "state": "state", "plan": "plan",
		"retired": "include_retired", "virtual": "include_virtual", "between": "between_customers",
	}
	for name, values := range l.query {
		if to := names[name]; to != "" {
			filter[to] = values
		}
	}
	for _, c := range l.query["customer"] {
		if c == noCustomer {
			filter.Set("no_customer", "true")
		} else if _, err := uuid.Parse(c); err == nil {
			filter.Add("customer", c)
		}
	}
	for name, values := range filter { // a select that chooses nothing
		if len(values) == 1 && values[0] == "" {
			filter.Del(name)
		}
	}
	if report == api.ExportForecast {
		filter.Del("state")
		filter.Del("plan")
	}
	q := url.Values{"send": {report}}
	if len(filter) > 0 {
		q.Set("filter", filter.Encode())
	}
	return schedulesPath + "/new?" + q.Encode()
}

// sending is the address of a new schedule of a list under the filter of its page, in its
// order and with its columns.
func (l *listing) sending(table string, more url.Values) string {
	filter := l.copy()
	filter.Del(api.SavedName)
	for name, values := range more {
		if !filter.Has(name) {
			filter[name] = values
		}
	}
	q := url.Values{"send": {table}}
	if len(filter) > 0 {
		q.Set("filter", filter.Encode())
	}
	return schedulesPath + "/new?" + q.Encode()
}

// scheduleTone says what became of the last letters.
func scheduleTone(s *api.ReportSchedule) tone {
	switch {
	case s.Last == nil:
		return tone{"Not sent yet", "circle-dashed", "secondary"}
	case s.Last.Failed > 0:
		return tone{plural(s.Last.Failed, "letter failed", "letters failed"), "circle-x", "red"}
	case s.Last.Waiting > 0:
		return tone{plural(s.Last.Waiting, "letter waits", "letters wait"), "clock", "orange"}
	case s.Last.Sent == 0:
		return tone{"To nobody", "alert-triangle", "orange"}
	}
	return tone{"Sent to " + strconv.Itoa(s.Last.Sent), "circle-check", "green"}
}
