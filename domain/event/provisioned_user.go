package event

import "github.com/google/uuid"

// ProvisionedUserSet keeps what a client of SCIM says of a user and NinjaOne has no place
// for, such as what the client calls it (RFC 7643 §3.1), and whether it is to have an
// account at all.
type ProvisionedUserSet struct {
	// User is what the client knows the user by: the account's row, or, where the client
	// made it, an id of its own.
	User       uuid.UUID `json:"user"`
	Connection uuid.UUID `json:"connection"`
	// Said are the attributes that the client gave, as SCIM writes a User; absent: none.
	Said Personal `json:"said"`
	// Inactive tells that it is to have no account, but may get one again.
	Inactive bool `json:"inactive,omitempty"`
	// Deleted tells that the client deleted it, which it must not be shown to it any more,
	// for as long as the deletion is not refused (RFC 7644 §3.6).
	Deleted bool `json:"deleted,omitempty"`
}

// EventType implements Payload.
func (ProvisionedUserSet) EventType() Type { return "ProvisionedUserSet" }

// Personals lists the personal members.
func (p *ProvisionedUserSet) Personals() []Member {
	return []Member{{"said", &p.Said}}
}

// ProvisionedUserStream is the stream of what is said of a user.
func ProvisionedUserStream(user uuid.UUID) string {
	return "provisioned-user/" + user.String()
}
