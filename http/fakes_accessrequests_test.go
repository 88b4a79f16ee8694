package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeAccessRequests has a request that waits for approval.
type fakeAccessRequests struct{}

func joinHelpdesk() api.AccessRequest {
	account := thing(1)
	return api.AccessRequest{
		ID: thing(20), Connection: api.Ref{ID: thing(5), Name: "Main"}, Action: "add_member", Status: "pending", Account: &account, UserID: 31,
		Kind: "TECHNICIAN", FirstName: "Jane", LastName: "Doe", Email: "jane.doe@example.test", Role: &api.Ref{ID: thing(3), Name: "Helpdesk"}, RoleID: 3,
		After: []string{"Helpdesk"}, Origin: "person", NeedsApproval: true, AskedAt: &noon, AskedBy: "user:1", Version: 1,
	}
}

func (fakeAccessRequests) List(_ context.Context, _ api.Scope, _ api.AccessRequestFilter, l api.List) (api.Answer[api.Page[api.AccessRequest]], error) {
	return answerOf(pageBy([]api.AccessRequest{joinHelpdesk()}, l, func(q api.AccessRequest) string { return q.Email })), nil
}

func (fakeAccessRequests) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.AccessRequest], error) {
	if id != thing(20) {
		return api.Answer[api.AccessRequest]{}, domain.NotFound("request")
	}
	return answerOf(joinHelpdesk()), nil
}

func (fakeAccessRequests) Ask(_ context.Context, _ api.Command, d api.AccessDraft) (api.AccessAsked, error) {
	if d.Action == "delete" && d.Confirm == "" && d.Origin != "scim" {
		return api.AccessAsked{}, domain.Invalid([]domain.Fault{{Pointer: "/confirm", Code: "not_confirmed", Message: "type it"}})
	}
	id := thing(20)
	return api.AccessAsked{Written: api.Written{ID: &id, Position: at(4730), Version: 1}, Request: joinHelpdesk()}, nil
}

func (fakeAccessRequests) Approve(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4731), Version: 2}, nil
}

func (fakeAccessRequests) Reject(_ context.Context, _ api.Command, id uuid.UUID, _ string) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4732), Version: 2}, nil
}

func (fakeAccessRequests) Cancel(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4733), Version: 2}, nil
}
