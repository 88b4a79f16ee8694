package app

import (
	"context"
	"fmt"

	"coresync/domain/directory"

	"github.com/google/uuid"
)

// CustomerID finds a customer by its id or its external id.
func (a *App) CustomerID(ctx context.Context, tenant uuid.UUID, named string) (uuid.UUID, error) {
	id, err := uuid.Parse(named)
	if err != nil {
		id = directory.ID(tenant, directory.Customers, named)
	}
	stream := directory.Customers.Stream(id)
	heads, err := a.Store.Streams(ctx, tenant, []string{stream})
	if err != nil {
		return id, err
	}
	if len(heads[stream].Tag) == 0 {
		return id, fmt.Errorf("there is no customer with the id or external id %q", named)
	}
	return id, nil
}
