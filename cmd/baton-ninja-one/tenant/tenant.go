// Package tenant says what the connector needs of a NinjaOne tenant, which package
// direct reaches by NinjaOne's own API.
//
// Errors of a Tenant are gRPC statuses, since their codes tell ConductorOne whether
// to try again.
package tenant

import (
	"context"
	"time"
)

// The kinds of accounts and roles, as NinjaOne spells them.
const (
	Technician = "TECHNICIAN"
	EndUser    = "END_USER"
)

// Account is a NinjaOne user (C1P-01). A nil pointer means that the source does not
// tell.
type Account struct {
	ID                                int64
	UID, Kind                         string
	FirstName, LastName, Email, Phone string
	Enabled, Administrator            bool
	MFA, MustChangePassword, SCIM     *bool
	AuthType                          string // NATIVE or SSO
	Invitation                        string // REGISTERED, PENDING or EXPIRED
	OrganizationID                    int64  // 0: none
	Devices                           []int64
}

// Role is a NinjaOne user role with who has it (C1P-02). Names are not unique.
type Role struct {
	ID                      int64
	Name, Kind, Description string
	Members                 []Member
}

// Member is an account that has a role.
type Member struct {
	UserID int64
	Source string // how it came to the role: MANUAL, SCIM
}

// Device is a managed device.
type Device struct {
	ID                         int64
	UID, Name, NodeClass       string
	Serial, Model, Vendor      string
	Chassis                    string // DESKTOP, LAPTOP, …
	OSName, OSVersion, OSBuild string
	Virtual, Approved          bool
	OrganizationID             int64
	EnrolledAt                 time.Time // zero: unknown
	Owners                     []int64   // accounts that it is assigned to
}

// NewAccount describes an account to create (C1P-03).
type NewAccount struct {
	Kind                              string
	FirstName, LastName, Email, Phone string
	OrganizationID                    int64 // of an end user
	FullPortal, Invite                bool  // of an end user
}

// What a Change says.
const (
	AccountChanged = "account"
	RoleChanged    = "role"
	Granted        = "granted"
	Revoked        = "revoked"
)

// Change is something that happened to an account, a role, or between the two.
type Change struct {
	ID             string
	What           string
	At             time.Time
	UserID, RoleID int64
}

// Feed is a page of changes, oldest first. Cursor resumes behind it.
type Feed struct {
	Changes []Change
	Cursor  string
	More    bool
}

// Tenant is a NinjaOne tenant.
type Tenant interface {
	// Check says whether the tenant can be read, and why not.
	Check(ctx context.Context) error
	// Accounts, Roles and Devices give whole lists, in order of id.
	Accounts(ctx context.Context) ([]Account, error)
	Roles(ctx context.Context) ([]Role, error)
	Devices(ctx context.Context) ([]Device, error)
	// Changes gives what happened behind the cursor or, where there is none, since a
	// time.
	Changes(ctx context.Context, cursor string, since time.Time, limit int) (Feed, error)

	CreateAccount(ctx context.Context, n NewAccount) (Account, error)
	DeleteAccount(ctx context.Context, a Account) error
	AddMember(ctx context.Context, role, user int64) error
	RemoveMember(ctx context.Context, role, user int64) error
}
