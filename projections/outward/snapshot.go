package outward

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// present writes down all assets as they were told last, for one subscription alone: what told
// of them first was pruned, so it can't begin with that.
func (p *pass) present(ctx context.Context, subscription uuid.UUID) error {
	rows, err := p.r.Tx.Query(ctx, `select asset, connection, fields from outward.told where tenant_id = $1 order by asset`, p.tenant)
	if err != nil {
		return fmt.Errorf("read what is told of all assets: %w", err)
	}
	defer rows.Close()
	first := p.first
	p.first = true // they are no news, but there
	defer func() { p.first = first }()
	for rows.Next() {
		var c changed
		var connection *uuid.UUID
		if err := rows.Scan(&c.id, &connection, &c.is); err != nil {
			return fmt.Errorf("read what is told of all assets: %w", err)
		}
		if connection != nil {
			c.connection = *connection
		}
		n, err := p.notice(c)
		if err != nil {
			return err
		}
		n.only = subscription
		if p.waiting = append(p.waiting, n); len(p.waiting) == chunk {
			if err := p.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read what is told of all assets: %w", err)
	}
	return p.flush(ctx)
}
