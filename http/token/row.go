package token

import (
	"time"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// row is a row of web.tokens; pgx fills it by position.
type row struct {
	Tenant      uuid.UUID
	ID          uuid.UUID
	Name        string
	Hash        []byte
	Role        permission.Role
	Permissions []string // nil: all of the role's
	CreatedBy   string
	CreatedAt   time.Time
	ExpiresAt   *time.Time
	LastUsedAt  *time.Time
	RevokedAt   *time.Time
}

// state is what the token is at a time. A revoked one stays revoked after its end.
func (t *row) state(at time.Time) string {
	switch {
	case t.RevokedAt != nil:
		return "revoked"
	case t.ExpiresAt != nil && !t.ExpiresAt.After(at):
		return "expired"
	}
	return "active"
}

// allowed is what the token may do: never more than its role may do today, even
// where the role could do more when the token was made.
func (t *row) allowed() permission.Set {
	all := t.Role.Permissions()
	if t.Permissions == nil {
		return all
	}
	narrowed := make(permission.Set, len(t.Permissions))
	for i, name := range t.Permissions {
		narrowed[i] = permission.Permission(name)
	}
	return all.And(narrowed)
}

func (t *row) token(at time.Time) api.Token {
	return api.Token{
		ID: t.ID, Name: t.Name, Prefix: shown(t.ID), Role: t.Role, Permissions: t.allowed(), State: t.state(at),
		CreatedBy: t.CreatedBy, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, LastUsedAt: t.LastUsedAt, RevokedAt: t.RevokedAt,
	}
}

func (t *row) identity() api.Identity {
	return api.Identity{
		Tenant: t.Tenant, Actor: "token:" + t.ID.String(), Token: t.ID, Name: t.Name,
		Role: t.Role, Permissions: t.allowed(), ExpiresAt: t.ExpiresAt,
	}
}
