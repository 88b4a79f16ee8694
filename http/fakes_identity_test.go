package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeDecisions knows the notebook, whose name is locked and about which there is a
// question.
type fakeDecisions struct{}

func (fakeDecisions) written(id uuid.UUID) (api.Written, error) {
	if id != thing(402) {
		return api.Written{}, domain.NotFound("asset")
	}
	return api.Written{ID: &id, Position: at(4712), Version: 13}, nil
}

func (fakeDecisions) Why(_ context.Context, _ api.Scope, id uuid.UUID, field string) (api.Answer[api.Why], error) {
	if id == thing(402) && field == "customer" {
		return answerOf(api.Why{Field: field, Value: acme().ID.String(), Source: "computed", Rule: "MAP-01: a person mapped the organization", Rules: "7"}), nil
	}
	if id != thing(402) || field != "serial_number" {
		return api.Answer[api.Why]{}, &domain.Error{Code: domain.CodeNotFound, Reason: "field_not_found", Message: "An asset has no such field."}
	}
	run := thing(812)
	return answerOf(api.Why{
		Field: field, Value: "5CD1234", Source: "ninjaone", Member: "system.serialNumber", Rule: "FLD-04: the first that is not junk", Rules: "7",
		Precedence: []string{"hand", "ninjaone", "kept"},
		Event:      &api.WhyEvent{Position: 40, ID: thing(40), Type: "DeviceObserved", OccurredAt: noon, RecordedAt: noon, Actor: "poller", Run: &run},
		Offered:    []api.Offered{{Source: "ninjaone", Member: "system.biosSerialNumber", Value: "5CD1234", Reason: "system.serialNumber goes first"}},
	}), nil
}

func (f fakeDecisions) Whys(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[[]api.Why], error) {
	one, err := f.Why(ctx, s, id, "serial_number")
	return api.Answer[[]api.Why]{Data: []api.Why{one.Data}, Standing: one.Standing}, err
}

func (f fakeDecisions) Lock(_ context.Context, _ api.Command, id uuid.UUID, _ string) (api.Written, error) {
	return f.written(id)
}

func (f fakeDecisions) Unlock(_ context.Context, _ api.Command, id uuid.UUID, _ string) (api.Written, error) {
	return f.written(id)
}

func (f fakeDecisions) Retire(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return f.written(id)
}

func (f fakeDecisions) Drop(_ context.Context, _ api.Command, id uuid.UUID, _ api.AssetRemoval) (api.Written, error) {
	return f.written(id)
}

func (f fakeDecisions) Restore(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return f.written(id)
}

func (fakeDecisions) Merges(_ context.Context, _ api.Scope, l api.List) (api.Answer[api.Page[api.AssetMerge]], error) {
	return answerOf(pageBy([]api.AssetMerge{{
		ID: thing(50), Assets: []uuid.UUID{thing(402), thing(403)}, Reason: "one machine", Actor: "cli:root", RecordedAt: noon, Position: 50,
	}}, l, func(m api.AssetMerge) string { return m.ID.String() })), nil
}

func (f fakeDecisions) Merge(_ context.Context, _ api.Command, d api.MergeDraft) (api.Written, error) {
	return f.written(d.Assets[0])
}

func (f fakeDecisions) Unmerge(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return f.written(id)
}

func (fakeDecisions) Duplicates(_ context.Context, _ api.Scope, _ string, l api.List) (api.Answer[api.Page[api.Duplicate]], error) {
	a := notebook()
	a.ID, a.Version = thing(402), 12
	return answerOf(pageBy([]api.Duplicate{{Asset: a, Questions: []api.Question{{
		Kind: "two_live", Others: []api.Ref{{ID: thing(403), Name: "LAPTOP-2"}}, Rule: "A.3", Reason: "both are listed with the serial number 5CD1234",
	}, {Kind: "flapping", Rule: "FLD-01", Reason: "the name goes to and fro"}}}}, l, func(d api.Duplicate) string { return d.Asset.Name })), nil
}

func (f fakeDecisions) Answer(_ context.Context, _ api.Command, a api.DuplicateAnswer) (api.Written, error) {
	return f.written(a.Assets[0])
}

func (f fakeDecisions) Unlink(_ context.Context, _ api.Command, _, record uuid.UUID) (api.Written, error) {
	return f.written(record)
}
