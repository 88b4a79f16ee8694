package http

import (
	"context"
	"slices"

	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeProvisioning shows Jane's account to clients of SCIM.
type fakeProvisioning struct{}

func (fakeProvisioning) Users(_ context.Context, _ api.Scope, f api.ProvisionedFilter) (found api.ProvisionedUsers, _ error) {
	a := janesAccount()
	if f.IDs == nil || slices.Contains(f.IDs, a.ID) {
		found.Items, found.Total = []api.ProvisionedUser{{ID: a.ID, Connection: a.Connection, Account: &a}}, 1
	}
	return found, nil
}

func (fakeProvisioning) Members(_ context.Context, _ api.Scope, roles []uuid.UUID) (map[uuid.UUID][]api.ProvisionedMember, error) {
	return map[uuid.UUID][]api.ProvisionedMember{roles[0]: {{ID: thing(1), Name: "Jane Doe"}}}, nil
}

func (fakeProvisioning) Say(_ context.Context, _ api.Command, u api.ProvisionedUser, _ string) (api.Written, error) {
	return api.Written{ID: &u.ID, Position: at(4722), Version: 1}, nil
}
