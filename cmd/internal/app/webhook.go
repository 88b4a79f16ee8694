package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"coresync/adapters/webhook"
	"coresync/cmd/internal/service"
	"coresync/projections/outward"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
)

// webhookTick is how often a process looks whom to tell.
const webhookTick = 2 * time.Second

// openWebhooks makes what tells programs outside.
func (a *App) openWebhooks() (err error) {
	a.sender = webhook.New(webhook.Config{Networks: a.Settings.WebhookNetworks})
	a.Outward, err = outward.NewFeed(outward.FeedConfig{Pool: a.db.engine, Log: a.Store, Zone: a.zoneOf})
	a.told = sync.OnceValue(func() service.WebhookPost { return service.Webhooks(a.parts()) })
	return err
}

// webhookCourier tells subscriptions what is written down.
func (a *App) webhookCourier() *outward.Courier {
	return outward.NewCourier(outward.CourierConfig{
		Pool: a.db.engine, Tell: a.TellWebhook, Pause: a.told().PauseWebhook, People: a.told().People, Chance: rand.Float64, Log: a.Log,
	})
}

// Tell tells programs outside what is written down now, and counts what was taken.
func (a *App) Tell(ctx context.Context) (int, error) { return a.webhookCourier().Deliver(ctx) }

// PruneWebhooks deletes what every webhook took longer ago than the settings keep it.
func (a *App) PruneWebhooks(ctx context.Context) error {
	if a.Settings.WebhookRetention == 0 {
		return nil
	}
	done, err := outward.Prune(ctx, a.db.engine, a.Store.Now().Add(-a.Settings.WebhookRetention))
	if done != (outward.Pruned{}) {
		a.Log.InfoContext(ctx, "pruned what webhooks took", "notices", done.Notices, "deliveries", done.Deliveries)
	}
	return err
}

// CheckWebhook implements service.WebhookPort.
func (a *App) CheckWebhook(address string) error { return a.sender.CheckURL(address) }

// WebhookHost implements service.WebhookPort.
func (a *App) WebhookHost(address string) string { return webhook.Origin(address) }

// NewWebhookSecret implements service.WebhookPort.
func (a *App) NewWebhookSecret() string { return webhook.NewSecret() }

// webhookSeal is the associated data of a sealed endpoint: one that is moved to another
// subscription does not open.
func webhookSeal(tenant, subscription uuid.UUID) []byte {
	return []byte("webhook/" + tenant.String() + "/" + subscription.String())
}

// SealWebhook implements service.WebhookPort.
func (a *App) SealWebhook(tenant, subscription uuid.UUID, e service.WebhookEndpoint) ([]byte, error) {
	plain, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("seal where subscription %s is told to: %w", subscription, err)
	}
	return a.Master.Wrap(plain, webhookSeal(tenant, subscription))
}

// OpenWebhook implements service.WebhookPort.
func (a *App) OpenWebhook(ctx context.Context, tenant, subscription uuid.UUID) (e service.WebhookEndpoint, err error) {
	sealed, err := outward.Endpoint(ctx, a.db.engine, tenant, subscription)
	if err != nil {
		return e, err
	}
	plain, err := a.Master.Unwrap(sealed, webhookSeal(tenant, subscription))
	if err == nil {
		err = json.Unmarshal(plain, &e)
	}
	if err != nil {
		return e, fmt.Errorf("open where subscription %s is told to: %w", subscription, err)
	}
	return e, nil
}

// TellWebhook implements service.WebhookPort.
func (a *App) TellWebhook(ctx context.Context, l outward.Letter) outward.Answer {
	e, err := a.OpenWebhook(ctx, l.Tenant, l.Subscription)
	if err != nil {
		return outward.Answer{Err: err}
	}
	said := a.sender.Send(ctx, webhook.Message{ID: l.ID.String(), URL: e.URL, Body: l.Body, Secrets: e.Secrets(a.Store.Now()), Replay: l.Replay})
	return outward.Answer{Status: said.Status, After: said.After, Err: said.Err}
}

// backlogMetrics ask the database when they are asked.
type backlogMetrics struct {
	app                   *App
	notices, failing, age *prometheus.Desc
}

func (a *App) backlogMetrics() prometheus.Collector {
	return &backlogMetrics{
		app:     a,
		notices: prometheus.NewDesc("coresync_webhook_backlog", "Notices that subscriptions were not told yet, those of paused ones, too.", nil, nil),
		failing: prometheus.NewDesc("coresync_webhooks_failing", "Subscriptions that do not take what they are told.", nil, nil),
		age:     prometheus.NewDesc("coresync_webhook_last_delivery_timestamp_seconds", "When a subscription took something last; 0: never.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (m *backlogMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- m.notices
	to <- m.failing
	to <- m.age
}

// Collect implements prometheus.Collector.
func (m *backlogMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	b, err := outward.BacklogOf(ctx, m.app.db.engine)
	if err != nil {
		to <- prometheus.NewInvalidMetric(m.notices, err)
		return
	}
	to <- prometheus.MustNewConstMetric(m.notices, prometheus.GaugeValue, float64(b.Notices))
	to <- prometheus.MustNewConstMetric(m.failing, prometheus.GaugeValue, float64(b.Failing))
	to <- prometheus.MustNewConstMetric(m.age, prometheus.GaugeValue, float64(b.ToldAt.Unix()))
}
