package api

import (
	"context"
	"time"

	"coresync/domain"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// MostAuditorDays is how many days an auditors' link may be good for.
const MostAuditorDays = 90

// AuditorPath is the page that an auditors' link opens.
const AuditorPath = "/auditor"

// AuditorPermissions are what an auditors' link lets read, as far as the pages and routes that
// are for auditors go: assets, reports and the log; no contacts, no access, no settings.
func AuditorPermissions() permission.Set {
	return permission.Observer.Permissions().And(permission.Set{permission.AssetsView, permission.ReportsView, permission.AuditView})
}

// AuditorLink is a link by which somebody without an account reads, as it may be shown: never
// its secret.
type AuditorLink struct {
	ID         uuid.UUID  `json:"id"`
	Name       string     `json:"name"` // what it is for
	State      string     `json:"state"`
	AsOf       *time.Time `json:"as_of,omitempty"` // moment that it opens at; none: now
	CreatedBy  string     `json:"created_by"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	Opened     int64      `json:"opened"` // how often
	OpenedAt   *time.Time `json:"opened_at,omitempty"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty"` // to the minute
	RevokedAt  *time.Time `json:"revoked_at,omitempty"`
}

// AuditorLinkDraft asks for one.
type AuditorLinkDraft struct {
	Name      string     `json:"name"`
	AsOf      *time.Time `json:"as_of,omitempty"`
	ExpiresAt time.Time  `json:"expires_at"` // within MostAuditorDays
}

// NewAuditorLink is a link with its secret, which is shown this once.
type NewAuditorLink struct {
	AuditorLink
	Secret Secret `json:"-"`
	// Address is the secret as somebody opens it; whoever shows it fills it in.
	Address string `json:"address"`
}

// At is the address of a link below the program's own; empty: a path.
func (n NewAuditorLink) At(base string) string {
	return base + AuditorPath + "?link=" + string(n.Secret)
}

// AuditorSession is what a browser gets that opened a link.
type AuditorSession struct {
	Secret    Secret
	ExpiresAt time.Time
	AsOf      *time.Time // moment to begin at; nil: now
	Identity  Identity
}

// AuditorLinks keeps links for auditors. Implementation: coresync/http/auditor.
type AuditorLinks interface {
	// Make makes a link. Who may is decided by who calls it; here only the link must make sense.
	Make(ctx context.Context, tenant uuid.UUID, actor string, d AuditorLinkDraft) (NewAuditorLink, error)
	// List lists them, the newest first, at most 500.
	List(ctx context.Context, tenant uuid.UUID) ([]AuditorLink, error)
	// Get may answer domain.CodeNotFound.
	Get(ctx context.Context, tenant, id uuid.UUID) (AuditorLink, error)
	// Revoke ends a link, and all that was opened by it, at once. It may answer
	// domain.CodeNotFound.
	Revoke(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID) error
	// Open exchanges a link's secret for a session of at most two hours, and tells of it in the
	// log. Errors: domain.CodeForbidden with the reason auditor_link_unknown,
	// auditor_link_expired or auditor_link_revoked; domain.CodeUnavailable where it is opened,
	// or wrong secrets are tried from an address, too often.
	Open(ctx context.Context, secret Secret, address string) (AuditorSession, error)
	// Identify finds whose session it is. Error: domain.CodeUnauthorized, with the reasons of
	// Open or auditor_session_over.
	Identify(ctx context.Context, session Secret) (Identity, error)
	// Leave ends a session.
	Leave(ctx context.Context, who Identity) error
}

// MayMakeAuditorLink refuses somebody who may not read all that a link would show.
func MayMakeAuditorLink(who Identity) error {
	if who.Permissions.Covers(AuditorPermissions()) {
		return nil
	}
	return &domain.Error{Code: domain.CodeForbidden, Reason: "exceeds_own_permissions",
		Message: "A link can't show what you may not see: assets, reports and the log. Ask somebody who may."}
}
