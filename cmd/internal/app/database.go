package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"coresync/adapters/postgres"
	"coresync/cmd/internal/settings"
	"coresync/migrations"
	"coresync/projections/catalog"

	"github.com/jackc/pgx/v5/pgxpool"
)

// database is the PostgreSQL that the program works on: a private server of the
// data folder, or the operator's.
type database struct {
	url     string
	private *postgres.Private // nil with --database-url
	// engine appends and projects; keys is the vault's own, since sealing needs a
	// connection while an append holds one; web answers under row security;
	// owner makes the tables of new generations.
	engine, keys, web, owner *pgxpool.Pool
}

// closeTimeout bounds how long the private server may take to stop.
const closeTimeout = 90 * time.Second

func openDatabase(ctx context.Context, s settings.Settings, log *slog.Logger) (*database, error) {
	if err := os.MkdirAll(s.Data, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	d := &database{url: s.DatabaseURL}
	if err := d.open(ctx, s, log); err != nil {
		return nil, errors.Join(err, d.close(ctx))
	}
	return d, nil
}

func (d *database) open(ctx context.Context, s settings.Settings, log *slog.Logger) error {
	if d.url == "" {
		private, err := postgres.OpenPrivate(ctx, s.Data, log)
		if err != nil {
			return err
		}
		d.private, d.url = private, private.URL()
		if err := d.migratePrivate(ctx, log); err != nil {
			return err
		}
	}
	for _, p := range []struct {
		pool **pgxpool.Pool
		cfg  postgres.PoolConfig
	}{
		{&d.engine, postgres.PoolConfig{Role: postgres.RoleEngine, MaxConns: 16, ApplicationName: "coresync engine"}},
		{&d.keys, postgres.PoolConfig{Role: postgres.RoleEngine, MaxConns: 4, ApplicationName: "coresync keys"}},
		{&d.web, postgres.PoolConfig{Role: postgres.RoleApp, MaxConns: 16, ApplicationName: "coresync web"}},
		{&d.owner, postgres.PoolConfig{Role: postgres.RoleOwner, MaxConns: ownerConns(), ApplicationName: "coresync owner"}},
	} {
		pool, err := postgres.OpenPool(ctx, d.url, p.cfg)
		if err != nil {
			return err
		}
		*p.pool = pool
	}
	return migrations.Check(ctx, d.engine)
}

// ownerConns is how many connections make tables: one for each read model, since a
// promotion holds all that it makes live together, and two that make indexes meanwhile.
func ownerConns() int32 { return int32(len(catalog.Models())) + 2 }

// migratePrivate brings the schema of a private server up to the program: it is
// nobody else's. A server of the operator's is migrated by `coresync migrate up`.
func (d *database) migratePrivate(ctx context.Context, log *slog.Logger) error {
	applied, err := migrate(ctx, d.url)
	if err != nil {
		return err
	}
	if len(applied) > 0 {
		log.InfoContext(ctx, "schema migrated", "migrations", applied)
	}
	return nil
}

func (d *database) close(ctx context.Context) error {
	for _, pool := range []*pgxpool.Pool{d.engine, d.keys, d.web, d.owner} {
		if pool != nil {
			pool.Close()
		}
	}
	if d.private == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return d.private.Close(ctx)
}
