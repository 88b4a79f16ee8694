package user

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// List implements api.Users: who came first stands first.
func (s *Store) List(ctx context.Context, tenant uuid.UUID) ([]api.User, error) {
	users := []api.User{}
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select `+columns+` from web.users
			where tenant_id = $1 and removed_at is null order by created_at, id`, tenant)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
		for i := range found {
			users = append(users, found[i].user())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return users, nil
}

// Get implements api.Users.
func (s *Store) Get(ctx context.Context, tenant, id uuid.UUID) (api.User, error) {
	var found row
	err := s.within(ctx, tenant, func(tx pgx.Tx) (err error) {
		found, err = load(ctx, tx, tenant, id)
		return err
	})
	return found.user(), err
}

func load(ctx context.Context, tx pgx.Tx, tenant, id uuid.UUID) (row, error) {
	return one(tx.Query(ctx, `select `+columns+` from web.users
		where tenant_id = $1 and id = $2 and removed_at is null for update`, tenant, id))
}

// Add implements api.Users.
func (s *Store) Add(ctx context.Context, tenant uuid.UUID, actor string, d api.UserDraft) (api.User, error) {
	d.Email, d.Name = strings.TrimSpace(d.Email), strings.TrimSpace(d.Name)
	faults := append(emailFaults(d.Email), nameFaults(d.Name)...)
	if err := domain.Invalid(append(faults, roleFaults(d.Role)...)); err != nil {
		return api.User{}, err
	}
	made := row{Tenant: tenant, ID: uuid.New(), Email: d.Email, Name: d.Name, Role: d.Role, Theme: "auto", Language: api.DateLanguages()[0], CreatedBy: actor, CreatedAt: s.now()}
	err := s.within(ctx, tenant, func(tx pgx.Tx) error { return insert(ctx, tx, &made) })
	if err == nil {
		err = s.note(ctx, tenant, actor, made.ID, &event.UserAdded{User: made.ID, Role: string(made.Role)})
	}
	return made.user(), err
}

func insert(ctx context.Context, tx pgx.Tx, u *row) error {
	_, err := tx.Exec(ctx, `insert into web.users
		(tenant_id, id, email, email_key, name, role, password_hash, timezone, theme, created_by, created_at, language)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		u.Tenant, u.ID, u.Email, emailKey(u.Email), u.Name, u.Role, u.Password, u.Timezone, u.Theme, u.CreatedBy, u.CreatedAt, u.Language)
	if err != nil {
		return taken(err)
	}
	return nil
}

// emailKey folds an address: two that differ in letters' case are one person's.
func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Update implements api.Users.
func (s *Store) Update(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID, p api.UserPatch) (api.User, error) {
	var changed row
	var before permission.Role
	err := s.within(ctx, tenant, func(tx pgx.Tx) (err error) {
		if changed, err = load(ctx, tx, tenant, id); err != nil {
			return err
		}
		before = changed.Role
		if err := apply(&changed, p); err != nil {
			return err
		}
		if before == permission.Owner && changed.Role != permission.Owner {
			if err := notLastOwner(ctx, tx, tenant, id); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `update web.users set name = $3, role = $4, timezone = $5, theme = $6, language = $7
			where tenant_id = $1 and id = $2`, tenant, id, changed.Name, changed.Role, changed.Timezone, changed.Theme, changed.Language)
		return err
	})
	if err == nil && before != changed.Role {
		err = s.note(ctx, tenant, actor, id, &event.UserRoleSet{User: id, Role: string(changed.Role), Was: string(before)})
	}
	return changed.user(), err
}

