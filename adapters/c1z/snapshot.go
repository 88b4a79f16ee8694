package c1z

import "time"

// Snapshot is who may do what at a moment.
type Snapshot struct {
	// At is the moment. Two snapshots of one moment and one Key are the same: the later
	// one replaces the earlier in a file.
	At time.Time
	// Key says what the snapshot is of, such as tenant and connection.
	Key      string
	Accounts []Account
	Roles    []Role
}

// Account is a NinjaOne user. A nil pointer means that nobody knows.
type Account struct {
	ID                                int64
	UID, Kind                         string // TECHNICIAN or END_USER
	FirstName, LastName, Email, Phone string
	Enabled, Administrator            bool
	MFA, MustChangePassword, SCIM     *bool
	AuthType                          string // NATIVE or SSO
	Invitation                        string // REGISTERED, PENDING or EXPIRED
	OrganizationID                    int64  // 0: none
}

// Role is a NinjaOne user role with who has it.
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
