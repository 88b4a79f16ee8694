package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// audit is the page of what the log holds (screen 5.17, as a plain list).
func (s *Site) audit() []Route {
	has := s.Services.Events != nil
	return []Route{
		{"page.audit", get, "/audit", permission.AuditView, has, s.showAudit},
		{"page.audit.export", get, "/audit/export", permission.AuditView, has && s.Services.Exports != nil, s.exportTable(api.TableEvents)},
	}
}

// auditList is what the page shows.
type auditList struct {
	*listing
	Rows   []api.Event
	Head   int64             // of the log
	People map[string]string // names by actor; who was removed has none
}

// tabs are the ready-made filters over the log.
func (a *auditList) tabs() []tab {
	failed := string(event.SignInFailed{}.EventType())
	return tabsOf([]item{
		{Word: "Everything", Href: "/audit"},
		{Word: "Sign-ins and people", Href: "/audit?stream=" + url.QueryEscape(event.UserPrefix)},
		{Word: "Failed sign-ins", Href: "/audit?type=" + failed},
		{Word: "Auditors", Href: "/audit?stream=" + url.QueryEscape(event.AuditorPrefix)},
		{Word: "API tokens", Href: "/audit?stream=" + url.QueryEscape(event.TokenPrefix)},
		{Word: "Connections", Href: "/audit?stream=connection%2F"},
	}, func(i item) bool { return a.at(i.Href) })
}

func (s *Site) showAudit(r *Request) error {
	l := r.listing("type", "stream")
	list := r.asked(l, []string{"position"}, "-position")
	list.Q = "" // the log is not searched by text
	found, err := s.Services.Events.List(r.Context(), r.then(), api.EventFilter{Types: l.query["type"], StreamPrefix: l.query.Get("stream")}, list)
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	out := auditList{listing: l, Rows: found.Data.Items, Head: found.Position.N}
	if out.People, err = s.peopleOf(r); err != nil {
		return err
	}
	return r.page("Audit", "audit", func(v *view) page { return auditPage(v, &out) })
}

// who is an actor as people know him.
func (a *auditList) who(actor string) string {
	if name := a.People[actor]; name != "" {
		return name
	}
	return actorWord(actor)
}

// person is somebody by id.
func (a *auditList) person(id uuid.UUID) string {
	if id == uuid.Nil {
		return "somebody whom nobody knows"
	}
	return a.who("user:" + id.String())
}

// sentence says what an event at the door says, and of which token; empty for all others,
// whose names say it.
func (a *auditList) sentence(e api.Event) string {
	p := doorEvent(e.Type)
	if p == nil || json.Unmarshal(e.Payload, p) != nil {
		return ""
	}
	switch p := p.(type) {
	case *event.SignedIn:
		return a.person(p.User) + " signed in " + byWord(p.By)
	case *event.SignInFailed:
		return fmt.Sprintf("%s as %s, %s", plural(p.Count, "sign-in failed", "sign-ins failed"), a.person(p.User), byWord(p.By))
	case *event.SignedOut:
		if p.Everywhere {
			return a.person(p.User) + " was signed out everywhere"
		}
		return a.person(p.User) + " signed out"
	case *event.PasswordSet:
		return a.person(p.User) + " has a new password, set " + byWord(p.By)
	case *event.PasswordForgotten:
		return a.person(p.User) + " was sent a link to choose a new password"
	case *event.UserAdded:
		return a.person(p.User) + " was added as " + statusWord(p.Role)
	case *event.UserInvited:
		return a.person(p.User) + " was invited"
	case *event.InvitationAccepted:
		return a.person(p.User) + " accepted the invitation"
	case *event.UserRoleSet:
		return fmt.Sprintf("%s became %s, and was %s", a.person(p.User), statusWord(p.Role), statusWord(p.Was))
	case *event.UserRemoved:
		return a.person(p.User) + " was removed"
	case *event.TokenCreated:
		return fmt.Sprintf("The API token “%s” was made, as %s", p.Name, statusWord(p.Role))
	case *event.TokenRevoked:
		return "An API token was revoked"
	case *event.AuditorLinkMade:
		return fmt.Sprintf("The read-only link “%s” was made, good until %s", p.Name, p.ExpiresAt.UTC().Format("2006-01-02 15:04 UTC"))
	case *event.AuditorLinkOpened:
		if p.Network == "" {
			return "A read-only link was opened"
		}
		return "A read-only link was opened from the network " + p.Network
	case *event.AuditorLinkRevoked:
		return "A read-only link was revoked"
	}
	return ""
}

// doorEvent is an empty event of a type that has a sentence; nil: of another one.
func doorEvent(name string) event.Payload {
	all := []event.Payload{
		new(event.SignedIn), new(event.SignInFailed), new(event.SignedOut), new(event.PasswordSet), new(event.PasswordForgotten), new(event.UserAdded),
		new(event.UserInvited), new(event.InvitationAccepted), new(event.UserRoleSet), new(event.UserRemoved), new(event.TokenCreated), new(event.TokenRevoked),
		new(event.AuditorLinkMade), new(event.AuditorLinkOpened), new(event.AuditorLinkRevoked),
	}
	if i := slices.IndexFunc(all, func(p event.Payload) bool { return string(p.EventType()) == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// byWord says by which way somebody came in.
func byWord(by string) string { return "by " + strings.ReplaceAll(by, "_", " ") }

// at tells which ready-made filter is on.
func (a *auditList) at(href string) bool {
	q := a.copy()
	q.Del("sort")
	return a.address(q) == href
}
