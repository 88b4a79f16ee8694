package web

import (
	"coresync/http/api"
	"coresync/http/permission"
)

// inbox is the page of what needs the person (screen 5.14).
func (s *Site) inbox() []Route {
	has := s.Services.Notifications != nil
	return []Route{
		{"page.inbox", get, "/inbox", permission.IntegrationsView, has, s.showInbox},
		{"page.inbox.export", get, "/inbox/export", permission.IntegrationsView, has && s.Services.Exports != nil, s.exportInbox},
		{"page.inbox.done", post, "/inbox/{id}/done", permission.IntegrationsView, has, s.markItem(true)},
		{"page.inbox.reopen", post, "/inbox/{id}/reopen", permission.IntegrationsView, has, s.markItem(false)},
		{"page.inbox.mutes", post, "/inbox/mutes", permission.IntegrationsView, has, s.muteItems},
	}
}

// inboxView is what the page shows.
type inboxView struct {
	*listing
	Done  bool // the done ones are shown
	Items []api.Notification
	Muted []string
	Since *lookedSince // beside what is to do
}

// tabs are what waits, of which there is so much, and what is done.
func (in *inboxView) tabs(open int64) []tab {
	return []tab{{Word: "To do", Href: "/inbox", N: open, Now: !in.Done}, {Word: "Done", Href: "/inbox?state=done", Now: in.Done}}
}

func (s *Site) showInbox(r *Request) error {
	l := r.listing("state")
	in := inboxView{listing: l, Done: l.query.Get("state") == "done"}
	list := r.asked(l, []string{"created_at"}, "-created_at")
	list.Q = ""
	state := "open"
	if in.Done {
		state = "done"
	}
	found, err := s.Services.Notifications.List(r.Context(), r.scope(), api.NotificationFilter{Recipient: r.Who.User, State: state}, list)
	if err == nil {
		err = follows(l, found.Data.Page)
	}
	if err != nil {
		return err
	}
	in.Items, in.Muted = found.Data.Items, found.Data.Muted
	if !in.Done && in.First {
		if in.Since, err = s.lookedSince(r); err != nil {
			return err
		}
	}
	return r.page("Inbox", "inbox", func(v *view) page { return inboxPage(v, &in) })
}

func (s *Site) markItem(done bool) Handler {
	return func(r *Request) error {
		id, err := r.pathID("id", "notification")
		if err != nil {
			return err
		}
		if err := s.Services.Notifications.Mark(r.Context(), r.Who.Tenant, r.Who.User, id, done); err != nil {
			return err
		}
		if !done {
			return r.done("/inbox", "It is open again.")
		}
		return r.done("/inbox", "Done. You are told again when there is something else.")
	}
}

// muteItems takes what the form says: the types that are ticked are told.
func (s *Site) muteItems(r *Request) error {
	for _, t := range itemTypes {
		if err := s.Services.Notifications.Mute(r.Context(), r.Who.Tenant, r.Who.User, t.Key, r.field(t.Key) == ""); err != nil {
			return err
		}
	}
	return r.done("/inbox", "Saved.")
}

// itemTypes are the types of items as people call them.
var itemTypes = []struct{ Key, Word, Icon, Tone string }{
	{"reconnect", "Reconnect required", "plug-connected-x", "red"},
	{"sync_held", "Sync held", "alert-triangle", "orange"},
	{"sync_failed", "Sync failed", "circle-x", "red"},
	{"webhook_failing", "Webhook failing", "webhook", "red"},
	{"organization_mapping", "Organization mapping", "building-community", "orange"},
	{"contact_assignment", "Contact assignment", "user-plus", "blue"},
}

func itemTone(kind string) tone {
	for _, t := range itemTypes {
		if t.Key == kind {
			return tone{t.Word, t.Icon, t.Tone}
		}
	}
	return tone{kind, "question-mark", "secondary"}
}

// doneWord says why an item is done.
func doneWord(by string) string {
	switch by {
	case "solved":
		return "Solved"
	case "newer":
		return "A newer one took its place"
	case "muted":
		return "Muted"
	}
	return "Marked as done"
}
