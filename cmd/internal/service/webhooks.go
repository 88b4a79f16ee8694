package service

import (
	"context"
	"strconv"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/outward"
	"coresync/projections/query"
	"coresync/projections/webhook"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// secretOverlap is how long a secret that was replaced signs besides the new one.
const secretOverlap = 24 * time.Hour

// WebhookEndpoint is where a subscription is told to, and how that is signed.
type WebhookEndpoint struct {
	URL         string    `json:"url"`
	Secret      string    `json:"secret"`
	Former      string    `json:"former,omitempty"`
	FormerUntil time.Time `json:"former_until,omitzero"`
}

// Secrets are those that sign at a moment.
func (e *WebhookEndpoint) Secrets(now time.Time) []string {
	if e.Former != "" && now.Before(e.FormerUntil) {
		return []string{e.Secret, e.Former}
	}
	return []string{e.Secret}
}

// WebhookPort reaches what is outside, and keeps how.
type WebhookPort interface {
	// CheckWebhook tells what is wrong with an address, without it; nil: nothing.
	CheckWebhook(address string) error
	// WebhookHost is what may be told of an address.
	WebhookHost(address string) string
	NewWebhookSecret() string
	SealWebhook(tenant, subscription uuid.UUID, e WebhookEndpoint) ([]byte, error)
	OpenWebhook(ctx context.Context, tenant, subscription uuid.UUID) (WebhookEndpoint, error)
	TellWebhook(ctx context.Context, l outward.Letter) outward.Answer
}

// webhooks implements api.Webhooks.
type webhooks struct {
	reads
	log    *eventstore.Store
	engine *pgxpool.Pool
	port   WebhookPort
}

var webhookDecider = decide.Decider[rule.State, any]{Evolve: rule.Evolve, Decide: rule.Decide}

// List implements api.Webhooks.
func (s webhooks) List(ctx context.Context, scope api.Scope) (api.Answer[api.WebhookList], error) {
	found, err := answer(ctx, s.reads, scope, []string{webhook.Name}, func(r *projections.Reading) (api.WebhookList, error) {
		rows, err := webhook.Subscriptions(ctx, r)
		if err != nil {
			return api.WebhookList{}, err
		}
		items, err := s.views(ctx, r, rows)
		return api.WebhookList{Items: items, Kinds: rule.Kinds()}, err
	})
	if err == nil {
		found.Data.From, _, err = outward.Kept(ctx, s.engine, scope.Tenant)
	}
	return found, err
}

// Get implements api.Webhooks.
func (s webhooks) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Webhook], error) {
	return answer(ctx, s.reads, scope, []string{webhook.Name}, func(r *projections.Reading) (api.Webhook, error) {
		row, err := webhook.Get(ctx, r, id)
		if err != nil {
			return api.Webhook{}, err
		}
		items, err := s.views(ctx, r, []webhook.Subscription{row})
		if err != nil {
			return api.Webhook{}, err
		}
		return items[0], nil
	})
}

