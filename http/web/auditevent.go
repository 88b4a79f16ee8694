package web

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/sentence"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// auditEvent is one event, as the API gives it and in words.
type auditEvent struct {
	api.Event
	Head   int64 // of the log
	JSON   string
	Sealed []string // members that nobody reads without their key
	Run    bool     // what was done in one go was a sync run
}

func (s *Site) showEvent(r *Request) error {
	position, err := strconv.ParseInt(r.Vars["position"], 10, 64)
	if err != nil || position < 1 {
		return domain.NotFound("event")
	}
	f := api.EventFilter{From: position, To: position, Tell: true, Open: r.may(permission.TicketsView)}
	found, err := s.Services.Events.List(r.Context(), r.then(), f, api.List{Limit: 1, Sort: api.Sort{By: "position"}})
	if err != nil {
		return err
	}
	if len(found.Data.Items) == 0 {
		return domain.NotFound("event")
	}
	e := &auditEvent{Event: found.Data.Items[0], Head: found.Position.N}
	if e.JSON, err = pretty(e.Event); err != nil {
		return err
	}
	e.Sealed = sealedMembers(e.Event)
	if s.Services.Runs != nil && e.Actor == event.ActorPoller {
		_, err := s.Services.Runs.Get(r.Context(), r.scope(), e.CorrelationID)
		e.Run = err == nil
	}
	return r.page("Event "+grouped(position), "audit", func(v *view) page { return eventPage(v, e) })
}

// pretty is the event as the API gives it, over several lines.
func pretty(e api.Event) (string, error) {
	e.Sentence = ""
	raw := &bytes.Buffer{}
	write := json.NewEncoder(raw)
	write.SetEscapeHTML(false) // the page escapes it
	write.SetIndent("", "  ")
	err := write.Encode(e)
	return strings.TrimSpace(raw.String()), err
}

// sealedMembers are the personal members that an event holds, of which the log has cipher
// text alone.
func sealedMembers(e api.Event) (sealed []string) {
	var has map[string]json.RawMessage
	if json.Unmarshal(e.Payload, &has) != nil {
		return nil
	}
	for _, member := range event.PersonalCatalog()[event.Type(e.Type)] {
		if raw := has[member]; raw != nil && string(raw) != "null" {
			sealed = append(sealed, strings.ReplaceAll(member, "_", " "))
		}
	}
	return sealed
}

// eventPath is the address of one event.
func eventPath(position int64) string {
	return "/audit/events/" + strconv.FormatInt(position, 10)
}

// oneGo is the list of what was done in one go: of a run all that it appended.
func (e *auditEvent) oneGo() string {
	if e.Run {
		return "/audit?run=" + e.CorrelationID.String()
	}
	return "/audit?correlation_id=" + e.CorrelationID.String()
}

// causeAddress finds the event that caused this one: it came before.
func (e *auditEvent) causeAddress() string {
	return "/audit?event_id=" + e.CausationID.String() + "&to=" + strconv.FormatInt(max(1, e.Position-1), 10)
}

// toldText is what a part of a sentence reads as: people by the names that pages use.
func toldText(ctx context.Context, p api.ToldPart) string {
	switch {
	case p.Kind == string(sentence.KindUser):
		return actorName(ctx, "user:"+p.ID.String())
	case p.Actor != "" && strings.HasPrefix(p.Actor, "user:"):
		return actorName(ctx, p.Actor)
	}
	return p.Text
}

// toldPages are the pages of things in sentences, with what it takes to see them.
var toldPages = map[sentence.Kind]struct {
	needs permission.Permission
	path  func(api.ToldPart) string
}{
	sentence.KindAsset:    {permission.AssetsView, func(p api.ToldPart) string { return assetPath(p.ID) }},
	sentence.KindDevice:   {permission.AssetsView, func(p api.ToldPart) string { return assetPath(p.ID) }},
	sentence.KindCustomer: {permission.AssetsView, func(p api.ToldPart) string { return customerPath(p.ID) }},
	sentence.KindContact:  {permission.TicketsView, func(p api.ToldPart) string { return contactPath(p.ID) }},
	sentence.KindTicket:   {permission.TicketsView, func(p api.ToldPart) string { return "/tickets/" + p.ID.String() }},
	sentence.KindOrganization: {permission.IntegrationsView, func(p api.ToldPart) string {
		return organizationPath(api.Organization{Connection: p.Connection, OrganizationID: p.Number})
	}},
	sentence.KindConnection: {permission.IntegrationsView, func(p api.ToldPart) string { return ConnectionPath(p.ID) }},
	sentence.KindRun:        {permission.IntegrationsView, func(p api.ToldPart) string { return runPath(p.ID) }},
	sentence.KindAccount:    {permission.AccessView, func(p api.ToldPart) string { return accountPath(p.ID) }},
	sentence.KindRole:       {permission.AccessView, func(p api.ToldPart) string { return "/access/roles/" + p.ID.String() }},
	sentence.KindRequest:    {permission.AccessView, func(p api.ToldPart) string { return "/access/requests/" + p.ID.String() }},
	sentence.KindReview:     {permission.AccessView, func(p api.ToldPart) string { return "/access/reviews/" + p.ID.String() }},
}

// toldHref is the page of a thing in a sentence; empty: it has none, or the person may not see it.
func toldHref(v *view, p api.ToldPart) string {
	page, is := toldPages[sentence.Kind(p.Kind)]
	if !is || p.ID == uuid.Nil || !v.sees(page.needs) {
		return ""
	}
	return page.path(p)
}

// typeWord is a kind of events as people read it.
func typeWord(name string) string { return sentence.TypeWord(event.Type(name)) }

// searchedWords say how far a page has looked where it ended before it was full.
func (a *auditList) searchedWords() string {
	said := "Positions down to " + grouped(a.SearchedTo) + " were looked through, " + grouped(api.MostSearched) + " at a time: no index finds an actor, a run or what was done in one go."
	if a.query.Get("sort") == "position" {
		said = strings.Replace(said, "down to", "up to", 1)
	}
	if len(a.Items) == 0 {
		said += " Nothing of it is under this filter."
	}
	return said
}

// typeChosen tells whether the form shows a kind as chosen.
func (a *auditList) typeChosen(t event.Type) bool {
	return slices.Equal(a.query["type"], []string{string(t)})
}

// shortStream is the name of a stream with the beginnings of its ids, by which people tell a few apart.
func shortStream(stream string) string {
	parts := strings.Split(stream, "/")
	for i, p := range parts {
		if _, err := uuid.Parse(p); err == nil {
			parts[i] = short(p)
		}
	}
	return strings.Join(parts, "/")
}
