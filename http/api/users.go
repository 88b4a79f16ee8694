package api

import (
	"context"
	"time"

	"coresync/http/permission"

	"github.com/google/uuid"
)

// User is a person who works with the program.
type User struct {
	ID    uuid.UUID       `json:"id"`
	Email string          `json:"email"`
	Name  string          `json:"name"`
	Role  permission.Role `json:"role"`
	// State is invited until a password was chosen or an identity provider let the
	// person in, then active.
	State        string     `json:"state"`
	Timezone     string     `json:"timezone,omitempty"` // IANA name; empty: the workspace's
	Theme        string     `json:"theme"`              // auto, light or dark
	Language     string     `json:"language,omitempty"` // of dates, one of DateLanguages; empty: the first
	CreatedBy    string     `json:"created_by"`
	CreatedAt    time.Time  `json:"created_at"`
	LastSignInAt *time.Time `json:"last_sign_in_at,omitempty"`
}

// DateLanguages are the ways in which dates are written: languages of BCP 47, and iso as
// ISO 8601 has it.
func DateLanguages() []string {
	return []string{"en-GB", "en-US", "de", "fr", "es", "it", "nl", "iso"}
}

// Called is how the person is called: by name, or else by address.
func (u User) Called() string {
	if u.Name != "" {
		return u.Name
	}
	return u.Email
}

// UserDraft is a person to be added.
type UserDraft struct {
	Email string          `json:"email"`
	Name  string          `json:"name"`
	Role  permission.Role `json:"role"`
}

// UserPatch changes what is not nil.
type UserPatch struct {
	Name     *string          `json:"name"`
	Role     *permission.Role `json:"role"`
	Timezone *string          `json:"timezone"`
	Theme    *string          `json:"theme"`
	Language *string          `json:"language"`
}

// Users keeps the people of a workspace. Implementation: coresync/http/user.
//
// Errors: domain.CodeNotFound for an unknown id; CodeInvalid with Fields;
// CodeConflict with reason email_taken, and last_owner where no owner would be left.
type Users interface {
	List(ctx context.Context, tenant uuid.UUID) ([]User, error)
	Get(ctx context.Context, tenant, id uuid.UUID) (User, error)
	Add(ctx context.Context, tenant uuid.UUID, actor string, d UserDraft) (User, error)
	Update(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID, p UserPatch) (User, error)
	// Remove ends the person's sessions and links, and forgets name and address.
	Remove(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID) error
	// SetPassword ends every session of the person but keep (zero: none).
	SetPassword(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID, password Secret, keep uuid.UUID) error
	// CheckPassword tells whether it is the person's; CodeForbidden, reason
	// password_wrong, where not.
	CheckPassword(ctx context.Context, tenant, id uuid.UUID, password Secret) error
	// Invite makes the link by which a person chooses a password, and sends it to him where
	// there is a mail server; earlier ones end.
	Invite(ctx context.Context, tenant, id uuid.UUID, actor string) (NewLink, error)
}

// NewLink is a link that is good once; its secret is shown this once.
type NewLink struct {
	Secret    Secret
	ExpiresAt time.Time
	// Mailed tells that it was sent to the person, too.
	Mailed bool
}

// Link is what a link is for.
type Link struct {
	Tenant uuid.UUID
	User   *User // nil: it sets up the workspace
}

// SetupForm is what the first person of a workspace says.
type SetupForm struct {
	Name, Email string
	Password    Secret
	Workspace   string
	Timezone    string // IANA name
}

// Credentials are what somebody shows at the door.
type Credentials struct {
	Email    string
	Password Secret
	// Address is where the request came from, for counting failures.
	Address string
}

// NewSession is a session that has begun. Secret goes into a cookie.
type NewSession struct {
	Secret    Secret
	ExpiresAt time.Time
	Identity  Identity
}

// Sessions lets people in. Implementation: coresync/http/user.
type Sessions interface {
	// SetupLink makes the link of the first person; earlier ones end. CodeConflict,
	// reason set_up_already, where there are people.
	SetupLink(ctx context.Context, tenant uuid.UUID, actor string) (NewLink, error)
	// NobodyYet tells whether nobody can sign in, in no workspace, since none was set up.
	NobodyYet(ctx context.Context) (bool, error)
	// OpenLink tells what a link is for, without using it up. CodeForbidden, reason
	// link_over, where it is unknown, used or too old.
	OpenLink(ctx context.Context, secret Secret) (Link, error)
	// SetUp and Accept use a link up; it stays good where they answer with an error.
	SetUp(ctx context.Context, link Secret, f SetupForm) (NewSession, error)
	Accept(ctx context.Context, link Secret, name string, password Secret) (NewSession, error)
	// SignIn answers domain.CodeUnauthorized, reason credentials_wrong, whatever was
	// wrong, and CodeUnavailable, reason too_many_attempts, after too many failures.
	SignIn(ctx context.Context, c Credentials) (NewSession, error)
	// Identify finds whose session it is; CodeUnauthorized with reason
	// session_unknown or session_expired.
	Identify(ctx context.Context, secret Secret) (Identity, error)
	// Forgot sends a link to choose a new password to the e-mail address, if it is
	// somebody's, which the answer does not tell. CodeUnavailable, reason
	// too_many_attempts, after too many; no_mail where there is no mail server.
	Forgot(ctx context.Context, c Credentials) error
	SignOut(ctx context.Context, who Identity) error
	SignOutEverywhere(ctx context.Context, tenant uuid.UUID, actor string, user uuid.UUID) error
}
