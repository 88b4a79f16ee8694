package connector

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/annotations"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/conductorone/baton-sdk/pkg/types/entitlement"
	"github.com/conductorone/baton-sdk/pkg/types/grant"
	"github.com/conductorone/baton-sdk/pkg/types/resource"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"coresync/cmd/baton-ninja-one/tenant"
)

// roles syncs roles with their members, and gives and takes them (C1P-02, C1P-05).
type roles struct{ *Connector }

var _ connectorbuilder.ResourceProvisionerV2 = (*roles)(nil)

// ResourceType is role.
func (*roles) ResourceType(context.Context) *v2.ResourceType { return roleType }

// List gives a page of roles.
func (s *roles) List(ctx context.Context, _ *v2.ResourceId, o resource.SyncOpAttrs) ([]*v2.Resource, *resource.SyncOpResults, error) {
	all, err := s.reading.rolesOf(ctx, o.SyncID)
	if err != nil {
		return nil, nil, err
	}
	return pageOf(all, o, roleResource)
}

// roleResource is a role in ConductorOne's words.
func roleResource(r *tenant.Role) (*v2.Resource, error) {
	id := strconv.FormatInt(r.ID, 10)
	profile := map[string]any{"role_id": id, "role_type": r.Kind, "name": r.Name}
	//lint:ignore SA1019 readers before SDK 0.25 look for it in the trait; this writes both
	trait := resource.WithRoleProfile(profile)
	return steady(resource.NewRoleResource(cmp.Or(r.Name, "role "+id), roleType, id, []resource.RoleTraitOption{trait},
		resource.WithDescription(roleDescription(r)), resource.WithAnnotation(v2.RawId_builder{Id: id}.Build())))
}

// roleDescription tells roles of one name apart.
func roleDescription(r *tenant.Role) string {
	kind := map[string]string{tenant.Technician: "Role of technicians", tenant.EndUser: "Role of end users"}[r.Kind]
	switch {
	case kind == "":
		return r.Description
	case r.Description == "":
		return kind
	}
	return kind + ": " + r.Description
}

// Entitlements gives the one that a role has: that somebody has it.
func (*roles) Entitlements(_ context.Context, r *v2.Resource, _ resource.SyncOpAttrs) ([]*v2.Entitlement, *resource.SyncOpResults, error) {
	return []*v2.Entitlement{entitlement.NewAssignmentEntitlement(r, assigned,
		entitlement.WithGrantableTo(userType),
		entitlement.WithDisplayName(r.GetDisplayName()+" role"),
		entitlement.WithDescription(fmt.Sprintf("Has the role %s in NinjaOne", r.GetDisplayName())),
	)}, next(""), nil
}

// Grants gives a page of who has a role.
func (s *roles) Grants(ctx context.Context, r *v2.Resource, o resource.SyncOpAttrs) ([]*v2.Grant, *resource.SyncOpResults, error) {
	all, err := s.reading.rolesOf(ctx, o.SyncID)
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(all, func(role tenant.Role) bool { return strconv.FormatInt(role.ID, 10) == r.GetId().GetResource() })
	if at < 0 {
		return nil, next(""), nil
	}
	some, token, err := page(all[at].Members, o.PageToken.Token)
	if err != nil {
		return nil, nil, err
	}
	out := make([]*v2.Grant, 0, len(some))
	for _, m := range some {
		out = append(out, memberGrant(r, m))
	}
	return out, next(token), nil
}

// memberGrant says that an account has a role. What SCIM gave, SCIM gives again, so
// it can't be revoked here.
func memberGrant(r *v2.Resource, m tenant.Member) *v2.Grant {
	var options []grant.GrantOption
	if m.Source != "" {
		options = append(options, grant.WithGrantMetadata(map[string]any{"source": m.Source}))
	}
	if strings.EqualFold(m.Source, "SCIM") {
		options = append(options, grant.WithAnnotation(v2.GrantImmutable_builder{SourceId: "scim"}.Build()))
	}
	return grant.NewGrant(r, assigned, userID(m.UserID), options...)
}

// userID is the id of an account as ConductorOne has it.
func userID(id int64) *v2.ResourceId {
	return v2.ResourceId_builder{ResourceType: userType.GetId(), Resource: strconv.FormatInt(id, 10)}.Build()
}

// Grant gives a role to an account (C1P-05). Who has it already keeps it.
func (s *roles) Grant(ctx context.Context, principal *v2.Resource, e *v2.Entitlement) ([]*v2.Grant, annotations.Annotations, error) {
	if principal.GetId().GetResourceType() != userType.GetId() {
		return nil, nil, status.Errorf(codes.InvalidArgument, "grant %s: only accounts can have a role, not a %s", e.GetId(), principal.GetId().GetResourceType())
	}
	account, err := s.reading.account(ctx, principal.GetId().GetResource())
	if err != nil {
		return nil, nil, err
	}
	role, err := s.reading.role(ctx, e.GetResource().GetId().GetResource())
	if err != nil {
		return nil, nil, err
	}
	granted := []*v2.Grant{grant.NewGrant(e.GetResource(), assigned, principal.GetId())}
	if has(role, account.ID) {
		return granted, annotations.New(&v2.GrantAlreadyExists{}), nil
	}
	if role.Kind != "" && account.Kind != "" && role.Kind != account.Kind {
		return nil, nil, status.Errorf(codes.InvalidArgument, "grant role %d (%s) to account %d: it is a role of another kind of user (%s); the account is %s",
			role.ID, role.Name, account.ID, role.Kind, account.Kind)
	}
	if err := s.tenant.AddMember(ctx, role.ID, account.ID); err != nil {
		return nil, nil, refused(fmt.Sprintf("grant role %d to account %d", role.ID, account.ID), &account, err)
	}
	return granted, nil, nil
}

// Revoke takes a role from an account. Who does not have it, or is gone, is done with.
func (s *roles) Revoke(ctx context.Context, g *v2.Grant) (annotations.Annotations, error) {
	gone := annotations.New(&v2.GrantAlreadyRevoked{})
	role, err := s.reading.role(ctx, g.GetEntitlement().GetResource().GetId().GetResource())
	if status.Code(err) == codes.NotFound {
		return gone, nil
	}
	if err != nil {
		return nil, err
	}
	user, err := strconv.ParseInt(g.GetPrincipal().GetId().GetResource(), 10, 64)
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "revoke %s: %q is no id of an account", g.GetId(), g.GetPrincipal().GetId().GetResource())
	}
	if !has(role, user) {
		return gone, nil
	}
	if err := s.tenant.RemoveMember(ctx, role.ID, user); err != nil {
		return nil, fmt.Errorf("revoke role %d from account %d: %w", role.ID, user, err)
	}
	return nil, nil
}

// has says whether an account has a role.
func has(r tenant.Role, user int64) bool {
	return slices.ContainsFunc(r.Members, func(m tenant.Member) bool { return m.UserID == user })
}
