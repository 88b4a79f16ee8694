package access

import (
	"context"
	"fmt"
	"time"

	"coresync/projections"

	"github.com/google/uuid"
)

// AccountHead is what is needed of each account to tell whose it is.
type AccountHead struct {
	ID, Connection, Organization, Event uuid.UUID
	UserID                              int64
	OwnerSet, Vanished                  bool
	Owner                               uuid.UUID
}

// RequestHead is what is needed of each request of a client of SCIM to tell which users it
// sees; of one that is open all is needed of that.
type RequestHead struct {
	ID, Connection, Of uuid.UUID
	Action             string
	Status             string
	UserID, RoleID     int64
	AskedAt            time.Time
}

// AccountHeadsSince reads the heads of the accounts of a tenant, vanished ones too, that
// any event behind a position concerns.
func AccountHeadsSince(ctx context.Context, r *projections.Reading, position int64) ([]AccountHead, error) {
	zero := uuid.Nil.String()
	return behind(ctx, r, "account", "x.id, x.connection, coalesce(x.organization, '"+zero+"'), x.event, x.user_id, x.owner_set, x.vanished_at is not null, coalesce(x.owner, '"+zero+"')",
		"x.kind is not null", position, func(scan func(...any) error) (h AccountHead, err error) {
			err = scan(&h.ID, &h.Connection, &h.Organization, &h.Event, &h.UserID, &h.OwnerSet, &h.Vanished, &h.Owner)
			return h, err
		})
}

// RequestHeadsSince reads the requests of an origin that any event behind a position concerns.
func RequestHeadsSince(ctx context.Context, r *projections.Reading, origin string, position int64) ([]RequestHead, error) {
	return behind(ctx, r, "request", "x.id, x.connection, coalesce(x.of, '"+uuid.Nil.String()+"'), x.action, x.status, coalesce(x.user_id, 0), coalesce(x.role_id, 0), coalesce(x.asked_at, 'epoch')",
		"x.origin = '"+origin+"'", position, func(scan func(...any) error) (h RequestHead, err error) {
			err = scan(&h.ID, &h.Connection, &h.Of, &h.Action, &h.Status, &h.UserID, &h.RoleID, &h.AskedAt)
			return h, err
		})
}

// RoleHead is a role with the NinjaOne ids of those who have it now.
type RoleHead struct {
	ID, Connection uuid.UUID
	RoleID         int64
	Name           string
	Users          []int64
}

// RoleHeadsSince reads the roles, vanished ones too, that any event behind a position
// concerns.
func RoleHeadsSince(ctx context.Context, r *projections.Reading, position int64) ([]RoleHead, error) {
	return behind(ctx, r, "role", "x.id, x.connection, x.role_id, coalesce(x.name, ''), array(select (e ->> 'user')::bigint from json_array_elements(x.members -> 'now') e)",
		"true", position, func(scan func(...any) error) (h RoleHead, err error) {
			err = scan(&h.ID, &h.Connection, &h.RoleID, &h.Name, &h.Users)
			return h, err
		})
}

// behind reads rows of a table that changed behind a position.
func behind[T any](ctx context.Context, r *projections.Reading, table, columns, condition string, position int64, read func(scan func(...any) error) (T, error)) ([]T, error) {
	found, err := r.Tx.Query(ctx, "select "+columns+" from "+r.Table(Name, table)+" x where x.tenant_id = $1 and x.variant = $2 and x.position > $3 and "+condition,
		r.Tenant, r.Variant(Name), position)
	if err != nil {
		return nil, fmt.Errorf("read the %ss behind position %d: %w", table, position, err)
	}
	defer found.Close()
	var all []T
	for found.Next() {
		row, err := read(found.Scan)
		if err != nil {
			return nil, fmt.Errorf("read the %ss behind position %d: %w", table, position, err)
		}
		all = append(all, row)
	}
	return all, found.Err()
}

// ProvisionedSince reads what clients of SCIM said behind a position.
func ProvisionedSince(ctx context.Context, r *projections.Reading, position int64) ([]Provisioned, error) {
	columns := provisionedColumns()
	w := own(r)
	w.And("x.position > " + w.Add(position))
	return rowsWhere(ctx, r, "provisioned", columns, w)
}

// SealedOf reads accounts for what is sealed in them.
func SealedOf(ctx context.Context, r *projections.Reading, ids []uuid.UUID) ([]Account, error) {
	return rows(ctx, r, "account", accountColumns(), ids)
}
