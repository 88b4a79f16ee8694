package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeIgnores has a rule of an organization and one of names.
type fakeIgnores struct{}

func (fakeIgnores) List(context.Context, api.Scope) (api.Answer[[]api.IgnoreRule], error) {
	conn := thing(5)
	return answerOf([]api.IgnoreRule{
		{ID: thing(1), Kind: "organization", Connection: &conn, NinjaID: 17, Reason: "lab", Devices: 4, SetBy: "cli:root", SetAt: noon},
		{ID: thing(2), Kind: "name", Value: "LAB-*", SetBy: "cli:root", SetAt: noon},
	}), nil
}

func (fakeIgnores) Create(_ context.Context, _ api.Command, d api.IgnoreDraft) (api.Written, error) {
	if d.Kind == "name" && d.Value == "*" {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/value", Code: "too_wide", Message: "This would ignore every device."}})
	}
	id := thing(3)
	return api.Written{ID: &id, Position: at(4712), Version: 1}, nil
}

func (fakeIgnores) Remove(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	if id != thing(1) {
		return api.Written{}, domain.NotFound("ignore_rule")
	}
	return api.Written{ID: &id, Position: at(4713), Version: 2}, nil
}

func (fakeIgnores) AssetScope(context.Context, api.Scope) (api.Answer[api.AssetScope], error) {
	return answerOf(api.AssetScope{MappedOnly: true, Version: 3}), nil
}

func (fakeIgnores) SetAssetScope(context.Context, api.Command, api.AssetScopeDraft) (api.Written, error) {
	return api.Written{Position: at(4714), Version: 4}, nil
}
