package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"coresync/domain/replacement"
	"coresync/http/api"
	"coresync/http/dates"

	"github.com/google/uuid"
)

// bulk is where the form about the ticked devices is sent, with the list to come back to.
func (p *eolPage) bulk(what string) string {
	address := "/assets/eol/" + what + strings.TrimPrefix(p.address(p.query), "/assets/eol")
	if p.Place == "" {
		return address
	}
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	return address + join + cursorName + "=" + url.QueryEscape(p.Place)
}

// backToList is the page of the list that a form of bulk came from.
func (r *Request) backToList() string {
	l, _ := r.eolListing()
	l.path = "/assets/eol"
	q := l.copy()
	if place := r.URL.Query().Get(cursorName); place != "" {
		q.Set(cursorName, place)
	}
	return l.address(q)
}

// picked tells whether a device was ticked in a form that was refused.
func (p *eolPage) picked(id uuid.UUID) bool { return slices.Contains(p.Plan.Assets, id) }

// until is the day that the form begins with.
func (p *eolPage) until(v *view) string {
	if p.Faults != nil {
		return p.Plan.Until
	}
	return v.Now.In(v.Zone).AddDate(0, 6, 0).Format("2006-01-02")
}

// planFaults says what is wrong with a plan.
func (p *eolPage) planFaults() []string {
	var said []string
	unknown := 0
	for name := range p.Faults {
		if strings.HasPrefix(name, "assets/") {
			unknown++
		}
	}
	if unknown > 0 {
		said = append(said, plural(unknown, "device is", "devices are")+" not there any more.")
	}
	for _, name := range []string{"", "action", "until", "reason", "assets"} {
		if p.Faults[name] != "" {
			said = append(said, p.Faults[name])
		}
	}
	return said
}

// planReplacement snoozes the ticked devices, or notes that the replacement was ordered.
func (s *Site) planReplacement(r *Request) error {
	draft := api.PlanDraft{Action: r.field("action"), Reason: r.field("reason")}
	if draft.Action == string(replacement.Snooze) {
		draft.Until = r.field("until")
	}
	if draft.Action == string(replacement.Reopen) {
		draft.Reason = ""
	}
	draft.Assets = r.ids("pick")
	back := r.backToList()
	if len(draft.Assets) == 0 {
		return r.done(back, "No device was selected.")
	}
	done, err := s.Services.Replacements.Plan(r.Context(), r.command(), draft)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if wrong := faultsOf(err); wrong != nil {
		return s.recommendationsPage(r, http.StatusUnprocessableEntity, draft, wrong)
	}
	if err != nil {
		return err
	}
	n := plural(len(draft.Assets), "device", "devices")
	said := map[string]string{"snoozed": "Snoozed until " + dates.Of(r.Who.Language).Date(draft.Until) + ": " + n + ".", "ordered": "Replacement ordered for " + n + ".", "open": "Nothing is planned any more for " + n + "."}
	return r.undoable(back, said[draft.Action])
}
