package notification

import (
	"context"
	"fmt"
	"time"

	rule "coresync/domain/webhook"
	"coresync/projections"
	"coresync/projections/outward"
	"coresync/projections/webhook"

	"github.com/google/uuid"
)

// Untaken is how long a webhook may take nothing before somebody is told: a receiver that is
// mended within a day needs nobody. One that is paused by itself is told at once.
const Untaken = 24 * time.Hour

// reasonUntaken is the reason of an item about a webhook that is still tried; those of paused
// ones are rule.Gone and rule.Failing.
const reasonUntaken = "untaken"

// failingWebhook is a subscription that somebody must look at.
type failingWebhook struct {
	id     uuid.UUID
	reason string
	since  time.Time
}

// failingWebhooks are those that were paused by themselves, or have not taken anything for a
// day. What a person paused needs nobody.
func failingWebhooks(ctx context.Context, r *projections.Reading, now time.Time) (all []failingWebhook, err error) {
	rows, err := webhook.Subscriptions(ctx, r)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	untaken, err := outward.FailingBefore(ctx, r.Tx, r.Tenant, now.Add(-Untaken))
	if err != nil {
		return nil, err
	}
	for _, s := range rows {
		switch since, failing := untaken[s.ID]; {
		case s.Paused == rule.Gone || s.Paused == rule.Failing:
			all = append(all, failingWebhook{s.ID, s.Paused, s.PausedAt})
		case s.Paused == "" && failing:
			all = append(all, failingWebhook{s.ID, reasonUntaken, since})
		}
	}
	return all, nil
}

// add takes one in: of several, the item leads to the one that fails since last.
func (w *failingWebhook) add(n *need) {
	n.once = true
	if at := w.since.UnixMicro(); at > n.most {
		n.Webhook, n.most = w.id, at
	}
	if n.Count == 0 {
		n.Reason = w.reason
	} else if n.Reason != w.reason {
		n.Reason = "" // they fail for different reasons
	}
	n.Count, n.About = n.Count+1, n.About^print(w.id.String()+w.reason+w.since.UTC().Format(time.RFC3339Nano))
}

// webhookTitle says in a line which webhook takes nothing.
func (i *Item) webhookTitle() string {
	switch {
	case i.Count > 1:
		return fmt.Sprintf("%d webhooks are told nothing any more", i.Count)
	case i.Reason == reasonUntaken:
		return i.webhookName() + " has taken nothing for a day"
	}
	return i.webhookName() + " is paused: it is told nothing any more"
}

func (i *Item) webhookName() string {
	if i.Called == "" {
		return "A webhook"
	}
	return "The webhook “" + i.Called + "”"
}

// webhookText says why, and what to do.
func (i *Item) webhookText() (text string) {
	switch i.Reason {
	case rule.Gone:
		text = "Its receiver answered 410: it wants nothing any more. Resume it if the receiver is back, change its address, or remove it."
	case rule.Failing:
		text = "Its receiver took nothing for three days. The page says what it answered: mend that and resume it, and it goes on where it was; nothing is lost."
	case reasonUntaken:
		text = "It is tried once an hour, and paused after three days. The page says what the receiver answered; Send test says whether it is mended."
	default:
		text = "Their receivers take nothing. Look what each answered, mend that, and resume what is paused: it goes on where it was."
	}
	if i.Count > 1 {
		text += " The link opens one of them."
	}
	return text
}
