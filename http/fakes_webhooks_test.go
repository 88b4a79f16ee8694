package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeWebhooks has one subscription, which fails; it notes what was asked.
type fakeWebhooks struct {
	draft api.WebhookDraft
	from  int64
	done  []string
}

const fakeSecret = "whsec_c2VjcmV0IG9mIGEgd2ViaG9vaywgaW4gYSB0ZXN0"

func (f *fakeWebhooks) one() api.Webhook {
	return api.Webhook{
		ID: thing(1), Name: "Billing", Host: "https://hooks.example.com", Kinds: []string{"asset.created", "run.finished"},
		Customers: []api.Ref{{ID: thing(2), Name: "Acme"}}, Connections: []api.Ref{}, Batch: "run", State: "failing", Backlog: 12, Attempts: 3,
		NextAt: &noon, FailingSince: &noon, DeliveredAt: &noon, SetBy: "cli:root", SetAt: noon, Version: 2,
	}
}

func (f *fakeWebhooks) List(context.Context, api.Scope) (api.Answer[api.WebhookList], error) {
	return answerOf(api.WebhookList{Items: []api.Webhook{f.one()}, Kinds: api.WebhookKinds(), From: 17}), nil
}

func (f *fakeWebhooks) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.Webhook], error) {
	if id != thing(1) {
		return api.Answer[api.Webhook]{}, domain.NotFound("webhook")
	}
	return answerOf(f.one()), nil
}

func (f *fakeWebhooks) written(what string) (api.Written, error) {
	f.done = append(f.done, what)
	return api.Written{ID: new(thing(1)), Position: at(4712), Version: 3}, nil
}

func (f *fakeWebhooks) Create(_ context.Context, _ api.Command, d api.WebhookDraft) (api.WebhookWritten, error) {
	if f.draft = d; d.URL == "https://10.0.0.1/" {
		return api.WebhookWritten{}, domain.Invalid([]domain.Fault{{Pointer: "/url", Code: "address", Message: "the address leads to 10.0.0.1, which is no public one"}})
	}
	done, err := f.written("create")
	return api.WebhookWritten{Written: done, Secret: fakeSecret}, err
}

func (f *fakeWebhooks) Change(_ context.Context, _ api.Command, _ uuid.UUID, d api.WebhookDraft) (api.Written, error) {
	f.draft = d
	return f.written("change")
}

func (f *fakeWebhooks) Pause(context.Context, api.Command, uuid.UUID) (api.Written, error) {
	return f.written("pause")
}

func (f *fakeWebhooks) Resume(context.Context, api.Command, uuid.UUID) (api.Written, error) {
	return f.written("resume")
}

func (f *fakeWebhooks) Remove(context.Context, api.Command, uuid.UUID) (api.Written, error) {
	return f.written("remove")
}

func (f *fakeWebhooks) Replay(_ context.Context, _ api.Command, _ uuid.UUID, from int64) (api.Written, error) {
	f.from = from
	return f.written("replay")
}

func (f *fakeWebhooks) Renew(context.Context, api.Command, uuid.UUID) (api.WebhookWritten, error) {
	done, err := f.written("renew")
	return api.WebhookWritten{Written: done, Secret: fakeSecret}, err
}

func (f *fakeWebhooks) Test(context.Context, api.Command, uuid.UUID) (api.WebhookTested, error) {
	f.done = append(f.done, "test")
	return api.WebhookTested{
		ID: thing(5), Type: "coresync.test", Bytes: 143, To: "https://hooks.example.com", Status: 500, TookMS: 12, Message: "the receiver answered 500", Advice: api.WebhookAdvice(false, 500),
	}, nil
}

func (f *fakeWebhooks) Deliveries(_ context.Context, _ api.Scope, _ uuid.UUID, l api.List) (api.Page[api.WebhookDelivery], error) {
	return api.Page[api.WebhookDelivery]{Items: []api.WebhookDelivery{
		{ID: thing(3), State: "failing", Notices: 12, From: 4700, To: 4711, CreatedAt: noon, TriedAt: &noon, TookMS: 1500, Attempts: 3, Status: 500, Message: "the receiver answered 500"},
		{ID: thing(4), State: "taken", Notices: 1, From: 4699, To: 4699, CreatedAt: noon, TriedAt: &noon, TookMS: 20, Attempts: 1, Replays: 1, Status: 204},
	}, Next: []string{"7"}}, nil
}
