package savedview

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// mostViews is how many views somebody may keep: a list of them is never paged.
const mostViews = 200

// Create implements api.Views.
func (s *Store) Create(ctx context.Context, who api.Identity, d api.ViewDraft) (made api.View, err error) {
	r := row{ID: uuid.New(), List: d.List, Owner: who.Actor, Version: 1, CreatedAt: s.now()}
	if err := r.apply(who, api.ViewPatch{Name: &d.Name, Query: &d.Query, Shared: &d.Shared}); err != nil {
		return made, err
	}
	err = s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		if err := roomFor(ctx, tx, who); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into web.views (tenant_id, id, list, name, query, owner, shared, version, created_at, changed_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
			who.Tenant, r.ID, r.List, r.Name, r.Query, r.Owner, r.Shared, r.Version, r.CreatedAt)
		if err != nil {
			return taken(err)
		}
		if err := choose(ctx, tx, who, r, d.Pinned, d.Default); err != nil {
			return err
		}
		kept, err := load(ctx, tx, who, r.ID)
		made = kept.view(who)
		return err
	})
	return made, err
}

func roomFor(ctx context.Context, tx pgx.Tx, who api.Identity) error {
	var kept int
	err := tx.QueryRow(ctx, `select count(*) from web.views where tenant_id = $1 and owner = $2`, who.Tenant, who.Actor).Scan(&kept)
	switch {
	case err != nil:
		return fmt.Errorf("count the views of %s: %w", who.Actor, err)
	case kept >= mostViews:
		return &domain.Error{Code: domain.CodeConflict, Reason: "too_many_views",
			Message: fmt.Sprintf("You keep %d views, which is the most. Remove some that you no longer need.", mostViews)}
	}
	return nil
}

// apply changes a view as far as somebody may, and names every fault.
func (r *row) apply(who api.Identity, p api.ViewPatch) error {
	var faults []domain.Fault
	if p.Name != nil {
		r.Name = strings.TrimSpace(*p.Name)
		if n := utf8.RuneCountInString(r.Name); n < 1 || n > 100 || strings.ContainsRune(r.Name, 0) {
			faults = append(faults, domain.Fault{Pointer: "/name", Code: "length", Message: "Give a name of 1 to 100 characters."})
		}
	}
	list, known := api.SavedListOf(r.List)
	if !known {
		return domain.Invalid(append(faults, domain.Fault{Pointer: "/list", Code: "enum", Message: "No views can be kept of this list."}))
	}
	if p.Query != nil {
		query, found := list.Parse(*p.Query)
		r.Query, faults = query, append(faults, found...)
	}
	if err := domain.Invalid(faults); err != nil {
		return err
	}
	if !who.Permissions.Has(list.Needs) {
		return missing(list.Needs)
	}
	if p.Shared != nil && *p.Shared != r.Shared {
		if r.Shared = *p.Shared; r.Shared && !who.Permissions.Has(permission.AssetsManage) {
			return missing(permission.AssetsManage)
		}
	}
	return nil
}

func missing(p permission.Permission) error {
	return &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
		Message: "This needs the permission " + string(p) + ". Ask somebody who manages the users."}
}

// Update implements api.Views.
func (s *Store) Update(ctx context.Context, who api.Identity, id uuid.UUID, expected *int64, p api.ViewPatch) (changed api.View, err error) {
	err = s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		r, err := load(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if p.Name != nil || p.Query != nil || p.Shared != nil {
			if err := s.change(ctx, tx, who, &r, expected, p); err != nil {
				return err
			}
		}
		if p.Pinned != nil {
			r.Pinned = *p.Pinned
		}
		if p.Default != nil {
			r.Usual = *p.Default
		}
		if err := choose(ctx, tx, who, r, r.Pinned, r.Usual); err != nil {
			return err
		}
		changed = r.view(who)
		return nil
	})
	return changed, err
}

func (s *Store) change(ctx context.Context, tx pgx.Tx, who api.Identity, r *row, expected *int64, p api.ViewPatch) error {
	switch {
	case !r.changedBy(who):
		return notYours()
	case expected != nil && *expected != r.Version:
		return &domain.Error{Code: domain.CodeConflict, Reason: "version_conflict",
			Message: "Somebody else changed this view in between. Load it again and decide again."}
	}
	if err := r.apply(who, p); err != nil {
		return err
	}
	r.Version, r.ChangedAt = r.Version+1, s.now()
	_, err := tx.Exec(ctx, `update web.views set name = $3, query = $4, shared = $5, version = $6, changed_at = $7
		where tenant_id = $1 and id = $2`, who.Tenant, r.ID, r.Name, r.Query, r.Shared, r.Version, r.ChangedAt)
	if err != nil {
		return taken(err)
	}
	if r.Shared {
		return nil
	}
	// Others don't see it any more, so it can't stand in their navigation.
	if _, err := tx.Exec(ctx, `delete from web.view_choices where tenant_id = $1 and view_id = $2 and person <> $3`, who.Tenant, r.ID, r.Owner); err != nil {
		return fmt.Errorf("take view %s back from others: %w", r.ID, err)
	}
	return nil
}

func notYours() error {
	return &domain.Error{Code: domain.CodeForbidden, Reason: "not_yours",
		Message: "Only who made this view, or somebody with users:manage, can change it. Keep a view of your own instead."}
}

// choose keeps what somebody does with a view. A list opens with one view at most.
func choose(ctx context.Context, tx pgx.Tx, who api.Identity, r row, pinned, usual bool) error {
	if usual {
		if _, err := tx.Exec(ctx, `update web.view_choices set usual = false
			where tenant_id = $1 and person = $2 and list = $3 and view_id <> $4`, who.Tenant, who.Actor, r.List, r.ID); err != nil {
			return fmt.Errorf("end the default of list %s: %w", r.List, err)
		}
	}
	statement := `insert into web.view_choices (tenant_id, person, view_id, list, pinned, usual) values ($1, $2, $3, $4, $5, $6)
		on conflict (tenant_id, person, view_id) do update set pinned = excluded.pinned, usual = excluded.usual`
	if _, err := tx.Exec(ctx, statement, who.Tenant, who.Actor, r.ID, r.List, pinned, usual); err != nil {
		return fmt.Errorf("keep the choices about view %s: %w", r.ID, err)
	}
	return nil
}

// Remove implements api.Views.
func (s *Store) Remove(ctx context.Context, who api.Identity, id uuid.UUID) error {
	return s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		r, err := load(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !r.changedBy(who) {
			return notYours()
		}
		if _, err := tx.Exec(ctx, `delete from web.views where tenant_id = $1 and id = $2`, who.Tenant, id); err != nil {
			return fmt.Errorf("remove view %s: %w", id, err)
		}
		return nil
	})
}

// taken tells a second view of a name apart from other errors.
func taken(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.ConstraintName == "views_name" {
		message := "You have a view of this name already. Choose another name, or change that view."
		return &domain.Error{Code: domain.CodeConflict, Reason: "name_taken", Message: message,
			Fields: []domain.Fault{{Pointer: "/name", Code: "name_taken", Message: message}}}
	}
	return fmt.Errorf("keep a view: %w", err)
}
