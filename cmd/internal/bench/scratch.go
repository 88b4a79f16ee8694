package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/settings"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// benchEpoch is when the benchmarks' devices were seen.
var benchEpoch = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)

// Scratch is a private server with the production's settings, for one benchmark.
// Nothing that an operator has is ever touched.
type Scratch struct {
	*app.App
	Tenant uuid.UUID
	Pool   *pgxpool.Pool // with all rights, for the baselines

	dir string
	pid int
}

// NewScratch starts one in a temporary folder.
func NewScratch(ctx context.Context) (*Scratch, error) {
	dir, err := os.MkdirTemp("", "coresync-bench-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the benchmark: %w", err)
	}
	s := &Scratch{dir: dir}
	// Started by root, the server runs as another user and lies here only if that one
	// may pass; else it would lie elsewhere and outlive the folder.
	if err := os.Chmod(dir, 0o711); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func (s *Scratch) open(ctx context.Context) (err error) {
	cfg := settings.Settings{Data: s.dir, KeyFile: s.dir + "/master.key", Listen: "127.0.0.1:0", Zone: time.UTC}
	if s.App, err = app.Open(ctx, cfg, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	if s.Tenant, err = s.App.Tenant(ctx); err != nil {
		return err
	}
	if s.Pool, err = adminPool(ctx, s.App); err != nil {
		return err
	}
	// The backend's parent is the server's first process.
	return s.Pool.QueryRow(ctx, `select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int`).Scan(&s.pid)
}

// adminPool finds names in the schema of the baselines: watermill-sql's tables can't
// be given one.
func adminPool(ctx context.Context, a *app.App) (*pgxpool.Pool, error) {
	pool, err := a.AdminPool(ctx)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	cfg := pool.Config()
	cfg.ConnConfig.RuntimeParams["search_path"] = "baseline"
	return pgxpool.NewWithConfig(ctx, cfg)
}

// Close stops the server and removes its folder.
func (s *Scratch) Close() error {
	s.Pool.Close()
	s.App.Close()
	return os.RemoveAll(s.dir)
}

func (s *Scratch) cpu() float64 { return treeCPU(s.pid) }

// append adds events in chunks, as the poller does.
func (s *Scratch) append(ctx context.Context, append eventstore.Append) error {
	append.Tenant, append.Actor = s.Tenant, "bench"
	_, err := s.Store.AppendAll(ctx, append)
	return err
}
