package direct

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"coresync/adapters/ninjaone"
	"coresync/cmd/baton-ninja-one/tenant"
)

// account is a row of the lists of technicians and of end users.
type account struct {
	ID                int64   `json:"id"`
	UID               string  `json:"uid"`
	Enabled           bool    `json:"enabled"`
	Administrator     bool    `json:"administrator"`
	FirstName         string  `json:"firstName"`
	LastName          string  `json:"lastName"`
	Email             string  `json:"email"`
	Phone             string  `json:"phone"`
	MustChangePw      *bool   `json:"mustChangePw"`
	MFAConfigured     *bool   `json:"mfaConfigured"`
	ScimUser          *bool   `json:"scimUser"`
	AuthType          string  `json:"authType"`
	InvitationStatus  string  `json:"invitationStatus"`
	OrganizationID    int64   `json:"organizationId"`
	AssignedDeviceIDs []int64 `json:"assignedDeviceIds"`
}

// Accounts reads technicians and end users. Their own lists say more than the list
// of both: how somebody signs in, and whether SCIM manages them.
func (t *Tenant) Accounts(ctx context.Context) ([]tenant.Account, error) {
	technicians, err := t.client.Technicians(ctx)
	if err != nil {
		return nil, status(err)
	}
	all, err := appendAccounts(nil, technicians, tenant.Technician)
	if err != nil {
		return nil, err
	}
	endUsers, err := t.client.EndUsers(ctx)
	if err != nil {
		return nil, status(err)
	}
	all, err = appendAccounts(all, endUsers, tenant.EndUser)
	slices.SortFunc(all, func(a, b tenant.Account) int { return int(a.ID - b.ID) })
	return all, err
}

// appendAccounts decodes a list. A row that can't be read ends the reading: a list
// with a hole would take away the access of whoever is missing.
func appendAccounts(all []tenant.Account, p *ninjaone.Page, kind string) ([]tenant.Account, error) {
	if err := whole(p); err != nil {
		return nil, err
	}
	for _, row := range p.Rows {
		var a account
		if err := json.Unmarshal(row.Raw, &a); err != nil {
			return nil, fmt.Errorf("%s: row with id %d: %w", p.Call, row.ID, err)
		}
		all = append(all, tenant.Account{
			ID: a.ID, UID: a.UID, Kind: kind, FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, Phone: a.Phone,
			Enabled: a.Enabled, Administrator: a.Administrator, MFA: a.MFAConfigured, MustChangePassword: a.MustChangePw,
			SCIM: a.ScimUser, AuthType: a.AuthType, Invitation: a.InvitationStatus, OrganizationID: a.OrganizationID,
			Devices: a.AssignedDeviceIDs,
		})
	}
	return all, nil
}

// whole refuses a page from which the client left out rows.
func whole(p *ninjaone.Page) error {
	if len(p.Rejected) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %d rows can't be read, the first: %w; nothing of this list was used", p.Call, len(p.Rejected), p.Rejected[0].Err)
}

// CreateAccount makes a technician or an end user.
func (t *Tenant) CreateAccount(ctx context.Context, n tenant.NewAccount) (tenant.Account, error) {
	var made ninjaone.CreatedAccount
	var err error
	if n.Kind == tenant.EndUser {
		made, err = t.client.CreateEndUser(ctx, ninjaone.NewEndUser{FirstName: n.FirstName, LastName: n.LastName, Email: n.Email, Phone: n.Phone,
			OrganizationID: n.OrganizationID, FullPortalAccess: n.FullPortal, SendInvitation: n.Invite})
	} else {
		made, err = t.client.CreateTechnician(ctx, ninjaone.NewTechnician{FirstName: n.FirstName, LastName: n.LastName, Email: n.Email, Phone: n.Phone})
	}
	if err != nil {
		return tenant.Account{}, status(err)
	}
	return tenant.Account{ID: made.ID, UID: made.UID, Kind: n.Kind, FirstName: n.FirstName, LastName: n.LastName, Email: n.Email,
		Phone: n.Phone, Enabled: true, Invitation: made.InvitationStatus, OrganizationID: n.OrganizationID}, nil
}

// DeleteAccount removes an account for good.
func (t *Tenant) DeleteAccount(ctx context.Context, a tenant.Account) error {
	if a.Kind == tenant.EndUser {
		return status(t.client.DeleteEndUser(ctx, a.ID))
	}
	return status(t.client.DeleteTechnician(ctx, a.ID))
}