func apply(u *row, p api.UserPatch) error {
	var faults []domain.Fault
	if p.Name != nil {
		u.Name = strings.TrimSpace(*p.Name)
		faults = append(faults, nameFaults(u.Name)...)
	}
	if p.Role != nil {
		u.Role = *p.Role
		faults = append(faults, roleFaults(u.Role)...)
	}
	if p.Timezone != nil {
		u.Timezone = *p.Timezone
		faults = append(faults, zoneFaults(u.Timezone, true)...)
	}
	if p.Theme != nil {
		u.Theme = *p.Theme
		if u.Theme != "auto" && u.Theme != "light" && u.Theme != "dark" {
			faults = append(faults, domain.Fault{Pointer: "/theme", Code: "enum", Message: "Choose auto, light or dark."})
		}
	}
	if p.Language != nil {
		u.Language = *p.Language
		if !slices.Contains(api.DateLanguages(), u.Language) {
			faults = append(faults, domain.Fault{Pointer: "/language", Code: "enum", Message: "Choose one of the ways to write dates."})
		}
	}
	return domain.Invalid(faults)
}

// Remove implements api.Users.
func (s *Store) Remove(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID) error {
	if err := s.within(ctx, tenant, func(tx pgx.Tx) error { return remove(ctx, tx, tenant, id) }); err != nil {
		return err
	}
	return s.note(ctx, tenant, actor, id, &event.UserRemoved{User: id})
}

func remove(ctx context.Context, tx pgx.Tx, tenant, id uuid.UUID) error {
	found, err := load(ctx, tx, tenant, id)
	if err != nil {
		return err
	}
	if found.Role == permission.Owner {
		if err := notLastOwner(ctx, tx, tenant, id); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`delete from web.sessions where tenant_id = $1 and user_id = $2`,
		`delete from web.links where tenant_id = $1 and user_id = $2`,
		`delete from web.views where tenant_id = $1 and owner = 'user:' || $2::uuid and not shared`,
		`delete from web.view_choices where tenant_id = $1 and person = 'user:' || $2::uuid`,
		`update web.users set removed_at = now(), email = '', email_key = null, name = '', password_hash = null
			where tenant_id = $1 and id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, tenant, id); err != nil {
			return fmt.Errorf("remove user %s: %w", id, err)
		}
	}
	return nil
}

// notLastOwner holds the owners' rows, so that two who go at once can't both be let go.
func notLastOwner(ctx context.Context, tx pgx.Tx, tenant, id uuid.UUID) error {
	rows, err := tx.Query(ctx, `select id from web.users
		where tenant_id = $1 and role = 'owner' and removed_at is null order by id for update`, tenant)
	if err != nil {
		return err
	}
	owners, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return fmt.Errorf("count the owners: %w", err)
	}
	for _, owner := range owners {
		if owner != id {
			return nil
		}
	}
	return &domain.Error{Code: domain.CodeConflict, Reason: "last_owner",
		Message: "This is the last owner. Make somebody else an owner first."}
}

func emailFaults(email string) []domain.Fault {
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > 254 {
		return []domain.Fault{{Pointer: "/email", Code: "email", Message: "Give an e-mail address such as jane@example.com."}}
	}
	return nil
}

func nameFaults(name string) []domain.Fault {
	if len([]rune(name)) > 200 {
		return []domain.Fault{{Pointer: "/name", Code: "too_long", Message: "Give a name of at most 200 characters."}}
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		return []domain.Fault{{Pointer: "/name", Code: "characters", Message: "Write the name on one line, without control characters."}}
	}
	return nil
}

func roleFaults(r permission.Role) []domain.Fault {
	if _, err := permission.ParseRole(string(r)); err != nil {
		return []domain.Fault{{Pointer: "/role", Code: "enum", Message: "Choose one of the roles."}}
	}
	return nil
}

func zoneFaults(zone string, optional bool) []domain.Fault {
	if zone == "" && optional {
		return nil
	}
	if l, err := time.LoadLocation(zone); err != nil || zone == "" || l == time.Local {
		return []domain.Fault{{Pointer: "/timezone", Code: "unknown_zone", Message: "Choose a time zone such as Europe/Berlin."}}
	}
	return nil
}
