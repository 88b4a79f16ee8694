package cli

import (
	"context"

	"coresync/cmd/internal/app"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// narrowed is what verbs about many things are narrowed to: one customer, one connection.
type narrowed struct{ customer, connection string }

func (n *narrowed) flags(cmd *cobra.Command, of string) {
	cmd.Flags().StringVar(&n.customer, "customer", "", of+" of this customer, named by id or external id")
	cmd.Flags().StringVar(&n.connection, "connection", "", of+" of this connection, named by id")
}

// ids are those of what is named; zero: any.
func (n narrowed) ids(ctx context.Context, a *app.App, tenant uuid.UUID) (customer, connection uuid.UUID, err error) {
	if n.customer != "" {
		if customer, err = a.CustomerID(ctx, tenant, n.customer); err != nil {
			return customer, connection, err
		}
	}
	if n.connection != "" {
		connection, err = a.Connection(ctx, tenant, n.connection)
	}
	return customer, connection, err
}
