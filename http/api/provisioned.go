package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// ProvisionedUser is a user as a client of SCIM knows it: an account of NinjaOne, one that
// its requests are to make, or one that it keeps without an account.
type ProvisionedUser struct {
	ID         uuid.UUID // that the client knows it by
	Connection Ref
	// Said are the attributes that the client gave, as SCIM writes a User; empty: none.
	Said json.RawMessage
	// Inactive tells that the client wants no account for it now.
	Inactive bool
	Deleted  bool
	// SaidFirst and SaidLast are when the client said something of it; zero: never.
	SaidFirst, SaidLast time.Time
	// Account is the account; nil: NinjaOne lists none, or none yet.
	Account *AccessAccount
	// Requests are those of SCIM about it that are open; of one without an account also the
	// newest that made one.
	Requests []AccessRequest
}

// ProvisionedFilter selects users; the zero value selects all. A member that is given must
// hold; texts are compared without regard to case, but for ExternalID.
type ProvisionedFilter struct {
	Connection uuid.UUID
	IDs        []uuid.UUID // nil: any
	UserName   string
	Email      string
	ExternalID string
	// Skip and Limit choose a page: first users that clients made, each in order of id; Limit
	// 0: all.
	Skip, Limit int
}

// ProvisionedUsers is a page of users, with how many there are under the filter.
type ProvisionedUsers struct {
	Items []ProvisionedUser
	Total int
}

// ProvisionedMember is a user that has a role, or is about to have it.
type ProvisionedMember struct {
	ID   uuid.UUID // that the client knows the user by
	Name string
}

// Provisioning is what SCIM shows and keeps besides accounts, roles and requests.
type Provisioning interface {
	// Users is a page of users.
	Users(ctx context.Context, s Scope, f ProvisionedFilter) (ProvisionedUsers, error)
	// Members are those of roles, by role, as open requests of SCIM will make them.
	Members(ctx context.Context, s Scope, roles []uuid.UUID) (map[uuid.UUID][]ProvisionedMember, error)
	// Say keeps what the client says of a user: Said, Inactive and Deleted. email is whose it is.
	Say(ctx context.Context, c Command, u ProvisionedUser, email string) (Written, error)
}
