package projectiontest

import (
	"coresync/domain/event"

	"pgregory.net/rapid"
)

// webhook moves a subscription on, whether that makes sense or not.
func (w *World) webhook(t *rapid.T) {
	hook := id("webhook", small(t, "webhook"))
	w.append(t, event.New{Stream: event.WebhookStream(hook), Payload: rapid.SampledFrom([]event.Payload{
		&event.WebhookSet{Webhook: hook, Name: "Billing", Host: "https://hooks.example.com", Kinds: []string{"asset.created", "asset.updated"}, Batch: "each"},
		&event.WebhookSet{Webhook: hook, Name: "Tickets", Host: "https://tickets.example.com", Kinds: []string{"run.failed"}, Batch: "run", Personal: true, All: true},
		&event.WebhookPaused{Webhook: hook, Why: "gone"},
		&event.WebhookResumed{Webhook: hook},
		&event.WebhookReplayed{Webhook: hook, From: 7},
		&event.WebhookSecretMade{Webhook: hook},
		&event.WebhookRemoved{Webhook: hook},
	}).Draw(t, "payload")})
}
