package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/sentence"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// actorChoice is somebody who may have done something.
type actorChoice struct{ Actor, Word string }

// mostFound is how many things of a name are offered.
const mostFound = 12

// auditChoices reads what the form offers, and says the filters that are on in words.
func (s *Site) auditChoices(r *Request, a *auditList, f api.EventFilter) error {
	if err := s.actorsOf(r, a); err != nil {
		return err
	}
	a.Object = strings.TrimSpace(a.query.Get(objectName))
	if a.Object != "" && s.Services.Search != nil {
		var kinds []string
		for kind, needs := range map[string]permission.Permission{
			api.AboutAsset: permission.AssetsView, api.AboutCustomer: permission.AssetsView, api.AboutContract: permission.AssetsView,
			api.AboutContact: permission.TicketsView, api.AboutTicket: permission.TicketsView,
		} {
			if r.may(needs) {
				kinds = append(kinds, kind)
			}
		}
		found, err := s.Services.Search.Search(r.Context(), r.then(), a.Object, kinds, mostFound)
		if err != nil {
			return err
		}
		a.Found = found.Data
	}
	if err := s.foundPlaces(r, a); err != nil {
		return err
	}
	return s.auditChips(r, a, f)
}

// actorsOf lists who may have done something: people, API tokens, and what Coresync does by itself.
func (s *Site) actorsOf(r *Request, a *auditList) error {
	people, err := s.peopleOf(r)
	if err != nil {
		return err
	}
	for actor, name := range people {
		a.Actors = append(a.Actors, actorChoice{actor, name})
	}
	slices.SortFunc(a.Actors, func(x, y actorChoice) int { return strings.Compare(strings.ToLower(x.Word), strings.ToLower(y.Word)) })
	if s.Services.Tokens != nil {
		page, err := s.Services.Tokens.List(r.Context(), r.Who.Tenant, api.TokenFilter{}, api.List{Limit: pageSize, Sort: api.Sort{By: "created_at", Descending: true}})
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			a.Actors = append(a.Actors, actorChoice{"token:" + t.ID.String(), "API token “" + t.Name + "”"})
		}
	}
	for _, actor := range []string{event.ActorPoller, event.ActorScheduler, event.ActorPrivacy, event.ActorSystem, event.ActorDoor} {
		a.Actors = append(a.Actors, actorChoice{actor, api.Capitalized(api.ActorWord(actor))})
	}
	if now := a.query.Get("actor"); now != "" && !slices.ContainsFunc(a.Actors, func(c actorChoice) bool { return c.Actor == now }) {
		a.Actors = append(a.Actors, actorChoice{now, api.ActorWord(now)})
	}
	return nil
}

