package asset

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Logon is a device of NinjaOne with whom its last user is sealed for.
type Logon struct {
	Connection uuid.UUID
	DeviceID   int64
	Customer   uuid.UUID // zero: none
	Subject    uuid.UUID // zero: none is known
}

// Logons are the devices of NinjaOne, whether they are shown or not.
func Logons(ctx context.Context, r *projections.Reading) ([]Logon, error) {
	w := &query.Where{}
	Own(r, w)
	w.And("a.source = 'ninjaone'")
	rows, err := r.Tx.Query(ctx, `select a.connection, a.device_id, `+Customer+`, (a.last_user ->> '$s')::uuid from `+Placed(r)+` where `+w.SQL()+` order by a.id`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("read whose last users devices have: %w", err)
	}
	var all []Logon
	var l Logon
	var customer, subject *uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&l.Connection, &l.DeviceID, &customer, &subject}, func() error {
		l.Customer, l.Subject = uuid.Nil, uuid.Nil
		if customer != nil {
			l.Customer = *customer
		}
		if subject != nil {
			l.Subject = *subject
		}
		all = append(all, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read whose last users devices have: %w", err)
	}
	return all, nil
}
