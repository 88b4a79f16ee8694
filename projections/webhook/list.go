package webhook

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Subscriptions reads all subscriptions of a tenant, by name.
func Subscriptions(ctx context.Context, r *projections.Reading) ([]Subscription, error) {
	return rows(ctx, r, `order by lower(x.name) collate "C", x.id`)
}

// Get reads one. Error: domain.CodeNotFound.
func Get(ctx context.Context, r *projections.Reading, id uuid.UUID) (Subscription, error) {
	found, err := rows(ctx, r, "and x.id = $3", id)
	if err == nil && len(found) == 0 {
		err = domain.NotFound("webhook")
	}
	if err != nil {
		return Subscription{}, err
	}
	return found[0], nil
}

func rows(ctx context.Context, r *projections.Reading, more string, args ...any) (all []Subscription, err error) {
	found, err := r.Tx.Query(ctx, "select "+column.List(columns(), "x")+" from "+r.Table(Name, "subscription")+
		" x where x.tenant_id = $1 and x.variant = $2 "+more, append([]any{r.Tenant, r.Variant(Name)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the subscriptions: %w", err)
	}
	defer found.Close()
	for found.Next() {
		var row Subscription
		if _, err := column.ScanRow(columns(), &row, found.RawValues()); err != nil {
			return nil, fmt.Errorf("read the subscriptions: %w", err)
		}
		if row.Narrow == nil {
			row.Narrow = &Narrow{}
		}
		all = append(all, row)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("read the subscriptions: %w", err)
	}
	return all, nil
}
