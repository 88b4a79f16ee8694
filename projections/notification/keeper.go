package notification

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/projections"
	"coresync/projections/suggestion"
	"coresync/projections/webhook"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Config is what a Keeper needs; all of it is required but the clock.
type Config struct {
	// Pool is of the role coresync_engine; a pass takes two connections of it.
	Pool *pgxpool.Pool
	// Recipients are the people of a workspace who are told (NOT-02).
	Recipients func(ctx context.Context, tenant uuid.UUID) ([]uuid.UUID, error)
	// Zone says whose day it is: the workspace's.
	Zone func(ctx context.Context, tenant uuid.UUID) (*time.Location, error)
	// Mail tells that items go out as letters, too: the keeper records them, see package effect.
	Mail bool
	// Clock defaults to time.Now.
	Clock func() time.Time
}

// MailKind is the kind of the effects that are letters about items.
const MailKind = "mail"

// Keeper keeps the inboxes of all tenants. Safe for concurrent use, in any number of
// processes.
type Keeper struct{ cfg Config }

// New makes one.
func New(cfg Config) (*Keeper, error) {
	if cfg.Pool == nil || cfg.Recipients == nil || cfg.Zone == nil {
		return nil, errors.New("make the keeper of inboxes: pool, recipients and zone are needed")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	return &Keeper{cfg}, nil
}

// Pass is what one pass did.
type Pass struct {
	Told     int64 // new items
	Solved   int64 // items that ticked themselves off
	Position int64 // of the log, up to which inboxes are complete
}

// Pass looks at what needs people and writes the ledger. Only the end of a run, and a webhook
// that takes nothing any more, make new items (NOT-01); whatever happened makes open ones up
// to date.
func (k *Keeper) Pass(ctx context.Context, tenant uuid.UUID) (p Pass, err error) {
	zone, err := k.cfg.Zone(ctx, tenant)
	if err != nil {
		return p, fmt.Errorf("keep the inboxes of tenant %s: %w", tenant, err)
	}
	recipients, err := k.cfg.Recipients(ctx, tenant)
	if err != nil {
		return p, fmt.Errorf("keep the inboxes of tenant %s: %w", tenant, err)
	}
	err = pgx.BeginFunc(ctx, k.cfg.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('notification/' || $1::text, 0))`, tenant); err != nil {
			return err
		}
		l := ledger{tx: tx, tenant: tenant, recipients: recipients, now: k.cfg.Clock(), zone: zone, mail: k.cfg.Mail}
		return projections.Read(ctx, k.cfg.Pool, tenant, l.now, func(r *projections.Reading) error {
			p, err = k.pass(ctx, r, &l)
			return err
		})
	})
	if err != nil {
		return p, fmt.Errorf("keep the inboxes of tenant %s: %w", tenant, err)
	}
	return p, nil
}

func (k *Keeper) pass(ctx context.Context, r *projections.Reading, l *ledger) (p Pass, err error) {
	level := false
	if p.Position, level, err = complete(ctx, r); err != nil {
		return p, err
	}
	before, err := l.passed(ctx)
	if err != nil {
		return p, err
	}
	all, err := occasionsOf(ctx, r)
	if err != nil {
		return p, err
	}
	latest := newest(all)
	open, err := l.anyOpen(ctx)
	if err != nil {
		return p, err
	}
	hooks, err := failingWebhooks(ctx, r, l.now)
	if err != nil {
		return p, err
	}
	if news := latest > before && latest <= p.Position; news || open || len(hooks) > 0 {
		needs, err := k.needs(ctx, r, all, hooks)
		if err != nil {
			return p, err
		}
		if p.Told, p.Solved, err = l.write(ctx, needs, before, p.Position, level); err != nil {
			return p, err
		}
	}
	if len(l.recipients) == 0 {
		return p, nil // who comes later is told of the run that was before
	}
	return p, l.pass(ctx, min(latest, p.Position))
}

// complete is the position that everything shows that is looked at: the read models, and
// suggestions behind them. They are level where nothing shows more: else something could
// look solved that one model shows already and another one not yet.
func complete(ctx context.Context, r *projections.Reading) (position int64, level bool, err error) {
	if position, err = suggestion.Reached(ctx, r); err != nil {
		return 0, false, err
	}
	furthest := position
	for _, model := range append(suggestion.Models(), Name, webhook.Name) {
		at := r.Standing(model).Position
		position, furthest = min(position, at), max(furthest, at)
	}
	return position, position == furthest, nil
}
