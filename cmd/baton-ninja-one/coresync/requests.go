package coresync

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"

	"coresync/cmd/baton-ninja-one/tenant"
)

// draft asks Coresync for a change.
type draft struct {
	Action         string `json:"action"`
	Connection     string `json:"connection,omitempty"`
	Account        string `json:"account,omitempty"`
	Role           string `json:"role,omitempty"`
	Kind           string `json:"kind,omitempty"`
	FirstName      string `json:"first_name,omitempty"`
	LastName       string `json:"last_name,omitempty"`
	Email          string `json:"email,omitempty"`
	Phone          string `json:"phone,omitempty"`
	OrganizationID int64  `json:"organization_id,omitempty"`
	FullPortal     bool   `json:"full_portal_access,omitempty"`
	Invite         bool   `json:"send_invitation,omitempty"`
	Confirm        string `json:"confirm,omitempty"`
	Reason         string `json:"reason"`
}

// request is how a change goes.
type request struct {
	ID, Status, Message string
}

// between is how long it waits before it looks again.
const between = 200 * time.Millisecond

// carry asks for a change and waits until it is done and shown. What waits for a
// person's approval is told as such: once it was approved, the next attempt finds it done.
func (t *Tenant) carry(ctx context.Context, d draft, shown func(context.Context) (bool, error)) error {
	d.Reason = "Asked by ConductorOne."
	var made struct{ ID string }
	if err := t.do(ctx, http.MethodPost, "/access/requests", d, &made); err != nil {
		return err
	}
	end := time.Now().Add(t.patience)
	q := request{ID: made.ID}
	for done := false; !done; {
		if err := t.get(ctx, "/access/requests/"+made.ID, nil, &q); err != nil && grpcstatus.Code(err) != codes.NotFound {
			return err // a request that is new may not be shown yet
		}
		switch q.Status {
		case "pending":
			return grpcstatus.Errorf(codes.FailedPrecondition, "request %s waits for approval in Coresync, by another person with access:manage; nothing was changed in NinjaOne yet; try again once it was approved", q.ID)
		case "failed", "rejected", "cancelled":
			return grpcstatus.Errorf(codes.FailedPrecondition, "request %s in Coresync: %s: %s", q.ID, q.Status, q.Message)
		case "done":
			var err error
			if done, err = shown(ctx); err != nil {
				return err
			}
		}
		if done {
			return nil
		}
		if time.Now().After(end) {
			return grpcstatus.Errorf(codes.Unavailable, "request %s in Coresync is %s and not seen in NinjaOne yet; try again later", q.ID, q.Status)
		}
		select {
		case <-ctx.Done():
			return grpcstatus.FromContextError(ctx.Err()).Err()
		case <-time.After(between):
		}
	}
	return nil
}

// CreateAccount asks for a technician or an end user.
func (t *Tenant) CreateAccount(ctx context.Context, n tenant.NewAccount) (made tenant.Account, err error) {
	connection, err := t.of(ctx)
	if err != nil {
		return made, err
	}
	d := draft{Action: "create", Connection: connection, Kind: n.Kind, FirstName: n.FirstName, LastName: n.LastName, Email: n.Email,
		Phone: n.Phone, OrganizationID: n.OrganizationID, FullPortal: n.FullPortal, Invite: n.Invite}
	return made, t.carry(ctx, d, func(ctx context.Context) (bool, error) {
		all, err := t.Accounts(ctx)
		if at := slices.IndexFunc(all, func(a tenant.Account) bool { return strings.EqualFold(a.Email, n.Email) }); at >= 0 {
			made = all[at]
			return true, nil
		}
		return false, err
	})
}

// DeleteAccount asks for the end of an account.
func (t *Tenant) DeleteAccount(ctx context.Context, a tenant.Account) error {
	id, err := t.account(ctx, a.ID)
	if err != nil {
		return err
	}
	return t.carry(ctx, draft{Action: "delete", Account: id, Confirm: a.Email}, func(ctx context.Context) (bool, error) {
		_, err := t.account(ctx, a.ID)
		if grpcstatus.Code(err) == codes.NotFound {
			return true, nil
		}
		return false, err
	})
}

// AddMember asks for a role for an account.
func (t *Tenant) AddMember(ctx context.Context, role, user int64) error {
	return t.member(ctx, "add_member", role, user)
}

// RemoveMember asks that an account no longer has a role.
func (t *Tenant) RemoveMember(ctx context.Context, role, user int64) error {
	return t.member(ctx, "remove_member", role, user)
}

func (t *Tenant) member(ctx context.Context, action string, roleID, user int64) error {
	id, err := t.account(ctx, user)
	if err != nil {
		return err
	}
	connection, err := t.of(ctx)
	if err != nil {
		return err
	}
	roles, err := t.roles(ctx, connection)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(roles, func(r role) bool { return r.RoleID == roleID })
	if at < 0 {
		return grpcstatus.Errorf(codes.NotFound, "role %d: Coresync knows no such role, or no more; sync again", roleID)
	}
	return t.carry(ctx, draft{Action: action, Account: id, Role: roles[at].ID}, func(ctx context.Context) (bool, error) {
		now, err := t.Roles(ctx)
		has := slices.ContainsFunc(now, func(r tenant.Role) bool {
			return r.ID == roleID && slices.ContainsFunc(r.Members, func(m tenant.Member) bool { return m.UserID == user })
		})
		return err == nil && has == (action == "add_member"), err
	})
}

// account is Coresync's id of an account.
func (t *Tenant) account(ctx context.Context, user int64) (string, error) {
	all, err := t.accounts(ctx)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(all, func(a account) bool { return a.UserID == user })
	if at < 0 {
		return "", grpcstatus.Errorf(codes.NotFound, "account %d: Coresync knows no such account, or no more; sync again", user)
	}
	return all[at].ID, nil
}
