package notification

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"
	"coresync/projections/webhook"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Item is one line of an inbox.
type Item struct {
	ID         uuid.UUID
	Recipient  uuid.UUID
	Type       Type
	Connection uuid.UUID
	Run        uuid.UUID
	Count      int64
	Webhook    uuid.UUID
	Suggested  int64
	Reason     string
	CreatedAt  time.Time
	DoneAt     time.Time // zero: it is open
	DoneBy     string    // person, solved, newer or muted
	// Connections is how many connections there are besides, of which it may also tell.
	Connections int64
	// Called is the name of the webhook that it leads to.
	Called string
}

var columns = []column.Column[Item]{
	column.UUID("id", "", func(r *Item) *uuid.UUID { return &r.ID }),
	column.UUID("recipient", "", func(r *Item) *uuid.UUID { return &r.Recipient }),
	column.Text("type", "", func(r *Item) *Type { return &r.Type }),
	column.UUID("connection", "", func(r *Item) *uuid.UUID { return &r.Connection }),
	column.UUID("run", "", func(r *Item) *uuid.UUID { return &r.Run }),
	column.Count("count", "", func(r *Item) *int64 { return &r.Count }),
	column.Count("suggested", "", func(r *Item) *int64 { return &r.Suggested }),
	column.Text("reason", "", func(r *Item) *string { return &r.Reason }),
	column.Time("created_at", "", func(r *Item) *time.Time { return &r.CreatedAt }),
	column.Time("done_at", "", func(r *Item) *time.Time { return &r.DoneAt }),
	column.Text("done_by", "", func(r *Item) *string { return &r.DoneBy }),
	column.UUID("webhook", "", func(r *Item) *uuid.UUID { return &r.Webhook }),
}

// Filter selects items.
type Filter struct {
	ID        uuid.UUID // zero: all
	Recipient uuid.UUID // zero: everybody's
	Types     []Type
	State     string // open, done, or empty: all
}

func (f *Filter) where(tenant uuid.UUID) *query.Where {
	w := &query.Where{}
	w.And("n.tenant_id = " + w.Add(tenant))
	if f.ID != uuid.Nil {
		w.And("n.id = " + w.Add(f.ID))
	}
	if f.Recipient != uuid.Nil {
		w.And("n.recipient = " + w.Add(f.Recipient))
	}
	query.In(w, "n.type", f.Types)
	switch f.State {
	case "open":
		w.And("n.done_at is null")
	case "done":
		w.And("n.done_at is not null")
	}
	return w
}

// List is one page of items.
func List(ctx context.Context, r *projections.Reading, f Filter, p query.Page) (query.Result[Item], error) {
	return query.Run(ctx, r.Tx, query.Spec[Item]{
		Select: column.List(columns, "n") + ", (select count(*) from " + r.Table(Name, "occasion") + " o where o.tenant_id = n.tenant_id and o.variant = " +
			fmt.Sprint(r.Variant(Name)) + "), (select s.name from " + r.Table(webhook.Name, "subscription") + " s where s.tenant_id = n.tenant_id and s.variant = " +
			fmt.Sprint(r.Variant(webhook.Name)) + " and s.id = n.webhook)",
		From: "notification.items n", Key: "n.id", Sort: "created_at",
		Sorts: map[string]query.Sort{"created_at": {Expr: "n.created_at", Type: "timestamptz"}},
		Scan: func(values [][]byte) (i Item, err error) {
			rest, err := column.ScanRow(columns, &i, values)
			if err == nil {
				i.Connections, i.Called = int64(binary.BigEndian.Uint64(rest[0])), string(rest[1])
			}
			return i, err
		},
	}, f.where(r.Tenant), p)
}

// Mutes lists the types that somebody does not want to be told of.
func Mutes(ctx context.Context, r *projections.Reading, recipient uuid.UUID) ([]Type, error) {
	rows, err := r.Tx.Query(ctx, `select type from notification.mutes where tenant_id = $1 and recipient = $2 order by 1`, r.Tenant, recipient)
	if err != nil {
		return nil, fmt.Errorf("list muted types: %w", err)
	}
	types, err := pgx.CollectRows(rows, pgx.RowTo[Type])
	if err != nil {
		return nil, fmt.Errorf("list muted types: %w", err)
	}
	return types, nil
}

// Open counts the open items of a person.
func (k *Keeper) Open(ctx context.Context, tenant, recipient uuid.UUID) (n int64, err error) {
	err = k.cfg.Pool.QueryRow(ctx, `select count(*) from notification.items where tenant_id = $1 and recipient = $2 and done_at is null`,
		tenant, recipient).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count open items: %w", err)
	}
	return n, nil
}

// Item is one item, for whoever sends it. Error: domain.NotFound.
func (k *Keeper) Item(ctx context.Context, tenant, id uuid.UUID) (i Item, err error) {
	err = projections.Read(ctx, k.cfg.Pool, tenant, k.cfg.Clock(), func(r *projections.Reading) error {
		found, err := List(ctx, r, Filter{ID: id}, query.Page{Limit: 1})
		if err == nil && len(found.Items) == 0 {
			return domain.NotFound("notification")
		}
		if err == nil {
			i = found.Items[0]
		}
		return err
	})
	return i, err
}

// Mark ticks an item off, or opens one again that the person ticked off. Error:
// domain.NotFound for somebody else's, too.
func (k *Keeper) Mark(ctx context.Context, tenant, recipient, id uuid.UUID, done bool) error {
	sql := `update notification.items set done_at = coalesce(done_at, $4), done_by = coalesce(done_by, 'person')
		where tenant_id = $1 and recipient = $2 and id = $3`
	if !done {
		sql = `update notification.items set done_at = case when done_by <> 'person' then done_at end, done_by = nullif(done_by, 'person')
			where tenant_id = $1 and recipient = $2 and id = $3 and $4::timestamptz is not null`
	}
	changed, err := k.cfg.Pool.Exec(ctx, sql, tenant, recipient, id, k.cfg.Clock())
	if err != nil {
		return fmt.Errorf("mark item %s: %w", id, err)
	}
	if changed.RowsAffected() == 0 {
		return domain.NotFound("notification")
	}
	return nil
}

// Mute ends a type for a person, and ticks off what is open of it, or takes that back.
func (k *Keeper) Mute(ctx context.Context, tenant, recipient uuid.UUID, t Type, muted bool) error {
	return pgx.BeginFunc(ctx, k.cfg.Pool, func(tx pgx.Tx) error {
		if !muted {
			_, err := tx.Exec(ctx, `delete from notification.mutes where tenant_id = $1 and recipient = $2 and type = $3`, tenant, recipient, string(t))
			return wrap(err, "hear of %s again", t)
		}
		_, err := tx.Exec(ctx, `insert into notification.mutes (tenant_id, recipient, type, muted_at) values ($1, $2, $3, $4) on conflict do nothing`,
			tenant, recipient, string(t), k.cfg.Clock())
		if err != nil {
			return wrap(err, "mute %s", t)
		}
		_, err = tx.Exec(ctx, `update notification.items set done_at = $4, done_by = 'muted'
			where tenant_id = $1 and recipient = $2 and type = $3 and done_at is null`, tenant, recipient, string(t), k.cfg.Clock())
		return wrap(err, "mute %s", t)
	})
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
