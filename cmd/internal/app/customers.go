package app

import (
	"context"
	"fmt"

	"coresync/domain/directory"

	"github.com/google/uuid"
)

// CustomerID finds a customer by its id or its external id.
func (a *App) CustomerID(ctx context.Context, tenant uuid.UUID, named string) (uuid.UUID, error) {
	return a.directoryID(ctx, tenant, directory.Customers, "customer", named)
}

// ContactID finds a contact in the same way.
func (a *App) ContactID(ctx context.Context, tenant uuid.UUID, named string) (uuid.UUID, error) {
	return a.directoryID(ctx, tenant, directory.Contacts, "contact", named)
}

func (a *App) directoryID(ctx context.Context, tenant uuid.UUID, kind directory.Kind, noun, named string) (uuid.UUID, error) {
	id, err := uuid.Parse(named)
	if err != nil {
		id = directory.ID(tenant, kind, named)
	}
	stream := kind.Stream(id)
	heads, err := a.Store.Streams(ctx, tenant, []string{stream})
	if err != nil {
		return id, err
	}
	if len(heads[stream].Tag) == 0 {
		return id, fmt.Errorf("there is no %s with the id or external id %q", noun, named)
	}
	return id, nil
}
