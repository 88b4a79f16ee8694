package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// AccessAccount is a NinjaOne user (C1P-01). Name, e-mail and phone are personal: sealed
// in the log, empty with Erased once the person was erased.
type AccessAccount struct {
	ID         uuid.UUID `json:"id"`
	Connection Ref       `json:"connection"`
	UserID     int64     `json:"user_id"` // in NinjaOne
	UID        string    `json:"uid,omitempty"`
	Kind       string    `json:"kind"` // TECHNICIAN or END_USER
	FirstName  string    `json:"first_name,omitempty"`
	LastName   string    `json:"last_name,omitempty"`
	Email      string    `json:"email,omitempty"`
	Phone      string    `json:"phone,omitempty"`
	Erased     bool      `json:"erased"`

	Enabled            bool   `json:"enabled"`
	Administrator      bool   `json:"administrator"`
	MFA                string `json:"mfa"` // yes, no or unknown, as the next two
	MustChangePassword string `json:"must_change_password"`
	SCIM               string `json:"scim"`
	AuthType           string `json:"auth_type"`            // native, sso or unknown
	Invitation         string `json:"invitation,omitempty"` // REGISTERED, PENDING or EXPIRED
	FullPortal         bool   `json:"full_portal"`

	OrganizationID   int64   `json:"organization_id,omitempty"` // in NinjaOne
	OrganizationName string  `json:"organization_name,omitempty"`
	Customer         *Ref    `json:"customer,omitempty"`
	Devices          int     `json:"devices"`    // assigned in NinjaOne
	DeviceIDs        []int64 `json:"device_ids"` // in NinjaOne

	Roles []AccessMembership `json:"roles"`

	// Person is whose the account is; OwnedBy says how that is known: email, name,
	// manual, nobody (by hand), or nothing.
	Person  *ContactRef `json:"person,omitempty"`
	OwnedBy string      `json:"owned_by,omitempty"`

	FirstSeenAt        time.Time  `json:"first_seen_at"`
	ChangedAt          time.Time  `json:"changed_at"`
	AdministratorSince *time.Time `json:"administrator_since,omitempty"`
	VanishedAt         *time.Time `json:"vanished_at,omitempty"`
	Version            int64      `json:"version"` // of the decisions about its owner
}

// Name is the account's person as NinjaOne writes it.
func (a AccessAccount) Name() string {
	switch {
	case a.FirstName == "":
		return a.LastName
	case a.LastName == "":
		return a.FirstName
	}
	return a.FirstName + " " + a.LastName
}

// AccessMembership is a role that an account has.
type AccessMembership struct {
	Role   Ref        `json:"role"`
	RoleID int64      `json:"role_id"`          // in NinjaOne
	Source string     `json:"source,omitempty"` // as NinjaOne says, such as MANUAL or SCIM
	Since  *time.Time `json:"since,omitempty"`  // absent: it was there when the role was first seen
}

// AccessRole is a NinjaOne user role (C1P-02).
type AccessRole struct {
	ID          uuid.UUID  `json:"id"`
	Connection  Ref        `json:"connection"`
	RoleID      int64      `json:"role_id"` // in NinjaOne
	Name        string     `json:"name"`
	Kind        string     `json:"kind,omitempty"` // TECHNICIAN or END_USER
	Description string     `json:"description,omitempty"`
	Members     int        `json:"members"`
	ChangedAt   time.Time  `json:"changed_at"`
	VanishedAt  *time.Time `json:"vanished_at,omitempty"`
}

// AccessGrant is that an account has a role, or had it.
type AccessGrant struct {
	ID         string     `json:"id"` // role:<role_id>:assigned:user:<user_id>
	Connection Ref        `json:"connection"`
	Role       Ref        `json:"role"`
	RoleID     int64      `json:"role_id"`
	RoleKind   string     `json:"role_kind,omitempty"`
	Account    uuid.UUID  `json:"account"`
	UserID     int64      `json:"user_id"`
	Name       string     `json:"name,omitempty"`
	Email      string     `json:"email,omitempty"`
	Source     string     `json:"source,omitempty"`
	Since      *time.Time `json:"since,omitempty"` // absent: it was there when the role was first seen
	Until      *time.Time `json:"until,omitempty"` // absent: it is there
	Position   int64      `json:"position"`        // event that showed its newest change
}

// The views of accounts that hygiene asks for.
const (
	AccessNoMFA             = "no_mfa"
	AccessInvitationExpired = "invitation_expired"
	AccessNoPerson          = "no_person"
	AccessAdministrators    = "administrators"
	AccessDisabled          = "disabled"
	AccessNoRole            = "no_role"
	AccessNeverSignedIn     = "never_signed_in"
	AccessDormant           = "dormant"
	AccessExternal          = "external"
	AccessVanished          = "vanished"
)

// AccessViews are the views in the order in which people are shown them.
func AccessViews() []string {
	return []string{AccessAdministrators, AccessNoMFA, AccessInvitationExpired, AccessNeverSignedIn, AccessDormant, AccessExternal, AccessNoPerson, AccessNoRole, AccessDisabled, AccessVanished}
}

// AccessFilter selects accounts; the zero value selects all that NinjaOne lists.
type AccessFilter struct {
	Connection uuid.UUID
	Kind       string
	View       string // one of AccessViews
	Role       uuid.UUID
	IDs        []uuid.UUID
	Email      string // exactly, but for case
}

// AccessAccounts is a page of accounts with how many there are in each view.
type AccessAccounts struct {
	Page[AccessAccount]
	Counts map[string]int
}

// AccessRoleFilter selects roles; the zero value selects all that NinjaOne lists.
type AccessRoleFilter struct {
	Connection uuid.UUID
	Kind       string
	Unheld     bool // only those that nobody has
}

// AccessRoles is a page of roles with how many of all there are that nobody has.
type AccessRoles struct {
	Page[AccessRole]
	Unheld int
}

// AccessGrantFilter selects grants; the zero value selects those of now.
type AccessGrantFilter struct {
	Connection uuid.UUID
	Role       uuid.UUID
	Account    uuid.UUID
	// Former adds those that ended.
	Former bool
	// ChangedSince selects those that began or ended since; zero: all.
	ChangedSince time.Time
}

// Access shows who may do what in NinjaOne, now and as of any moment.
type Access interface {
	Accounts(ctx context.Context, s Scope, f AccessFilter, l List) (Answer[AccessAccounts], error)
	// Account is one account. Error: domain.CodeNotFound.
	Account(ctx context.Context, s Scope, id uuid.UUID) (Answer[AccessAccount], error)
	// AccountHistory lists what happened to an account and its roles, newest first.
	AccountHistory(ctx context.Context, s Scope, id uuid.UUID, l List) (Answer[Page[HistoryEntry]], error)
	Roles(ctx context.Context, s Scope, f AccessRoleFilter, l List) (Answer[AccessRoles], error)
	Role(ctx context.Context, s Scope, id uuid.UUID) (Answer[AccessRole], error)
	Grants(ctx context.Context, s Scope, f AccessGrantFilter, l List) (Answer[Page[AccessGrant]], error)
	// SetOwner says whose an account is; nil: nobody's. ResetOwner lets the rule decide again (C1P-06).
	SetOwner(ctx context.Context, c Command, account uuid.UUID, contact *uuid.UUID) (Written, error)
	ResetOwner(ctx context.Context, c Command, account uuid.UUID) (Written, error)
}
