package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/http/api"
	"coresync/projections/outward"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Create implements api.Webhooks.
func (s webhooks) Create(ctx context.Context, c api.Command, d api.WebhookDraft) (api.WebhookWritten, error) {
	id := uuid.New()
	if c.AppendID != uuid.Nil {
		id = uuid.NewSHA1(c.AppendID, []byte("webhook"))
	}
	e := WebhookEndpoint{URL: d.URL, Secret: s.port.NewWebhookSecret()}
	set, err := s.draft(ctx, c.Tenant, id, d, e)
	if err != nil {
		return api.WebhookWritten{}, err
	}
	done, err := s.decide(ctx, c, id, rule.Set{WebhookSet: set, New: true}, s.keep(c.Tenant, id, e))
	return secretOf(done, e, err)
}

// secretOf shows a secret, where it was made now.
func secretOf(done api.Written, e WebhookEndpoint, err error) (api.WebhookWritten, error) {
	if err != nil || done.Replayed {
		return api.WebhookWritten{Written: done}, err
	}
	return api.WebhookWritten{Written: done, Secret: e.Secret}, nil
}

// Change implements api.Webhooks.
func (s webhooks) Change(ctx context.Context, c api.Command, id uuid.UUID, d api.WebhookDraft) (api.Written, error) {
	e, err := s.port.OpenWebhook(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	moved := d.URL != "" && d.URL != e.URL
	if moved {
		e.URL = d.URL
	}
	set, err := s.draft(ctx, c.Tenant, id, d, e)
	if err != nil {
		return api.Written{}, err
	}
	return s.decide(ctx, c, id, rule.Set{WebhookSet: set, Moved: moved}, s.keep(c.Tenant, id, e))
}

// draft is a subscription as the log has it; the error lists all that is wrong.
func (s webhooks) draft(ctx context.Context, tenant, id uuid.UUID, d api.WebhookDraft, e WebhookEndpoint) (event.WebhookSet, error) {
	set := event.WebhookSet{
		Webhook: id, Name: d.Name, Host: s.port.WebhookHost(e.URL), Kinds: d.Kinds, Customers: d.Customers, Connections: d.Connections,
		Batch: d.Batch, Personal: d.Personal, All: d.All,
	}
	var faults []domain.Fault
	if err := s.port.CheckWebhook(e.URL); err != nil {
		faults = append(faults, domain.Fault{Pointer: "/url", Code: "address", Message: err.Error()})
	}
	faults = append(faults, rule.Check(&set)...)
	unknown, err := s.unknown(ctx, tenant, d)
	if err != nil {
		return set, err
	}
	return set, domain.Invalid(append(faults, unknown...))
}

// keep writes an endpoint down, sealed.
func (s webhooks) keep(tenant, id uuid.UUID, e WebhookEndpoint) func(context.Context, pgx.Tx) error {
	return func(ctx context.Context, tx pgx.Tx) error {
		sealed, err := s.port.SealWebhook(tenant, id, e)
		if err != nil {
			return err
		}
		return outward.PutEndpoint(ctx, tx, s.now(), tenant, id, sealed)
	}
}

// Pause implements api.Webhooks.
func (s webhooks) Pause(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.decide(ctx, c, id, rule.Pause{Why: rule.ByPerson}, nil)
}

// Resume implements api.Webhooks.
func (s webhooks) Resume(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	retry := func(ctx context.Context, tx pgx.Tx) error { return outward.Retry(ctx, tx, s.now(), c.Tenant, id) }
	done, err := s.decide(ctx, c, id, rule.Resume{}, retry)
	if err != nil {
		return done, err
	}
	return done, pgx.BeginFunc(ctx, s.engine, func(tx pgx.Tx) error { return retry(ctx, tx) }) // it may not have been paused
}

// Remove implements api.Webhooks.
func (s webhooks) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.decide(ctx, c, id, rule.Remove{}, func(ctx context.Context, tx pgx.Tx) error { return outward.Forget(ctx, tx, c.Tenant, id) })
}

// Replay implements api.Webhooks.
func (s webhooks) Replay(ctx context.Context, c api.Command, id uuid.UUID, from int64) (api.Written, error) {
	kept, pruned, err := outward.Kept(ctx, s.engine, c.Tenant)
	if err != nil {
		return api.Written{}, err
	}
	if pruned && from > 0 && from < kept {
		return api.Written{}, &domain.Error{Code: domain.CodeConflict, Reason: "pruned", Message: fmt.Sprintf(
			"What was told before position %d is no longer kept. Replay from there, or add a webhook that begins with all assets that are there.", kept)}
	}
	return s.decide(ctx, c, id, rule.Replay{From: from}, func(ctx context.Context, tx pgx.Tx) error {
		err := outward.Replay(ctx, tx, s.now(), c.Tenant, id, from)
		if domain.ErrorCode(err) == domain.CodeNotFound {
			return &domain.Error{Code: domain.CodeConflict, Reason: "nothing_told", Message: "Nothing was told to it yet, so there is nothing to tell once more."}
		}
		return err
	})
}

// Renew implements api.Webhooks.
func (s webhooks) Renew(ctx context.Context, c api.Command, id uuid.UUID) (api.WebhookWritten, error) {
	e, err := s.port.OpenWebhook(ctx, c.Tenant, id)
	if err != nil {
		return api.WebhookWritten{}, err
	}
	e = WebhookEndpoint{URL: e.URL, Secret: s.port.NewWebhookSecret(), Former: e.Secret, FormerUntil: s.now().Add(secretOverlap)}
	done, err := s.decide(ctx, c, id, rule.Renew{}, s.keep(c.Tenant, id, e))
	return secretOf(done, e, err)
}

// testLimit is how long a test waits for the answer.
const testLimit = 15 * time.Second

// Test implements api.Webhooks.
func (s webhooks) Test(ctx context.Context, c api.Command, id uuid.UUID) (api.WebhookTested, error) {
	tested := api.WebhookTested{ID: uuid.New(), Type: "coresync.test"}
	body, err := json.Marshal(map[string]any{"type": tested.Type, "timestamp": s.now().UTC(), "data": map[string]any{"webhook": id}})
	if err != nil {
		return tested, err
	}
	e, err := s.port.OpenWebhook(ctx, c.Tenant, id)
	if err != nil {
		return tested, err
	}
	tested.To, tested.Bytes = s.port.WebhookHost(e.URL), len(body)
	limited, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	begin := s.now()
	a := s.port.TellWebhook(limited, outward.Letter{Tenant: c.Tenant, Subscription: id, ID: tested.ID, Body: body})
	if errors.Is(ctx.Err(), context.Canceled) {
		return tested, ctx.Err()
	}
	tested.Taken, tested.Status, tested.TookMS = a.Err == nil, a.Status, s.now().Sub(begin).Milliseconds()
	if a.Err != nil {
		tested.Message = a.Err.Error()
	}
	tested.Advice = api.WebhookAdvice(tested.Taken, tested.Status)
	return tested, nil
}
