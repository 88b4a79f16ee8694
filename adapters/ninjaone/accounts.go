package ninjaone

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"unicode/utf8"
)

// NewTechnician describes a technician to create. NinjaOne sends an invitation.
type NewTechnician struct {
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Email     string `json:"email"`
	Phone     string `json:"phone,omitempty"`
}

// NewEndUser describes an end user to create. Without SendInvitation the user
// can't sign in before somebody invites them.
type NewEndUser struct {
	FirstName        string `json:"firstName"`
	LastName         string `json:"lastName"`
	Email            string `json:"email"`
	Phone            string `json:"phone,omitempty"`
	OrganizationID   int64  `json:"organizationId"`
	FullPortalAccess bool   `json:"fullPortalAccess"`
	SendInvitation   bool   `json:"-"`
}

// CreatedAccount is what NinjaOne says of an account that it made.
type CreatedAccount struct {
	ID               int64  `json:"id"`
	UID              string `json:"uid"`
	Email            string `json:"email"`
	InvitationStatus string `json:"invitationStatus"`
}

// CreateTechnician makes a technician (C1P-03).
func (c *Client) CreateTechnician(ctx context.Context, n NewTechnician) (CreatedAccount, error) {
	cl := call{name: CallCreateTechnician, method: http.MethodPost, path: "/v2/user/technicians"}
	return c.create(ctx, cl, n, faultsOfName(n.FirstName, n.LastName, n.Email))
}

// CreateEndUser makes an end user of an organization (C1P-03).
func (c *Client) CreateEndUser(ctx context.Context, n NewEndUser) (CreatedAccount, error) {
	cl := call{name: CallCreateEndUser, method: http.MethodPost, path: "/v2/user/end-users"}
	if n.SendInvitation {
		cl.query = url.Values{"sendInvitation": {"true"}}
	}
	faults := faultsOfName(n.FirstName, n.LastName, n.Email)
	if n.OrganizationID <= 0 {
		faults = errors.Join(faults, errors.New("organizationId: an end user belongs to an organization; give its id"))
	}
	return c.create(ctx, cl, n, faults)
}

// create sends a new account, unless it has faults.
func (c *Client) create(ctx context.Context, cl call, in any, faults error) (made CreatedAccount, err error) {
	if faults != nil {
		return made, fmt.Errorf("%s: %w", cl.name, faults)
	}
	err = c.write(ctx, cl, in, &made)
	return made, err
}

// faultsOfName reports what NinjaOne would refuse, all together.
func faultsOfName(first, last, email string) error {
	var faults []error
	for _, f := range []struct{ name, value string }{{"firstName", first}, {"lastName", last}} {
		if n := utf8.RuneCountInString(f.value); n < 1 || n > 150 {
			faults = append(faults, fmt.Errorf("%s: %d characters; NinjaOne wants 1 to 150", f.name, n))
		}
	}
	if email == "" {
		faults = append(faults, errors.New("email: an account needs an e-mail address"))
	}
	return errors.Join(faults...)
}

// DeleteTechnician removes a technician for good (C1P-04): NinjaOne can't bring
// one back.
func (c *Client) DeleteTechnician(ctx context.Context, id int64) error {
	return c.write(ctx, call{name: CallDeleteTechnician, method: http.MethodDelete, path: fmt.Sprintf("/v2/user/technician/%d", id)}, nil, nil)
}

// DeleteEndUser removes an end user for good (C1P-04).
func (c *Client) DeleteEndUser(ctx context.Context, id int64) error {
	return c.write(ctx, call{name: CallDeleteEndUser, method: http.MethodDelete, path: fmt.Sprintf("/v2/user/end-user/%d", id)}, nil, nil)
}

// AddRoleMembers gives a role to users; who has it already keeps it (C1P-05).
func (c *Client) AddRoleMembers(ctx context.Context, role int64, users ...int64) error {
	return c.members(ctx, CallAddRoleMembers, "add-members", role, users)
}

// RemoveRoleMembers takes a role from users; who does not have it is no error
// (C1P-05).
func (c *Client) RemoveRoleMembers(ctx context.Context, role int64, users ...int64) error {
	return c.members(ctx, CallRemoveRoleMembers, "remove-members", role, users)
}

// members changes who has a role. NinjaOne wants the bare array of their ids.
func (c *Client) members(ctx context.Context, name, verb string, role int64, users []int64) error {
	return c.write(ctx, call{name: name, method: http.MethodPatch, path: fmt.Sprintf("/v2/user/role/%d/%s", role, verb)}, users, nil)
}
