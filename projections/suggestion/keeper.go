package suggestion

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/rules"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/association"
	"coresync/projections/directory"
	"coresync/projections/mapping"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Models names the read models that suggestions are made of.
func Models() []string {
	return []string{asset.Name, mapping.Name, directory.Name, association.Name}
}

// Config is what a Keeper needs.
type Config struct {
	// Pool is of the role coresync_engine; a pass takes two connections of it.
	Pool *pgxpool.Pool
	// Sealer opens names; required.
	Sealer eventstore.Sealer
	// Erasures counts the erasures of a tenant, after which everything of it is
	// matched anew; required.
	Erasures func(ctx context.Context, tenant uuid.UUID) (int64, error)
	// Rules finds the rules of a version that a tenant has or had in force; required.
	Rules func(ctx context.Context, tenant uuid.UUID, version string) (*rules.Set, error)
	// Clock defaults to time.Now.
	Clock func() time.Time
	// MaxDevices bounds what one pass takes on, so that no transaction is long; one
	// customer is never divided. Defaults to 50,000.
	MaxDevices int
}

// Keeper keeps the suggestions of all tenants. Safe for concurrent use.
type Keeper struct{ cfg Config }

// New makes one.
func New(cfg Config) (*Keeper, error) {
	if cfg.Pool == nil || cfg.Sealer == nil || cfg.Erasures == nil || cfg.Rules == nil {
		return nil, errors.New("make the keeper of suggestions: pool, sealer, rules and the count of erasures are needed")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.MaxDevices <= 0 {
		cfg.MaxDevices = 50_000
	}
	return &Keeper{cfg}, nil
}

// Pass is what one pass did.
type Pass struct {
	Customers int   // that were matched
	Devices   int   // of them
	Written   int64 // rows that differed from what was stored
	Position  int64 // of the read models that it saw
	More      bool  // customers wait for the next pass
}

// CatchUp passes until the suggestions are those of the read models as they stand.
func (k *Keeper) CatchUp(ctx context.Context, tenant uuid.UUID) (Pass, error) {
	var all Pass
	for {
		p, err := k.Pass(ctx, tenant)
		all.Customers, all.Devices, all.Written = all.Customers+p.Customers, all.Devices+p.Devices, all.Written+p.Written
		all.Position = p.Position
		if err != nil || !p.More {
			return all, err
		}
	}
}

// Pass matches the customers of which something changed. Passes of a tenant follow one
// another, in all processes: one that saw less never overwrites one that saw more.
func (k *Keeper) Pass(ctx context.Context, tenant uuid.UUID) (p Pass, err error) {
	erasures, err := k.cfg.Erasures(ctx, tenant)
	if err != nil {
		return p, err
	}
	err = pgx.BeginFunc(ctx, k.cfg.Pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('suggestion/' || $1::text, 0))`, tenant)
		if err != nil {
			return err
		}
		return projections.Read(ctx, k.cfg.Pool, tenant, k.cfg.Clock(), func(r *projections.Reading) error {
			p, err = k.pass(ctx, tx, r, erasures)
			return err
		})
	})
	if err != nil {
		return p, fmt.Errorf("match the people of tenant %s: %w", tenant, err)
	}
	return p, nil
}

func (k *Keeper) pass(ctx context.Context, tx pgx.Tx, r *projections.Reading, erasures int64) (Pass, error) {
	standing := r.Standing(Models()...)
	p := Pass{Position: standing.Position}
	set, err := k.cfg.Rules(ctx, r.Tenant, cmp.Or(standing.Rules, rules.DefaultVersion))
	if err != nil {
		return p, err
	}
	work, more, err := k.changed(ctx, r, fmt.Sprint(set.Version, "/", erasures))
	if err != nil {
		return p, err
	}
	p.More = more
	if len(work) > 0 {
		in, err := k.load(ctx, r, work)
		if err != nil {
			return p, err
		}
		out := match(set, in)
		p.Customers, p.Devices = len(work), len(in.devices)
		if p.Written, err = store(ctx, tx, r.Tenant, work, out, k.cfg.Clock()); err != nil {
			return p, err
		}
	}
	if !more {
		err = reached(ctx, tx, r.Tenant, p.Position, k.cfg.Clock())
	}
	return p, err
}
