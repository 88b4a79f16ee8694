package web

import (
	"fmt"
	"time"

	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"

	"github.com/a-h/templ"
)

// view is what every page shows around itself.
type view struct {
	Title string
	// Active is the key of the navigation's item that is shown as the present one.
	Active    string
	Who       api.Identity
	Workspace string
	Currency  string // of costs; empty: none is set
	Zone      *time.Location
	Now       time.Time
	Pill      pill
	Done      flash  // what was done just now
	Here      string // the page's own address
	Query     string // in the search box
	Past      viewOfPast
	Open      int64 // items of the inbox
	Saved     []api.View
	Compact   bool // rows of lists take one line each
	static    *static
	bundled   bool
}

// view asks for what surrounds a page.
func (r *Request) view(title, active string) (*view, error) {
	v := &view{
		Title: title, Active: active, Who: r.Who, Now: r.site.Now(), Zone: time.UTC, static: r.site.static, bundled: r.site.Bundled(),
	}
	if r.Who.Tenant == [16]byte{} {
		return v, nil
	}
	v.Done, v.Here, v.Compact = r.flashed(), r.URL.RequestURI(), r.compact()
	if settings := r.site.Services.Settings; settings != nil {
		w, err := settings.Get(r.Context(), r.Who.Tenant)
		if err != nil {
			return nil, err
		}
		v.Workspace, v.Currency, v.Zone = w.Name, w.Currency, dates.Zone(r.Who.Timezone, w.Timezone)
	}
	v.Past = r.viewOfPast(v)
	var err error
	if v.Saved, err = r.views(); err != nil {
		return nil, err
	}
	if inbox := r.site.Services.Notifications; inbox != nil && r.may(permission.IntegrationsView) {
		if v.Open, err = inbox.Open(r.Context(), r.Who.Tenant, r.Who.User); err != nil {
			return nil, err
		}
	}
	v.Pill, err = r.pill()
	return v, err
}

// page renders a page inside of the shell.
func (r *Request) page(title, active string, body func(v *view) templ.Component) error {
	return r.pageWith(200, title, active, body)
}

func (r *Request) pageWith(status int, title, active string, body func(v *view) templ.Component) error {
	v, err := r.view(title, active)
	if err != nil {
		return err
	}
	return r.render(status, shell(v, body(v)))
}

// may tells whether the person may do something on this page: on one of the past
// nothing is changed.
func (v *view) may(p permission.Permission) bool { return v.sees(p) && !(v.Past.Is && p.Changes()) }

// sees tells whether the person has a permission, wherever it is of use.
func (v *view) sees(p permission.Permission) bool {
	return p == SignedIn || v.Who.Permissions.Has(p)
}

// asset is the address of a bundled file; empty where it was not built.
func (v *view) asset(name string) string { return v.static.byKey[name] }

func (v *view) theme() string {
	switch v.Who.Theme {
	case "light", "dark":
		return v.Who.Theme
	}
	return "auto"
}

// exact is a time as people of the place write it, with its zone.
func (v *view) exact(t time.Time) string {
	local := t.In(v.Zone)
	return v.dates().Day(local) + ", " + v.dates().Seconds(local) + local.Format(" MST")
}

// dates are how the person reads dates.
func (v *view) dates() dates.Writing { return dates.Of(v.Who.Language) }

// reader is the person before the page.
func (v *view) reader() dates.Reader { return dates.Reader{Writing: v.dates(), Zone: v.Zone} }

// day is a date in the zone of the page.
func (v *view) day(t time.Time) string { return v.reader().DayOf(t) }

// date is a day of a calendar, which has no zone, given as 2006-01-02; what is none stays.
func (v *view) date(text string) string { return v.dates().Date(text) }

// moment is a date with the time of day, for a line that has little room.
func (v *view) moment(t time.Time) string {
	local := t.In(v.Zone)
	return v.dates().Short(local) + ", " + v.dates().Time(local)
}

// dayOf is a moment in a table that compares, "" where there is none.
func (v *view) dayOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return v.moment(*t)
}

// at is the moment of something that is planned.
func (v *view) at(t time.Time) string { return v.atIn(t, v.Zone) }

// atIn is the same in another zone, as where a schedule runs in the workspace's (SCH-03).
func (v *view) atIn(t time.Time, zone *time.Location) string {
	local, now := t.In(zone), v.Now.In(zone)
	clock := v.dates().Time(local) + " (" + zone.String() + ")"
	switch local.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return "today " + clock
	case now.AddDate(0, 0, 1).Format(time.DateOnly):
		return "tomorrow " + clock
	}
	return v.dates().Weekday(local) + ", " + clock
}

// ago is how long ago something was, in one unit.
func (v *view) ago(t time.Time) string {
	d := v.Now.Sub(t)
	unit := func(n int, name string) string {
		if n == 1 {
			return "1 " + name + " ago"
		}
		return fmt.Sprintf("%d %ss ago", n, name)
	}
	switch {
	case d < 0 && d > -time.Minute, d >= 0 && d < time.Minute:
		return "just now"
	case d < 0:
		return v.exact(t)
	case d < time.Hour:
		return unit(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return unit(int(d/time.Hour), "hour")
	case d < 60*24*time.Hour:
		return unit(int(d/(24*time.Hour)), "day")
	}
	return v.day(t)
}
