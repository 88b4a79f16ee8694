package service

import (
	"context"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/notification"

	"github.com/google/uuid"
)

// notifications implements api.Notifications.
type notifications struct {
	reads
	keeper *notification.Keeper
}

// List implements api.Notifications.
func (s notifications) List(ctx context.Context, scope api.Scope, f api.NotificationFilter, l api.List) (api.Answer[api.Inbox], error) {
	return answer(ctx, s.reads, scope, []string{notification.Name}, func(r *projections.Reading) (inbox api.Inbox, err error) {
		filter := notification.Filter{Recipient: f.Recipient, State: f.State}
		for _, t := range f.Types {
			filter.Types = append(filter.Types, notification.Type(t))
		}
		rows, err := notification.List(ctx, r, filter, asked(l))
		if inbox.Page, err = paged(rows, err, notificationView); err != nil || f.Recipient == uuid.Nil {
			return inbox, err
		}
		muted, err := notification.Mutes(ctx, r, f.Recipient)
		for _, t := range muted {
			inbox.Muted = append(inbox.Muted, string(t))
		}
		return inbox, err
	})
}

func notificationView(i notification.Item) api.Notification {
	view := api.Notification{
		ID: i.ID, Recipient: i.Recipient, Type: string(i.Type), Title: i.Title(), Text: i.Text(), Path: i.Path(),
		Count: i.Count, Suggested: i.Suggested, CreatedAt: i.CreatedAt, State: "open", DoneAt: when(i.DoneAt), DoneBy: i.DoneBy,
	}
	if view.DoneAt != nil {
		view.State = "done"
	}
	return view
}

// Open implements api.Notifications.
func (s notifications) Open(ctx context.Context, tenant, recipient uuid.UUID) (int64, error) {
	return s.keeper.Open(ctx, tenant, recipient)
}

// Mark implements api.Notifications.
func (s notifications) Mark(ctx context.Context, tenant, recipient, id uuid.UUID, done bool) error {
	return s.keeper.Mark(ctx, tenant, recipient, id, done)
}

// Mute implements api.Notifications.
func (s notifications) Mute(ctx context.Context, tenant, recipient uuid.UUID, kind string, muted bool) error {
	return s.keeper.Mute(ctx, tenant, recipient, notification.Type(kind), muted)
}
