package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeNotifications has an open item and a done one, and notes nothing.
type fakeNotifications struct{}

func (fakeNotifications) List(_ context.Context, _ api.Scope, f api.NotificationFilter, l api.List) (api.Answer[api.Inbox], error) {
	all := []api.Notification{{
		ID: thing(51), Recipient: thing(1), Type: "organization_mapping", Title: "2 organizations need a customer", Text: "1 of them has a likely customer to confirm.",
		Path: "/settings/integrations/ninjaone/" + thing(5).String() + "/mappings?status=open", Count: 2, Suggested: 1, CreatedAt: noon, State: "open",
	}, {
		ID: thing(52), Recipient: thing(1), Type: "reconnect", Title: "NinjaOne must be connected again", Text: "Choose Reconnect.",
		Path: "/settings/integrations/ninjaone/" + thing(5).String(), Count: 1, CreatedAt: noon, State: "done", DoneAt: &noon, DoneBy: "person",
	}}
	var found []api.Notification
	for _, n := range all {
		if f.State == "" || f.State == n.State {
			found = append(found, n)
		}
	}
	inbox := api.Inbox{Page: pageBy(found, l, func(n api.Notification) string { return n.Title })}
	if f.Recipient != uuid.Nil {
		inbox.Muted = []string{"contact_assignment"}
	}
	return answerOf(inbox), nil
}

func (fakeNotifications) Open(context.Context, uuid.UUID, uuid.UUID) (int64, error) { return 1, nil }

func (fakeNotifications) Mark(_ context.Context, _, recipient, id uuid.UUID, _ bool) error {
	if recipient != thing(1) || id != thing(51) {
		return domain.NotFound("notification")
	}
	return nil
}

func (fakeNotifications) Mute(context.Context, uuid.UUID, uuid.UUID, string, bool) error { return nil }