// views are subscriptions as people read them.
func (s webhooks) views(ctx context.Context, r *projections.Reading, rows []webhook.Subscription) ([]api.Webhook, error) {
	standings, err := outward.Standings(ctx, s.engine, r.Tenant)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, row := range rows {
		ids = append(ids, row.Narrow.Customers...)
	}
	names, err := customerNames(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	known, err := connection.List(ctx, r, query.Page{Limit: query.MaxLimit})
	if err != nil {
		return nil, err
	}
	for _, c := range known.Items {
		names[c.ID] = c.Name
	}
	items := make([]api.Webhook, len(rows))
	for i, row := range rows {
		items[i] = webhookView(row, standings[row.ID], names)
	}
	return items, nil
}

func webhookView(row webhook.Subscription, s outward.Standing, names map[uuid.UUID]string) api.Webhook {
	v := api.Webhook{
		ID: row.ID, Name: row.Name, Host: row.Host, Kinds: row.Narrow.Kinds, Customers: refsOf(row.Narrow.Customers, names), Connections: refsOf(row.Narrow.Connections, names),
		Batch: row.Batch, Personal: row.Personal, All: row.All, State: "active", Why: row.Paused, PausedAt: when(row.PausedAt),
		Backlog: s.Waiting, Replaying: s.Replaying, Attempts: s.Attempts, FailingSince: when(s.FailingSince), DeliveredAt: when(s.ToldAt),
		SetBy: row.SetBy, SetAt: row.SetAt, Version: row.Version,
	}
	switch {
	case row.Paused != "":
		v.State = "paused"
	case s.Attempts > 0:
		v.State, v.NextAt = "failing", when(s.NextAt)
	}
	return v
}

// refsOf names things; what is gone has its id alone.
func refsOf(ids []uuid.UUID, names map[uuid.UUID]string) []api.Ref {
	refs := make([]api.Ref, len(ids))
	for i, id := range ids {
		refs[i] = api.Ref{ID: id, Name: names[id]}
		if refs[i].Name == "" {
			refs[i].Name = "removed"
		}
	}
	return refs
}

// Deliveries implements api.Webhooks.
func (s webhooks) Deliveries(ctx context.Context, scope api.Scope, id uuid.UUID, l api.List) (page api.Page[api.WebhookDelivery], err error) {
	if _, err := s.Get(ctx, scope, id); err != nil {
		return page, err
	}
	var before int64
	if len(l.After) > 0 {
		if before, err = strconv.ParseInt(l.After[0], 10, 64); err != nil {
			return page, errCursor
		}
	}
	rows, err := outward.Deliveries(ctx, s.engine, scope.Tenant, id, before, l.Limit+1)
	if err != nil {
		return page, err
	}
	if len(rows) > l.Limit {
		rows = rows[:l.Limit]
		page.Next = []string{strconv.FormatInt(rows[l.Limit-1].Seq, 10)}
	}
	page.Items = make([]api.WebhookDelivery, len(rows))
	for i, d := range rows {
		state := "waiting"
		if d.Attempts > 0 {
			state = "failing"
		}
		if d.Taken {
			state = "taken"
		}
		page.Items[i] = api.WebhookDelivery{
			ID: d.ID, State: state, Notices: d.Notices, From: d.From, To: d.To, CreatedAt: d.CreatedAt, TriedAt: when(d.TriedAt), TookMS: d.Took.Milliseconds(),
			Attempts: d.Attempts, Replays: d.Replays, Status: d.Status, Message: d.Error,
		}
	}
	return page, nil
}

// decide appends a decision, and writes what goes with it in the same transaction.
func (s webhooks) decide(ctx context.Context, c api.Command, id uuid.UUID, command any, along func(ctx context.Context, tx pgx.Tx) error) (api.Written, error) {
	if along == nil {
		along = func(context.Context, pgx.Tx) error { return nil }
	}
	stream := event.WebhookStream(id)
	log := tellingLog{s.log, along, func(ctx context.Context, do func(pgx.Tx) error) error { return pgx.BeginFunc(ctx, s.engine, do) }}
	done, err := decide.Handle(ctx, log, webhookDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command, ID: c.AppendID, Version: expected(c), Correlation: c.Correlation,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, id, done.Versions[stream])
}

// unknown finds customers and connections that are not there.
func (s webhooks) unknown(ctx context.Context, tenant uuid.UUID, d api.WebhookDraft) (faults []domain.Fault, err error) {
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		for i, id := range d.Customers {
			if _, err := directory.GetCustomer(ctx, r, id); domain.ErrorCode(err) == domain.CodeNotFound {
				faults = append(faults, domain.Fault{Pointer: "/customers/" + strconv.Itoa(i), Code: "unknown", Message: "is no customer"})
			} else if err != nil {
				return err
			}
		}
		for i, id := range d.Connections {
			if _, err := connection.Get(ctx, r, id); domain.ErrorCode(err) == domain.CodeNotFound {
				faults = append(faults, domain.Fault{Pointer: "/connections/" + strconv.Itoa(i), Code: "unknown", Message: "is no connection"})
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return faults, err
}
