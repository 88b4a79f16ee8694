// Package savedview keeps lists that people have narrowed, under names of their own,
// in the tables web.views and web.view_choices. Nothing is derived from them, so they
// are no part of the log.
package savedview

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var _ api.Views = (*Store)(nil)

// Store implements api.Views on PostgreSQL.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// New makes a store. The pool runs as coresync_app or coresync_engine.
func New(pool *pgxpool.Pool, now func() time.Time) *Store {
	return &Store{pool: pool, now: func() time.Time { return now().UTC().Truncate(time.Microsecond) }}
}

// row is a row of web.views with one's own choices; pgx fills it by position.
type row struct {
	ID                   uuid.UUID
	List, Name, Query    string
	Owner                string
	Shared               bool
	Version              int64
	CreatedAt, ChangedAt time.Time
	MadeBy               string
	Pinned, Usual        bool
}

// visible selects what somebody may see: $1 tenant, $2 his actor.
const visible = `select v.id, v.list, v.name, v.query, v.owner, v.shared, v.version, v.created_at, v.changed_at,
		coalesce(nullif(u.name, ''), u.email, ''), coalesce(c.pinned, false), coalesce(c.usual, false)
	from web.views v
	left join web.users u on u.tenant_id = v.tenant_id and 'user:' || u.id = v.owner
	left join web.view_choices c on c.tenant_id = v.tenant_id and c.view_id = v.id and c.person = $2
	where v.tenant_id = $1 and (v.shared or v.owner = $2)`

func (r *row) view(who api.Identity) api.View {
	list, _ := api.SavedListOf(r.List) // a list of before has no page any more
	return api.View{
		ID: r.ID, List: r.List, Name: r.Name, Query: r.Query, Page: list.At(r.Query, r.ID), Shared: r.Shared,
		Mine: r.Owner == who.Actor, MadeBy: r.MadeBy, MayChange: r.changedBy(who), Pinned: r.Pinned, Default: r.Usual,
		Version: r.Version, CreatedAt: r.CreatedAt, ChangedAt: r.ChangedAt,
	}
}

func (r *row) changedBy(who api.Identity) bool {
	return r.Owner == who.Actor || r.Shared && who.Permissions.Has(permission.UsersManage)
}

// sees tells whether somebody may see the list that a view is of.
func (r *row) sees(who api.Identity) bool {
	list, known := api.SavedListOf(r.List)
	return known && who.Permissions.Has(list.Needs)
}

// List implements api.Views.
func (s *Store) List(ctx context.Context, who api.Identity, list string) ([]api.View, error) {
	views := []api.View{}
	err := s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, visible+` and ($3 = '' or v.list = $3) order by v.list, lower(v.name), v.id`, who.Tenant, who.Actor, list)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
		for i := range found {
			if found[i].sees(who) {
				views = append(views, found[i].view(who))
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list saved views: %w", err)
	}
	return views, nil
}

// Get implements api.Views.
func (s *Store) Get(ctx context.Context, who api.Identity, id uuid.UUID) (found api.View, err error) {
	err = s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		r, err := load(ctx, tx, who, id)
		found = r.view(who)
		return err
	})
	return found, err
}

func load(ctx context.Context, tx pgx.Tx, who api.Identity, id uuid.UUID) (row, error) {
	rows, err := tx.Query(ctx, visible+` and v.id = $3 for update of v`, who.Tenant, who.Actor, id)
	if err != nil {
		return row{}, fmt.Errorf("look up view %s: %w", id, err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[row])
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && !found.sees(who):
		return row{}, domain.NotFound("view")
	case err != nil:
		return row{}, fmt.Errorf("look up view %s: %w", id, err)
	}
	return found, nil
}

// within runs f in a transaction that row security shows one tenant.
func (s *Store) within(ctx context.Context, tenant uuid.UUID, f func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select set_config('coresync.tenant', $1, true)`, tenant.String()); err != nil {
			return fmt.Errorf("name the tenant of the transaction: %w", err)
		}
		return f(tx)
	})
}
