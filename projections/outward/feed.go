package outward

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"
	"coresync/projections/report"
	"coresync/projections/webhook"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Log is what a feed needs of the log.
type Log interface {
	Read(ctx context.Context, tenant uuid.UUID, q eventstore.Query, yield func(event.Recorded) error) error
	Registry() *event.Registry
}

// FeedConfig is what a Feed needs; all of it is required but the clock.
type FeedConfig struct {
	// Pool is of the role coresync_engine; a pass takes three connections of it.
	Pool *pgxpool.Pool
	Log  Log
	// Zone says whose day it is: the workspace's.
	Zone func(ctx context.Context, tenant uuid.UUID) (*time.Location, error)
	// Clock defaults to time.Now.
	Clock func() time.Time
}

// Feed writes down what is told. Safe for concurrent use, in any number of processes.
type Feed struct{ cfg FeedConfig }

// NewFeed makes one.
func NewFeed(cfg FeedConfig) (*Feed, error) {
	if cfg.Pool == nil || cfg.Log == nil || cfg.Zone == nil {
		return nil, errors.New("make the feed of notices: pool, log and zone are needed")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	return &Feed{cfg}, nil
}

// models are what a pass looks at.
func models() []string { return append(report.LifeModels(), webhook.Name) }

// Pass writes down what changed since the pass before, and tells up to which position of the
// log. Nothing is looked at while nobody wants to be told.
func (f *Feed) Pass(ctx context.Context, tenant uuid.UUID) (position int64, err error) {
	zone, err := f.cfg.Zone(ctx, tenant)
	if err != nil {
		return 0, fmt.Errorf("write down what is told of tenant %s: %w", tenant, err)
	}
	err = pgx.BeginFunc(ctx, f.cfg.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('outward/' || $1::text, 0))`, tenant); err != nil {
			return err
		}
		now := f.cfg.Clock()
		return projections.Read(ctx, f.cfg.Pool, tenant, now, func(r *projections.Reading) error {
			standing := r.Standing(models()...)
			position = standing.Position
			to, err := webhook.Subscriptions(ctx, r)
			if err != nil || len(to) == 0 {
				return err
			}
			p := pass{feed: f, tx: tx, r: r, tenant: tenant, now: now, today: dayIn(now, zone), standing: standing}
			return p.run(ctx, to)
		})
	})
	if err != nil {
		return 0, fmt.Errorf("write down what is told of tenant %s: %w", tenant, err)
	}
	return position, nil
}

// pass is one look.
type pass struct {
	feed     *Feed
	tx       pgx.Tx
	r        *projections.Reading
	tenant   uuid.UUID
	now      time.Time
	today    time.Time // in the workspace's zone
	standing projections.Standing

	first   bool // nothing was told before
	after   int64
	release int64
	seq     int64
	pruned  int64 // up to there, notices are gone
	dueOn   time.Time
	waiting []row
}

func (p *pass) run(ctx context.Context, to []webhook.Subscription) error {
	if err := p.load(ctx); err != nil {
		return err
	}
	begin := p.seq
	if p.first || p.release != p.standing.Release || p.after < p.standing.Position {
		if err := p.write(ctx); err != nil {
			return err
		}
	}
	if p.first { // all that is there is no news
		begin = p.seq
	}
	return p.begin(ctx, to, begin)
}

// load reads how far the feed came.
func (p *pass) load(ctx context.Context) error {
	var dueOn *time.Time
	err := p.tx.QueryRow(ctx, `select position, release, seq, due_on, pruned from outward.feeds where tenant_id = $1`, p.tenant).
		Scan(&p.after, &p.release, &p.seq, &dueOn, &p.pruned)
	if errors.Is(err, pgx.ErrNoRows) {
		p.first, p.after = true, p.standing.Position
		return nil
	}
	if dueOn != nil {
		p.dueOn = *dueOn
	}
	return err
}

// write finds what there is to tell: assets first, since the end of a run comes behind what
// it changed.
func (p *pass) write(ctx context.Context) error {
	stirred, err := p.stirred(ctx)
	if err == nil && stirred {
		err = p.assets(ctx)
	}
	if err == nil && p.dueOn.Before(p.today) {
		err = p.due(ctx)
	}
	if err == nil {
		err = p.runs(ctx)
	}
	if err == nil {
		err = p.flush(ctx)
	}
	if err != nil {
		return err
	}
	_, err = p.tx.Exec(ctx, `insert into outward.feeds (tenant_id, position, release, seq, due_on, passed_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (tenant_id) do update set position = excluded.position, release = excluded.release, seq = excluded.seq,
			due_on = excluded.due_on, passed_at = excluded.passed_at`,
		p.tenant, p.standing.Position, p.standing.Release, p.seq, p.today, p.now)
	return err
}

// stirred tells whether assets may have changed: the log has something about them or about
// what hides them, such as an ignore rule, or another release is live.
func (p *pass) stirred(ctx context.Context) (stirred bool, err error) {
	if p.first || p.release != p.standing.Release {
		return true, nil
	}
	var types []event.Type
	for _, m := range []*projections.Model{asset.Model(), mapping.Model()} {
		for _, s := range m.Reads {
			types = append(types, s.Type)
		}
	}
	err = p.feed.cfg.Log.Read(ctx, p.tenant, eventstore.Query{After: p.after, To: p.standing.Position, Types: types, Limit: 1}, func(event.Recorded) error {
		stirred = true
		return nil
	})
	return stirred, err
}

// begin gives subscriptions that are new a place to begin at: where the feed is, or, of those
// that want all, before the first notice. Once that is gone, all is written down anew for them.
func (p *pass) begin(ctx context.Context, to []webhook.Subscription, at int64) error {
	known, err := p.begun(ctx)
	if err != nil {
		return err
	}
	for _, s := range to {
		if known[s.ID] {
			continue
		}
		from := at
		switch {
		case s.All && p.pruned > 0:
			from = p.seq
			if err := p.present(ctx, s.ID); err != nil {
				return err
			}
			if _, err := p.tx.Exec(ctx, `update outward.feeds set seq = $2 where tenant_id = $1`, p.tenant, p.seq); err != nil {
				return fmt.Errorf("note how far the feed is: %w", err)
			}
		case s.All:
			from = 0
		}
		if _, err := p.tx.Exec(ctx, `insert into outward.cursors (tenant_id, subscription, seq, next_at) values ($1, $2, $3, $4)
			on conflict (tenant_id, subscription) do nothing`, p.tenant, s.ID, from, p.now); err != nil {
			return fmt.Errorf("let subscription %s begin: %w", s.ID, err)
		}
	}
	return nil
}

// begun are the subscriptions that have a place.
func (p *pass) begun(ctx context.Context) (map[uuid.UUID]bool, error) {
	rows, err := p.tx.Query(ctx, `select subscription from outward.cursors where tenant_id = $1`, p.tenant)
	if err != nil {
		return nil, fmt.Errorf("look which subscriptions began: %w", err)
	}
	known := make(map[uuid.UUID]bool)
	var id uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error { known[id] = true; return nil })
	return known, err
}

// row is a notice that is not written yet.
type row struct {
	notice      rule.Notice
	customers   []uuid.UUID
	connections []uuid.UUID
	endsRun     bool
	only        uuid.UUID // the subscription that it is for; zero: all
}

func dayIn(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
