package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"coresync/adapters/jobs"
	"coresync/adapters/postgres"
	"coresync/cmd/internal/settings"
	"coresync/migrations"
)

// Migrate applies the migrations that the database lacks and names them.
func Migrate(ctx context.Context, s settings.Settings, log *slog.Logger) (applied []string, err error) {
	err = withURL(ctx, s, log, func(url string) error {
		applied, err = migrate(ctx, url)
		return err
	})
	return applied, err
}

// migrate brings our schema and that of the job queue up to this program.
func migrate(ctx context.Context, url string) (applied []string, err error) {
	if applied, err = migrations.Up(ctx, url); err != nil {
		return applied, err
	}
	pool, err := postgres.OpenPool(ctx, url, postgres.PoolConfig{Role: postgres.RoleOwner, MaxConns: 2})
	if err != nil {
		return applied, err
	}
	defer pool.Close()
	return applied, jobs.Migrate(ctx, pool)
}

// MigrationStatus lists all migrations and when each was applied.
func MigrationStatus(ctx context.Context, s settings.Settings, log *slog.Logger) (list []migrations.Migration, err error) {
	err = withURL(ctx, s, log, func(url string) error {
		list, err = migrations.Status(ctx, url)
		return err
	})
	return list, err
}

// withURL hands over the database's address without looking at its schema.
func withURL(ctx context.Context, s settings.Settings, log *slog.Logger, work func(url string) error) error {
	if s.DatabaseURL != "" {
		return work(s.DatabaseURL)
	}
	if err := os.MkdirAll(s.Data, 0o755); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	private, err := postgres.OpenPrivate(ctx, s.Data, log)
	if err != nil {
		return err
	}
	err = work(private.URL())
	return errors.Join(err, private.Close(context.WithoutCancel(ctx)))
}
