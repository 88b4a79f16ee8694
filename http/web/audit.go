package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/lifetime"
	"coresync/domain/sentence"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// audit is the page of what the log holds (screen 5.17).
func (s *Site) audit() []Route {
	has := s.Services.Events != nil
	return []Route{
		{"page.audit", get, "/audit", permission.AuditView, has, s.showAudit},
		{"page.audit.event", get, "/audit/events/{position}", permission.AuditView, has, s.showEvent},
		{"page.audit.export", get, "/audit/export", permission.AuditView, has && s.Services.Exports != nil, s.exportAudit},
	}
}

// auditList is what the page shows.
type auditList struct {
	*listing
	api.EventPage
	Head   int64  // of the log
	Zone   string // in which days are read
	Actors []actorChoice
	Chips  []auditChip
	// Object is what somebody wrote to find a thing, Found what has that name.
	Object string
	Found  []api.Hit
	// Said is what of the address could not be followed.
	Said string
}

// auditChip is a filter that is on, in words, with the list without it.
type auditChip struct{ Word, Value, Href string }

// auditWords are the parameters of the page: those of the API.
func auditWords() []string { return append(api.EventParameters(), objectName) }

// objectName is the parameter of a thing that is not found yet.
const objectName = "object"

func (s *Site) showAudit(r *Request) error {
	a, f, err := s.askedAudit(r)
	if err != nil {
		return err
	}
	list := r.asked(a.listing, []string{"position"}, "-position")
	list.Q = "" // the log is not searched by text
	f.Tell, f.Open = true, r.may(permission.TicketsView)
	found, err := s.Services.Events.List(r.Context(), r.then(), f, list)
	if code := domain.ErrorCode(err); code == domain.CodeInvalid || code == domain.CodeNotFound {
		a.Said += "What the address asks for is not there: " + err.Error() + ". " // an empty list says it better than a page that is none
		err = nil
	}
	if err != nil {
		return err
	}
	a.EventPage, a.Head = found.Data, found.Position.N
	if err := follows(a.listing, found.Data.Page); err != nil {
		return err
	}
	if err := s.auditChoices(r, a, f); err != nil {
		return err
	}
	return r.page("Audit", "audit", func(v *view) page { return auditPage(v, a) })
}

// askedAudit reads the address. Days are the workspace's: the last one goes in to its end.
func (s *Site) askedAudit(r *Request) (*auditList, api.EventFilter, error) {
	a := &auditList{listing: r.listing(auditWords()...), Zone: "UTC"}
	a.query.Del("q")
	id := func(name string) uuid.UUID { return a.id(name) }
	number := func(name string) int64 { n, _ := strconv.ParseInt(a.query.Get(name), 10, 64); return max(n, 0) }
	f := api.EventFilter{
		Types: a.query["type"], About: a.query.Get("about"), Stream: a.query.Get("stream"), StreamPrefix: a.query.Get("stream_prefix"),
		Actor: a.query.Get("actor"), Run: id("run"), Correlation: id("correlation_id"), ID: id("event_id"), From: number("from"), To: number("to"),
	}
	if s.Services.Settings != nil {
		w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
		if err != nil {
			return a, f, err
		}
		a.Zone = dates.Zone(w.Timezone).String()
	}
	f.Since, f.Until = a.day("since", 0), a.day("until", 1)
	for _, name := range []string{"run", "correlation_id", "event_id"} {
		if a.query.Get(name) != "" && id(name) == uuid.Nil {
			a.forget(name, "no id")
		}
	}
	return a, f, nil
}

// day is a bound as the address has it: a day of the workspace, or a moment as the API has it.
func (a *auditList) day(name string, after int) time.Time {
	text := a.query.Get(name)
	if text == "" {
		return time.Time{}
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		a.forget(name, "no day")
		return time.Time{}
	}
	begins := lifetime.Begins(day.Year(), day.Month(), day.Day()+after, dates.Zone(a.Zone))
	return begins.Add(-time.Duration(after) * time.Microsecond)
}

// forget leaves out what can't be read, and says so.
func (a *auditList) forget(name, what string) {
	a.Said += "“" + a.query.Get(name) + "” is " + what + ". "
	a.query.Del(name)
}

// exportAudit makes a file of exactly what the page shows, days as moments.
func (s *Site) exportAudit(r *Request) error {
	_, f, err := s.askedAudit(r)
	if err != nil {
		return err
	}
	q := r.exportQuery(api.TableEvents)
	for name, at := range map[string]time.Time{"since": f.Since, "until": f.Until} {
		if q.Del(name); !at.IsZero() {
			q.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	for name, id := range map[string]uuid.UUID{"run": f.Run, "correlation_id": f.Correlation, "event_id": f.ID} {
		if id == uuid.Nil {
			q.Del(name)
		}
	}
	ask := api.ExportAsk{Table: api.TableEvents, Query: q, Format: r.URL.Query().Get("format")}
	return r.answerFile(s.Services.Exports.Export(r.Context(), r.then(), ask))
}

// tabs are the ready-made filters over the log.
func (a *auditList) tabs() []tab {
	all := []tab{a.tab("Everything", nil)}
	for _, g := range sentence.Groups() {
		for _, of := range []event.Payload{event.SignInFailed{}, event.SyncCompleted{}, event.ConnectionAdded{}, event.AssetsMerged{}} {
			if slices.Contains(g.Types, of.EventType()) {
				all = append(all, a.tab(g.Word, g.Types))
			}
		}
	}
	return append(all, a.tab("Failed sign-ins", []event.Type{event.SignInFailed{}.EventType()}))
}

// tab is the list of some kinds of events; of none: all.
func (a *auditList) tab(word string, types []event.Type) tab {
	q := url.Values{}
	for _, name := range types {
		q.Add("type", string(name))
	}
	return tab{Word: word, Href: strings.TrimSuffix("/audit?"+q.Encode(), "?"), Now: a.at(types)}
}

// at tells whether exactly these kinds are asked for, and nothing else.
func (a *auditList) at(types []event.Type) bool {
	q := a.copy()
	q.Del("sort")
	has := q["type"]
	if q.Del("type"); len(q) > 0 || len(has) != len(types) {
		return false
	}
	return !slices.ContainsFunc(types, func(name event.Type) bool { return !slices.Contains(has, string(name)) })
}
