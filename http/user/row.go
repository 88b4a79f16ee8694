package user

import (
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// row is a row of web.users; pgx fills it by position.
type row struct {
	Tenant       uuid.UUID
	ID           uuid.UUID
	Email        string
	Name         string
	Role         permission.Role
	Password     *string
	Timezone     string
	Theme        string
	Language     string
	CreatedBy    string
	CreatedAt    time.Time
	LastSignInAt *time.Time
	LookedUntil  *time.Time
}

// columns are those of row, in its order.
const columns = `tenant_id, id, email, name, role, password_hash, timezone, theme, language, created_by, created_at, last_sign_in_at, looked_until`

func (r *row) user() api.User {
	u := api.User{
		ID: r.ID, Email: r.Email, Name: r.Name, Role: r.Role, State: "active", Timezone: r.Timezone, Theme: r.Theme, Language: r.Language,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, LastSignInAt: r.LastSignInAt,
	}
	if r.Password == nil && r.LastSignInAt == nil {
		u.State = "invited"
	}
	return u
}

func (r *row) identity(session uuid.UUID, expires time.Time) api.Identity {
	name := r.Name
	if name == "" {
		name = r.Email
	}
	return api.Identity{
		Tenant: r.Tenant, Actor: "user:" + r.ID.String(), Name: name, Role: r.Role, Permissions: r.Role.Permissions(),
		ExpiresAt: &expires, User: r.ID, Session: session, Email: r.Email, Timezone: r.Timezone, Theme: r.Theme, Language: r.Language,
		LookedUntil: r.LookedUntil,
	}
}

// one reads the only row of a query; none is "not found".
func one(rows pgx.Rows, err error) (row, error) {
	if err != nil {
		return row{}, err
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[row])
	if errors.Is(err, pgx.ErrNoRows) {
		return found, domain.NotFound("user")
	}
	return found, err
}

// taken tells a second person with an address apart from other errors.
func taken(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.ConstraintName == "users_email_key" {
		return &domain.Error{Code: domain.CodeConflict, Reason: "email_taken",
			Message: "Somebody with this e-mail address is here already, in this or another workspace."}
	}
	return fmt.Errorf("keep a user: %w", err)
}