// foundPlaces adds organizations and people of the name that somebody wrote.
func (s *Site) foundPlaces(r *Request, a *auditList) error {
	if a.Object == "" {
		return nil
	}
	if s.Services.Organizations != nil && r.may(permission.IntegrationsView) {
		found, err := s.Services.Organizations.List(r.Context(), r.then(), api.OrganizationFilter{}, api.List{Limit: 5, Q: a.Object, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		for _, o := range found.Data.Items {
			a.Found = append(a.Found, api.Hit{Kind: aboutOrganization(o.Connection, o.OrganizationID), Title: o.Name})
		}
	}
	for _, c := range a.Actors {
		kind, id, _ := strings.Cut(c.Actor, ":")
		if user, err := uuid.Parse(id); err == nil && strings.Contains(strings.ToLower(c.Word), strings.ToLower(a.Object)) {
			a.Found = append(a.Found, api.Hit{Kind: kind, ID: user, Title: c.Word})
		}
	}
	return nil
}

func aboutOrganization(connection uuid.UUID, organization int64) string {
	return event.OrganizationStream(connection, organization)
}

// aboutHit is the thing that a search found as a filter.
func aboutHit(h api.Hit) string {
	if h.ID == uuid.Nil {
		return h.Kind
	}
	return h.Kind + "/" + h.ID.String()
}

// pick is the list narrowed to a thing that was found.
func (a *auditList) pick(h api.Hit) string {
	return a.without(objectName).with("about", aboutHit(h))
}

// auditOf is the address of all events of a thing.
func auditOf(kind string, id uuid.UUID) string { return auditAbout(kind + "/" + id.String()) }

// auditAbout is the same of a thing as filters name it.
func auditAbout(about string) string { return "/audit?about=" + url.QueryEscape(about) }

// auditChips say the filters that are on.
func (s *Site) auditChips(r *Request, a *auditList, f api.EventFilter) error {
	chip := func(name, word, value string) {
		a.Chips = append(a.Chips, auditChip{word, value, a.with(name, "")})
	}
	if g := groupOf(f.Types); g != "" {
		chip("type", "Kind is", g)
	} else {
		for _, t := range f.Types {
			a.Chips = append(a.Chips, auditChip{"Kind is", sentence.TypeWord(event.Type(t)), a.toggled("type", t)})
		}
	}
	if f.About != "" {
		name, err := s.aboutName(r, f.About)
		if err != nil {
			return err
		}
		kind, _, _ := strings.Cut(f.About, "/")
		chip("about", api.Capitalized(kind)+" is", name)
	}
	for _, one := range [][3]string{{"stream", "Stream is", f.Stream}, {"stream_prefix", "Stream begins with", f.StreamPrefix}} {
		if one[2] != "" {
			chip(one[0], one[1], one[2])
		}
	}
	if i := slices.IndexFunc(a.Actors, func(c actorChoice) bool { return c.Actor == f.Actor }); i >= 0 && f.Actor != "" {
		chip("actor", "Who is", a.Actors[i].Word)
	}
	for _, one := range [][2]string{{"run", "Run is"}, {"correlation_id", "Done in one go is"}, {"event_id", "Event is"}} {
		if id := a.id(one[0]); id != uuid.Nil {
			chip(one[0], one[1], short(id.String()))
		}
	}
	for _, one := range [][2]string{{"since", "First day is"}, {"until", "Last day is"}, {"from", "From position"}, {"to", "To position"}} {
		if text := a.query.Get(one[0]); text != "" {
			chip(one[0], one[1], dayWord(text))
		}
	}
	return nil
}

func dayWord(text string) string {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	return text
}

// groupOf is the area of exactly these types; empty: there is none.
func groupOf(types []string) string {
	for _, g := range sentence.Groups() {
		if len(types) > 1 && len(types) == len(g.Types) && !slices.ContainsFunc(g.Types, func(t event.Type) bool { return !slices.Contains(types, string(t)) }) {
			return g.Word
		}
	}
	return ""
}

// aboutName is how the thing of a filter is called; of one that is gone, its id.
func (s *Site) aboutName(r *Request, about string) (name string, err error) {
	kind, rest, _ := strings.Cut(about, "/")
	id, _ := uuid.Parse(rest) // an organization has two
	switch has := s.Services; {
	case kind == api.AboutAsset && has.Assets != nil:
		found, wrong := has.Assets.Get(r.Context(), r.then(), id)
		name, err = found.Data.Name, wrong
	case kind == api.AboutCustomer && has.Customers != nil:
		found, wrong := has.Customers.Get(r.Context(), r.then(), id)
		name, err = found.Data.Name, wrong
	case kind == api.AboutContact && has.Contacts != nil && r.may(permission.TicketsView):
		found, wrong := has.Contacts.Get(r.Context(), r.then(), id)
		name, err = found.Data.Name, wrong
	case kind == api.AboutConnection && has.Connections != nil:
		found, wrong := has.Connections.Get(r.Context(), r.then(), id)
		name, err = found.Data.Name, wrong
	case kind == api.AboutOrganization && has.Organizations != nil:
		if connection, number, is := event.NinjaID(about); is {
			found, wrong := has.Organizations.Get(r.Context(), r.then(), connection, number)
			name, err = found.Data.Name, wrong
		}
	case kind == api.AboutUser || kind == api.AboutToken:
		people, wrong := s.peopleOf(r)
		name, err = people[kind+":"+rest], wrong
	}
	if domain.ErrorCode(err) == domain.CodeNotFound {
		err = nil
	}
	if name == "" {
		name = short(rest)
	}
	return name, err
}

// hitKind is what a search found, in a word.
func hitKind(h api.Hit) string {
	kind, _, _ := strings.Cut(h.Kind, "/")
	return kind
}
