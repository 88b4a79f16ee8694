package event

import (
	"time"

	"github.com/google/uuid"
)

// What happens at the door: who came in, who was let in no more, and who may do what. The
// events hold ids alone; names and addresses of people are in no log. Who did it is the
// event's actor.

// The ways by which people come in.
const (
	ByPassword = "password"
	ByProvider = "identity_provider"
	ByLink     = "link"  // of an invitation, or to choose a new password
	BySetup    = "setup" // the first person of a workspace
)

// SignedIn says that a session of a person began.
type SignedIn struct {
	User    uuid.UUID `json:"user"`
	Session uuid.UUID `json:"session"`
	By      string    `json:"by"`
}

// SignInFailed says that somebody was not let in: Count times since it was told of the
// person before, at most once a minute.
type SignInFailed struct {
	// User is who it would have been; zero: there is nobody of that e-mail address, which
	// is not kept.
	User  uuid.UUID `json:"user,omitzero"`
	By    string    `json:"by"`
	Count int       `json:"count"`
}

// SignedOut says that a session ended, or all of a person's.
type SignedOut struct {
	User       uuid.UUID `json:"user"`
	Session    uuid.UUID `json:"session,omitzero"`
	Everywhere bool      `json:"everywhere,omitempty"`
}

// PasswordSet says that a person has another password; ByLink: by a link that was sent or
// handed over.
type PasswordSet struct {
	User uuid.UUID `json:"user"`
	By   string    `json:"by"`
}

// PasswordForgotten says that a link to choose a new password was sent to a person who
// asked for it at the door.
type PasswordForgotten struct {
	User uuid.UUID `json:"user"`
}

// UserAdded says that there is another person.
type UserAdded struct {
	User uuid.UUID `json:"user"`
	Role string    `json:"role"`
}

// UserInvited says that a link was made by which the person chooses a password.
type UserInvited struct {
	User   uuid.UUID `json:"user"`
	Mailed bool      `json:"mailed,omitempty"`
}

// InvitationAccepted says that the person came in for the first time.
type InvitationAccepted struct {
	User uuid.UUID `json:"user"`
}

// UserRoleSet says that a person may do something else from now on.
type UserRoleSet struct {
	User uuid.UUID `json:"user"`
	Role string    `json:"role"`
	Was  string    `json:"was"`
}

// UserRemoved says that a person comes in no more.
type UserRemoved struct {
	User uuid.UUID `json:"user"`
}

// TokenCreated says that there is another API token. Its secret is nowhere.
type TokenCreated struct {
	Token       uuid.UUID  `json:"token"`
	Name        string     `json:"name"`
	Role        string     `json:"role"`
	Permissions []string   `json:"permissions,omitempty"` // none: all of the role's
	ExpiresAt   *time.Time `json:"expires_at,omitempty"`
}

// TokenRevoked says that a token lets nobody in any more.
type TokenRevoked struct {
	Token uuid.UUID `json:"token"`
}

// EventType implements Payload.
func (SignedIn) EventType() Type { return "SignedIn" }

// EventType implements Payload.
func (SignInFailed) EventType() Type { return "SignInFailed" }

// EventType implements Payload.
func (SignedOut) EventType() Type { return "SignedOut" }

// EventType implements Payload.
func (PasswordSet) EventType() Type { return "PasswordSet" }

// EventType implements Payload.
func (PasswordForgotten) EventType() Type { return "PasswordForgotten" }

// EventType implements Payload.
func (UserAdded) EventType() Type { return "UserAdded" }

// EventType implements Payload.
func (UserInvited) EventType() Type { return "UserInvited" }

// EventType implements Payload.
func (InvitationAccepted) EventType() Type { return "InvitationAccepted" }

// EventType implements Payload.
func (UserRoleSet) EventType() Type { return "UserRoleSet" }

// EventType implements Payload.
func (UserRemoved) EventType() Type { return "UserRemoved" }

// EventType implements Payload.
func (TokenCreated) EventType() Type { return "TokenCreated" }

// EventType implements Payload.
func (TokenRevoked) EventType() Type { return "TokenRevoked" }

// Those who act and are nobody: people act as user:<id>, programs as token:<id>, and who sits
// at the machine as cli:<name>.
const (
	ActorDoor      = "door" // for those who were not let in
	ActorPoller    = "poller"
	ActorScheduler = "scheduler"
	ActorPrivacy   = "privacy" // the retention of last users
	ActorSystem    = "system"
)

// UserPrefix is what the streams of all people begin with.
const UserPrefix = "user/"

// UserStream is the stream of a person who works with the program; zero: of those of whom
// nobody knows who they are.
func UserStream(id uuid.UUID) string {
	if id == uuid.Nil {
		return UserPrefix + "unknown"
	}
	return UserPrefix + id.String()
}

// TokenPrefix is what the streams of all API tokens begin with.
const TokenPrefix = "token/"

// TokenStream is the stream of an API token.
func TokenStream(id uuid.UUID) string { return TokenPrefix + id.String() }
