package connector

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strconv"
	"strings"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/annotations"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/conductorone/baton-sdk/pkg/types/resource"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"coresync/cmd/baton-ninja-one/tenant"
)

// accounts syncs, creates and deletes NinjaOne users (C1P-01, C1P-03, C1P-04).
type accounts struct{ *Connector }

var (
	_ connectorbuilder.AccountManagerV2  = (*accounts)(nil)
	_ connectorbuilder.ResourceDeleterV2 = (*accounts)(nil)
)

// ResourceType is user.
func (*accounts) ResourceType(context.Context) *v2.ResourceType { return userType }

// List gives a page of accounts.
func (s *accounts) List(ctx context.Context, _ *v2.ResourceId, o resource.SyncOpAttrs) ([]*v2.Resource, *resource.SyncOpResults, error) {
	all, err := s.reading.accountsOf(ctx, o.SyncID)
	if err != nil {
		return nil, nil, err
	}
	return pageOf(all, o, accountResource)
}

// Entitlements gives none: an account grants nothing.
func (*accounts) Entitlements(context.Context, *v2.Resource, resource.SyncOpAttrs) ([]*v2.Entitlement, *resource.SyncOpResults, error) {
	return nil, next(""), nil
}

// Grants gives none.
func (*accounts) Grants(context.Context, *v2.Resource, resource.SyncOpAttrs) ([]*v2.Grant, *resource.SyncOpResults, error) {
	return nil, next(""), nil
}

// accountResource is an account in ConductorOne's words.
func accountResource(a *tenant.Account) (*v2.Resource, error) {
	id := strconv.FormatInt(a.ID, 10)
	name := cmp.Or(strings.TrimSpace(a.FirstName+" "+a.LastName), a.Email, "user "+id)
	state, details := v2.UserTrait_Status_STATUS_ENABLED, ""
	if !a.Enabled {
		state, details = v2.UserTrait_Status_STATUS_DISABLED, "disabled in NinjaOne"
	} else if a.Invitation != "" && a.Invitation != "REGISTERED" {
		details = "invitation " + strings.ToLower(a.Invitation)
	}
	traits := []resource.UserTraitOption{
		//lint:ignore SA1019 readers before SDK 0.25 look for it in the trait; this writes both
		resource.WithDetailedStatus(state, details),
		//lint:ignore SA1019 as above
		resource.WithUserProfile(accountProfile(a)),
		resource.WithAccountType(v2.UserTrait_ACCOUNT_TYPE_HUMAN),
		resource.WithStructuredName(v2.UserTrait_StructuredName_builder{GivenName: a.FirstName, FamilyName: a.LastName}.Build()),
	}
	if a.Email != "" {
		traits = append(traits, resource.WithUserLogin(a.Email))
	}
	// One address that is none would fail the whole sync.
	if at, err := mail.ParseAddress(a.Email); err == nil && at.Address == a.Email {
		traits = append(traits, resource.WithEmail(a.Email, true))
	}
	if a.MFA != nil {
		traits = append(traits, resource.WithMFAStatus(v2.UserTrait_MFAStatus_builder{MfaEnabled: *a.MFA}.Build()))
	}
	if a.AuthType != "" {
		traits = append(traits, resource.WithSSOStatus(v2.UserTrait_SSOStatus_builder{SsoEnabled: strings.EqualFold(a.AuthType, "SSO")}.Build()))
	}
	return steady(resource.NewUserResource(name, userType, id, traits, resource.WithAnnotation(v2.RawId_builder{Id: id}.Build())))
}

// accountProfile is what else is known. Names are those that baton's exports look
// for, and those of the form by which an account is created.
func accountProfile(a *tenant.Account) map[string]any {
	p := map[string]any{
		"user_id": strconv.FormatInt(a.ID, 10), "uid": a.UID, "user_type": a.Kind,
		"first_name": a.FirstName, "last_name": a.LastName, "email": a.Email, "phone": a.Phone,
		"enabled": a.Enabled, "administrator": a.Administrator, "invitation_status": a.Invitation, "auth_type": a.AuthType,
	}
	for name, told := range map[string]*bool{"mfa_configured": a.MFA, "must_change_password": a.MustChangePassword, "scim_user": a.SCIM} {
		if told != nil {
			p[name] = *told
		}
	}
	if a.OrganizationID != 0 {
		p["organization_id"] = strconv.FormatInt(a.OrganizationID, 10)
	}
	return p
}

// Delete removes an account for good (C1P-04). The last administrator stays, since
// nobody could make another.
func (s *accounts) Delete(ctx context.Context, id, _ *v2.ResourceId) (annotations.Annotations, error) {
	if id.GetResourceType() != userType.GetId() {
		return nil, status.Errorf(codes.InvalidArgument, "delete %s %s: only accounts can be deleted", id.GetResourceType(), id.GetResource())
	}
	all, err := s.tenant.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var found *tenant.Account
	administrators := 0
	for i := range all {
		if all[i].Administrator && all[i].Enabled {
			administrators++
		}
		if strconv.FormatInt(all[i].ID, 10) == id.GetResource() {
			found = &all[i]
		}
	}
	switch {
	case found == nil:
		return nil, status.Errorf(codes.NotFound, "delete account %s: NinjaOne has no such account, or no more", id.GetResource())
	case found.Administrator && found.Enabled && administrators == 1:
		return nil, status.Errorf(codes.FailedPrecondition, "delete account %s: it is the only System Administrator left; make another one in NinjaOne first", id.GetResource())
	}
	if err := s.tenant.DeleteAccount(ctx, *found); err != nil {
		return nil, refused(fmt.Sprintf("delete account %s", id.GetResource()), found, err)
	}
	return nil, nil
}

// refused says what is probably behind a refusal that concerns an account which
// SCIM manages; such accounts are to be changed where SCIM has them from.
func refused(what string, a *tenant.Account, err error) error {
	code := status.Code(err)
	if a.SCIM == nil || !*a.SCIM || code == codes.Unavailable || code == codes.Internal {
		return err
	}
	return status.Errorf(code, "%s: the account is managed by SCIM, so change it in the identity provider: %s", what, status.Convert(err).Message())
}
