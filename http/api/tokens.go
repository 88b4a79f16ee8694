package api

import (
	"context"
	"time"

	"coresync/http/permission"

	"github.com/google/uuid"
)

// Identity is who makes a request.
type Identity struct {
	Tenant uuid.UUID
	// Actor is the id under which the log records what this identity does.
	Actor string
	// Token is the API token that was shown; zero where another way was used.
	Token       uuid.UUID
	Name        string // of the token or the person, for people
	Role        permission.Role
	Permissions permission.Set
	ExpiresAt   *time.Time
	// User and Session are set for a person in a browser, zero for a token.
	User    uuid.UUID
	Session uuid.UUID
	Email   string
	// Link is the auditors' link that was opened, LinkUntil how long it is good; zero: another
	// way was used. Who reads by a link changes nothing, whatever the permissions say.
	Link      uuid.UUID
	LinkUntil time.Time
	// Timezone is an IANA name, empty: the workspace's. Theme is auto, light or dark.
	// Language is how dates are written, one of DateLanguages.
	Timezone, Theme, Language string
	// LookedUntil is when the person's visit before this one ended; nil: this is the first, or
	// it is no person.
	LookedUntil *time.Time
}

// Token is an API token as it may be shown: never its secret.
type Token struct {
	ID     uuid.UUID       `json:"id"`
	Name   string          `json:"name"`
	Prefix string          `json:"prefix"` // the beginning, to recognise it by
	Role   permission.Role `json:"role"`
	// Permissions is what the token may do now.
	Permissions permission.Set `json:"permissions"`
	State       string         `json:"state"` // active, expired or revoked
	CreatedBy   string         `json:"created_by"`
	CreatedAt   time.Time      `json:"created_at"`
	ExpiresAt   *time.Time     `json:"expires_at,omitempty"`
	LastUsedAt  *time.Time     `json:"last_used_at,omitempty"` // to the minute
	RevokedAt   *time.Time     `json:"revoked_at,omitempty"`
}

// TokenDraft asks for a token.
type TokenDraft struct {
	Name string          `json:"name"`
	Role permission.Role `json:"role"`
	// Permissions narrows the role; nil: all of the role's.
	Permissions permission.Set `json:"permissions,omitempty"`
	ExpiresAt   *time.Time     `json:"expires_at,omitempty"`
}

// TokenFilter selects tokens; the zero value selects all.
type TokenFilter struct {
	State string // active, expired or revoked
}

// NewToken is a token with its secret, which is shown this once.
type NewToken struct {
	Token
	Secret string `json:"token"`
}

// Tokens keeps API tokens. Implementation: coresync/http/token.
type Tokens interface {
	// Identify finds who shows this token. An unknown, expired or revoked one is
	// domain.CodeUnauthorized, with the reason token_unknown, token_expired or
	// token_revoked.
	Identify(ctx context.Context, token string) (Identity, error)
	List(ctx context.Context, tenant uuid.UUID, f TokenFilter, l List) (Page[Token], error)
	// Create makes a token; a draft whose Permissions exceed its role is refused.
	Create(ctx context.Context, tenant uuid.UUID, actor string, d TokenDraft) (NewToken, error)
	// Get may answer domain.CodeNotFound.
	Get(ctx context.Context, tenant, id uuid.UUID) (Token, error)
	// Revoke ends a token at once; one that is revoked already stays as it is. It
	// may answer domain.CodeNotFound.
	Revoke(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID) error
}
