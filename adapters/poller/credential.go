package poller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Credential is a client secret or a set of tokens of a connection, sealed before
// it gets here.
type Credential struct {
	Tenant, Connection uuid.UUID
	Name               string
	Sealed             []byte
	SetAt              time.Time
	SetBy              string
}

// ErrNoCredential says that none is kept under this name.
var ErrNoCredential = errors.New("no such credential is kept")

// Credentials keeps sealed credentials of connections.
type Credentials struct{ pool *pgxpool.Pool }

// NewCredentials works on a pool whose role is coresync_engine.
func NewCredentials(pool *pgxpool.Pool) *Credentials { return &Credentials{pool} }

// Put keeps a credential in place of the one before; it is durable when Put returns.
func (c *Credentials) Put(ctx context.Context, v Credential) error {
	_, err := c.pool.Exec(ctx, `insert into poller.credentials (tenant_id, connection_id, name, sealed, set_at, set_by)
		values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, connection_id, name)
		do update set sealed = excluded.sealed, set_at = excluded.set_at, set_by = excluded.set_by`,
		v.Tenant, v.Connection, v.Name, v.Sealed, v.SetAt, v.SetBy)
	if err != nil {
		return fmt.Errorf("keep the %s of connection %s: %w", v.Name, v.Connection, err)
	}
	return nil
}

// Get returns a credential. Error: ErrNoCredential.
func (c *Credentials) Get(ctx context.Context, tenant, connection uuid.UUID, name string) (Credential, error) {
	v := Credential{Tenant: tenant, Connection: connection, Name: name}
	err := c.pool.QueryRow(ctx, `select sealed, set_at, set_by from poller.credentials
		where tenant_id = $1 and connection_id = $2 and name = $3`, tenant, connection, name).Scan(&v.Sealed, &v.SetAt, &v.SetBy)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, fmt.Errorf("%s of connection %s: %w", name, connection, ErrNoCredential)
	}
	if err != nil {
		return v, fmt.Errorf("read the %s of connection %s: %w", name, connection, err)
	}
	return v, nil
}

// Remove forgets all credentials of a connection (GAP-01).
func (c *Credentials) Remove(ctx context.Context, tenant, connection uuid.UUID) error {
	_, err := c.pool.Exec(ctx, `delete from poller.credentials where tenant_id = $1 and connection_id = $2`, tenant, connection)
	if err != nil {
		return fmt.Errorf("forget the credentials of connection %s: %w", connection, err)
	}
	return nil
}
