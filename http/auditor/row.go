package auditor

import (
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// row is a row of web.auditor_links; pgx fills it by position.
type row struct {
	Tenant     uuid.UUID
	ID         uuid.UUID
	Name       string
	Hash       []byte
	AsOf       *time.Time
	CreatedBy  string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	Opened     int64
	OpenedAt   *time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time
}

// columns are those of row, in its order.
const columns = `tenant_id, id, name, secret_hash, as_of, created_by, created_at, expires_at, opened, opened_at, last_used_at, revoked_at`

// state is what the link is at a time. A revoked one stays revoked after its end.
func (r *row) state(at time.Time) string {
	switch {
	case r.RevokedAt != nil:
		return "revoked"
	case !r.ExpiresAt.After(at):
		return "expired"
	}
	return "active"
}

func (r *row) link(at time.Time) api.AuditorLink {
	return api.AuditorLink{
		ID: r.ID, Name: r.Name, State: r.state(at), AsOf: r.AsOf, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
		Opened: r.Opened, OpenedAt: r.OpenedAt, LastUsedAt: r.LastUsedAt, RevokedAt: r.RevokedAt,
	}
}

// identity is who reads by the link: an Observer of less.
func (r *row) identity(session uuid.UUID, expires time.Time) api.Identity {
	return api.Identity{
		Tenant: r.Tenant, Actor: "link:" + r.ID.String(), Name: r.Name, Role: permission.Observer, Permissions: api.AuditorPermissions(),
		ExpiresAt: &expires, Session: session, Link: r.ID, LinkUntil: r.ExpiresAt,
	}
}

// over says why a link lets nobody read; nil: it does.
func (r *row) over(code domain.Code, at time.Time) error {
	switch r.state(at) {
	case "revoked":
		return &domain.Error{Code: code, Reason: "auditor_link_revoked", Message: "This link was revoked. Ask whoever gave it to you for a new one."}
	case "expired":
		return &domain.Error{Code: code, Reason: "auditor_link_expired",
			Message: "This link was good until " + r.ExpiresAt.UTC().Format("2006-01-02 15:04 UTC") + ". Ask whoever gave it to you for a new one."}
	}
	return nil
}
