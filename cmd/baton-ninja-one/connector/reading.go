package connector

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"coresync/cmd/baton-ninja-one/tenant"
)

// reading keeps the lists of one sync: the pages of a list show one moment, and a
// role's grants cost no request each.
type reading struct {
	tenant   tenant.Tenant
	accounts list[tenant.Account]
	roles    list[tenant.Role]
	devices  list[tenant.Device]
}

// list is one list as a sync read it.
type list[T any] struct {
	mu   sync.Mutex
	sync string
	rows []T
}

// of gives the list as that sync read it, and reads it where there is none. Outside
// a sync nothing is kept.
func (l *list[T]) of(sync string, read func() ([]T, error)) ([]T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if sync != "" && l.sync == sync {
		return l.rows, nil
	}
	rows, err := read()
	if err != nil {
		return nil, err
	}
	l.sync, l.rows = sync, rows
	return rows, nil
}

func (r *reading) accountsOf(ctx context.Context, sync string) ([]tenant.Account, error) {
	return r.accounts.of(sync, func() ([]tenant.Account, error) { return r.tenant.Accounts(ctx) })
}

func (r *reading) rolesOf(ctx context.Context, sync string) ([]tenant.Role, error) {
	return r.roles.of(sync, func() ([]tenant.Role, error) { return r.tenant.Roles(ctx) })
}

func (r *reading) devicesOf(ctx context.Context, sync string) ([]tenant.Device, error) {
	return r.devices.of(sync, func() ([]tenant.Device, error) { return r.tenant.Devices(ctx) })
}

// account finds an account by its id as ConductorOne has it, by a fresh reading.
func (r *reading) account(ctx context.Context, id string) (tenant.Account, error) {
	all, err := r.tenant.Accounts(ctx)
	if err != nil {
		return tenant.Account{}, err
	}
	at := slices.IndexFunc(all, func(a tenant.Account) bool { return strconv.FormatInt(a.ID, 10) == id })
	if at < 0 {
		return tenant.Account{}, status.Errorf(codes.NotFound, "account %s: NinjaOne has no such account, or no more; sync again", id)
	}
	return all[at], nil
}

// role finds a role by its id, by a fresh reading.
func (r *reading) role(ctx context.Context, id string) (tenant.Role, error) {
	all, err := r.tenant.Roles(ctx)
	if err != nil {
		return tenant.Role{}, err
	}
	at := slices.IndexFunc(all, func(a tenant.Role) bool { return strconv.FormatInt(a.ID, 10) == id })
	if at < 0 {
		return tenant.Role{}, status.Errorf(codes.NotFound, "role %s: NinjaOne has no such role, or no more; sync again", id)
	}
	return all[at], nil
}
