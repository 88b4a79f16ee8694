package c1z

import (
	"cmp"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
)

// The kinds of resources, and the slug of the entitlement of a role.
const (
	userType = "user"
	roleType = "role"
	assigned = "assigned"
)

// The numbers of c1.connector.v2's enumerations that are used.
const (
	traitUser, traitRole    = 1, 3
	enabled, disabled       = 1, 2
	accountHuman            = 1
	purposeAssignment       = 1
	kindTechnician, endUser = "TECHNICIAN", "END_USER"
)

func userTypeMessage() (m message) {
	m.text(1, userType)
	m.text(2, "User")
	m.packed(3, traitUser)
	m.annotation(4, "SkipEntitlementsAndGrants", nil)
	m.text(5, "A technician or an end user of NinjaOne")
	return m
}

func roleTypeMessage() (m message) {
	m.text(1, roleType)
	m.text(2, "Role")
	m.packed(3, traitRole)
	m.text(5, "A role of technicians or of end users")
	return m
}

func resourceID(kind, id string) (m message) {
	m.text(1, kind)
	m.text(2, id)
	return m
}

func rawID(id string) (m message) {
	m.text(1, id)
	return m
}

// message is the account as a c1.connector.v2.Resource.
func (a *Account) message() (m message) {
	id := strconv.FormatInt(a.ID, 10)
	state, details := uint64(enabled), ""
	if !a.Enabled {
		state, details = disabled, "disabled in NinjaOne"
	} else if a.Invitation != "" && a.Invitation != "REGISTERED" {
		details = "invitation " + strings.ToLower(a.Invitation)
	}
	var status message
	status.number(1, state)
	status.text(2, details)
	profile := structure(a.profile())
	m.message(1, resourceID(userType, id))
	m.text(3, cmp.Or(strings.TrimSpace(a.FirstName+" "+a.LastName), a.Email, "user "+id))
	m.annotation(4, "RawId", rawID(id))
	m.annotation(4, "UserTrait", a.trait(status, profile))
	m.message(9, profile)
	m.message(11, status)
	return m
}

// trait is the account as a UserTrait. Status and profile stand here too, where older
// readers look for them.
func (a *Account) trait(status, profile message) (m message) {
	var email, name message
	if at, err := mail.ParseAddress(a.Email); err == nil && at.Address == a.Email {
		email.text(1, a.Email)
		email.flag(2, true)
		m.message(1, email)
	}
	m.message(2, status)
	m.message(3, profile)
	m.number(5, accountHuman)
	m.text(6, a.Email)
	if a.MFA != nil {
		var mfa message
		mfa.flag(1, *a.MFA)
		m.message(10, mfa)
	}
	if a.AuthType != "" {
		var sso message
		sso.flag(1, strings.EqualFold(a.AuthType, "SSO"))
		m.message(11, sso)
	}
	name.text(1, a.FirstName)
	name.text(2, a.LastName)
	m.message(12, name)
	return m
}

func (a *Account) profile() map[string]any {
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

func (r *Role) id() string   { return strconv.FormatInt(r.ID, 10) }
func (r *Role) name() string { return cmp.Or(r.Name, "role "+r.id()) }

// description tells roles of one name apart.
func (r *Role) description() string {
	kind := map[string]string{kindTechnician: "Role of technicians", endUser: "Role of end users"}[r.Kind]
	switch {
	case kind == "":
		return r.Description
	case r.Description == "":
		return kind
	}
	return kind + ": " + r.Description
}

// message is the role as a Resource.
func (r *Role) message() (m message) {
	profile := structure(map[string]any{"role_id": r.id(), "role_type": r.Kind, "name": r.Name})
	var trait message
	trait.message(1, profile)
	m.message(1, resourceID(roleType, r.id()))
	m.text(3, r.name())
	m.annotation(4, "RawId", rawID(r.id()))
	m.annotation(4, "RoleTrait", trait)
	m.text(5, r.description())
	m.message(9, profile)
	return m
}

func (r *Role) entitlementID() string { return fmt.Sprintf("%s:%d:%s", roleType, r.ID, assigned) }

// entitlement says that somebody may have the role.
func (r *Role) entitlement() (m message) {
	m.message(1, r.message())
	m.text(2, r.entitlementID())
	m.text(3, r.name()+" role")
	m.text(4, fmt.Sprintf("Has the role %s in NinjaOne", r.name()))
	m.message(5, userTypeMessage())
	m.number(7, purposeAssignment)
	m.text(8, assigned)
	return m
}

func (r *Role) grantID(m Member) string {
	return fmt.Sprintf("%s:%s:%d", r.entitlementID(), userType, m.UserID)
}

// grant says that an account has the role.
func (r *Role) grant(member Member) (m message) {
	var entitlement, principal message
	entitlement.message(1, r.message())
	entitlement.text(2, r.entitlementID())
	principal.message(1, resourceID(userType, strconv.FormatInt(member.UserID, 10)))
	m.message(1, entitlement)
	m.message(2, principal)
	m.text(3, r.grantID(member))
	if member.Source != "" {
		var metadata message
		metadata.message(1, structure(map[string]any{"source": member.Source}))
		m.annotation(4, "GrantMetadata", metadata)
	}
	if strings.EqualFold(member.Source, "SCIM") {
		var immutable message
		immutable.text(1, "scim")
		m.annotation(4, "GrantImmutable", immutable)
	}
	return m
}
