package outward

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"coresync/domain"
	rule "coresync/domain/webhook"
	"coresync/projections"
	"coresync/projections/webhook"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"
)

const (
	// sendLimit bounds one try, claim is longer: nobody else tells what is being told.
	sendLimit = 15 * time.Second
	claim     = time.Minute
	// patience is how long a subscription may take nothing before it is paused, with waits
	// that grow to an hour.
	patience     = 72 * time.Hour
	firstPause   = 5 * time.Second
	longestPause = time.Hour
	// atOnce is how many subscriptions are told at a time.
	atOnce = 8
)

// Letter is one try to tell something.
type Letter struct {
	Tenant, Subscription uuid.UUID
	ID                   uuid.UUID // the same at each try
	Body                 []byte
	Replay               bool // it was told before
}

// Answer is what a receiver said. Err names neither its address nor a secret.
type Answer struct {
	Status int // 0: it did not answer
	// After is how long it asks to be left alone; 0: it says nothing.
	After time.Duration
	Err   error
}

// CourierConfig is what a Courier needs.
type CourierConfig struct {
	Pool *pgxpool.Pool // role coresync_engine
	// Tell sends one letter. What an error says is kept.
	Tell func(ctx context.Context, l Letter) Answer
	// Pause pauses a subscription, with the reason; to do so twice is no fault.
	Pause func(ctx context.Context, tenant, subscription uuid.UUID, why string) error
	// People are contacts, as far as whoever made the subscription may see them; nil: nobody.
	People func(ctx context.Context, tenant uuid.UUID, by string, contacts []uuid.UUID) ([]Person, error)
	// Clock defaults to time.Now, Chance, of [0, 1), to the middle. All processes of a
	// database must agree on the time within seconds, since claims end by it.
	Clock  func() time.Time
	Chance func() float64
	Log    *slog.Logger
}

// Courier tells subscriptions what they are to be told. Any number of processes may have one.
type Courier struct{ cfg CourierConfig }

// NewCourier makes one.
func NewCourier(cfg CourierConfig) *Courier {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Chance == nil {
		cfg.Chance = func() float64 { return .5 }
	}
	return &Courier{cfg}
}

// Run tells what is due, now and every few seconds, until the context ends.
func (c *Courier) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := c.Deliver(ctx); err != nil && ctx.Err() == nil {
			c.cfg.Log.ErrorContext(ctx, "tell subscriptions; it is tried again", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Deliver tells all that is due, and counts what receivers took. The error is the
// database's; what a receiver said stands with the delivery.
func (c *Courier) Deliver(ctx context.Context) (taken int, err error) {
	all, err := c.due(ctx)
	if err != nil {
		return 0, err
	}
	counts := make([]int, len(all))
	var group errgroup.Group // one that fails leaves the others alone
	group.SetLimit(atOnce)
	for i, d := range all {
		group.Go(func() (err error) {
			counts[i], err = c.serve(ctx, d.Tenant, d.Subscription)
			return err
		})
	}
	err = group.Wait()
	for _, n := range counts {
		taken += n
	}
	return taken, err
}

// due is a subscription that may be told now.
type due struct{ Tenant, Subscription uuid.UUID }

// due finds them, in one query whatever there is. What is paused is none of them.
func (c *Courier) due(ctx context.Context) ([]due, error) {
	rows, err := c.cfg.Pool.Query(ctx, `select c.tenant_id, c.subscription from outward.cursors c join outward.feeds f on f.tenant_id = c.tenant_id
			join projection.live_webhook_subscription s on s.tenant_id = c.tenant_id and s.id = c.subscription
		where f.seq > c.seq and c.next_at <= $1 and (c.claimed_until is null or c.claimed_until <= $1) and s.paused is null order by c.next_at`, c.cfg.Clock())
	if err != nil {
		return nil, fmt.Errorf("look which subscriptions are due: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[due])
	if err != nil {
		return nil, fmt.Errorf("look which subscriptions are due: %w", err)
	}
	return all, nil
}

// serve tells one subscription all that it is to be told, until it does not take it.
func (c *Courier) serve(ctx context.Context, tenant, subscription uuid.UUID) (taken int, err error) {
	for ctx.Err() == nil {
		var s webhook.Subscription
		err := projections.Read(ctx, c.cfg.Pool, tenant, c.cfg.Clock(), func(r *projections.Reading) (err error) {
			s, err = webhook.Get(ctx, r, subscription)
			return err
		})
		if domain.ErrorCode(err) == domain.CodeNotFound || err == nil && s.Paused != "" {
			return taken, nil
		}
		if err != nil {
			return taken, err
		}
		mine := uuid.New()
		p, found, err := c.claim(ctx, tenant, &s, mine)
		if err != nil || !found {
			return taken, err
		}
		took, err := c.try(ctx, tenant, &s, &p, mine)
		if err != nil || !took {
			return taken, err
		}
		taken++
	}
	return taken, ctx.Err()
}

// claim takes what is to be told next; nobody else tells that subscription meanwhile.
func (c *Courier) claim(ctx context.Context, tenant uuid.UUID, s *webhook.Subscription, mine uuid.UUID) (p parcel, found bool, err error) {
	now := c.cfg.Clock()
	err = pgx.BeginFunc(ctx, c.cfg.Pool, func(tx pgx.Tx) error {
		var seq int64
		rows, err := tx.Query(ctx, `select seq from outward.cursors where tenant_id = $1 and subscription = $2 and next_at <= $3
			and (claimed_until is null or claimed_until <= $3) for update skip locked`, tenant, s.ID, now)
		if err != nil {
			return err
		}
		free := false
		if _, err := pgx.ForEachRow(rows, []any{&seq}, func() error { free = true; return nil }); err != nil || !free {
			return err
		}
		var skip int64
		for {
			if p, found, skip, err = next(ctx, tx, now, tenant, s, seq); err != nil || found || skip == seq {
				break
			}
			seq = skip // there is nothing for it up to there
		}
		if err != nil {
			return err
		}
		if !found {
			_, err = tx.Exec(ctx, `update outward.cursors set seq = $3, claim = null, claimed_until = null where tenant_id = $1 and subscription = $2`, tenant, s.ID, seq)
			return err
		}
		_, err = tx.Exec(ctx, `update outward.cursors set seq = $3, claim = $4, claimed_until = $5 where tenant_id = $1 and subscription = $2`,
			tenant, s.ID, p.seqs[0]-1, mine, now.Add(claim))
		return err
	})
	return p, found, err
}

// try tells it once, and records what became of that.
func (c *Courier) try(ctx context.Context, tenant uuid.UUID, s *webhook.Subscription, p *parcel, mine uuid.UUID) (took bool, err error) {
	body, err := c.body(ctx, tenant, s, p)
	if err != nil {
		return false, err
	}
	begin := c.cfg.Clock()
	limited, cancel := context.WithTimeout(ctx, sendLimit)
	answer := c.cfg.Tell(limited, Letter{Tenant: tenant, Subscription: s.ID, ID: p.id, Body: body, Replay: p.replayed})
	cancel()
	if answer.Err != nil && ctx.Err() != nil {
		return false, ctx.Err() // it ends with the process; the claim ends by itself
	}
	return answer.Err == nil, c.record(ctx, tenant, s, p, mine, answer, begin)
}

// record notes what became of a try. It outlives the end of the process: what was taken must
// not be told again. Where somebody set the cursor back meanwhile, that holds.
func (c *Courier) record(ctx context.Context, tenant uuid.UUID, s *webhook.Subscription, p *parcel, mine uuid.UUID, a Answer, begin time.Time) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	now := c.cfg.Clock()
	message := ""
	if a.Err != nil {
		message = a.Err.Error()
	}
	var since *time.Time
	err := pgx.BeginFunc(ctx, c.cfg.Pool, func(tx pgx.Tx) error {
		pause := max(a.After, c.pause(p.attempts+1))
		rows, err := tx.Query(ctx, `update outward.cursors set claim = null, claimed_until = null,
			seq = case when $4 then $5 else seq end, attempts = case when $4 then 0 else attempts + 1 end,
			failing_since = case when $4 then null else coalesce(failing_since, $6) end,
			told_at = case when $4 then $6 else told_at end, next_at = case when $4 then $6 else $7::timestamptz end
			where tenant_id = $1 and subscription = $2 and claim = $3 returning failing_since`,
			tenant, s.ID, mine, a.Err == nil, p.seqs[len(p.seqs)-1], now, now.Add(min(pause, longestPause)))
		if err != nil {
			return err
		}
		held := false
		if _, err := pgx.ForEachRow(rows, []any{&since}, func() error { held = true; return nil }); err != nil || !held {
			return err
		}
		_, err = tx.Exec(ctx, `update outward.deliveries set attempts = attempts + 1, tried_at = $4, took = $5, status = nullif($6, 0), error = left($7, 1000),
			outcome = case when $8 then 'taken' end where tenant_id = $1 and subscription = $2 and id = $3`,
			tenant, s.ID, p.id, begin, now.Sub(begin), a.Status, message, a.Err == nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("record what became of %s of subscription %s: %w", p.id, s.ID, err)
	}
	switch {
	case a.Status == http.StatusGone:
		return c.cfg.Pause(ctx, tenant, s.ID, rule.Gone)
	case since != nil && now.Sub(*since) > patience:
		return c.cfg.Pause(ctx, tenant, s.ID, rule.Failing)
	}
	return nil
}

// pause is how long to wait after so many attempts, a fifth more or less by chance, so that
// many subscriptions don't come back together.
func (c *Courier) pause(attempts int) time.Duration {
	pause := min(firstPause<<min(attempts-1, 12), longestPause)
	return time.Duration(float64(pause) * (.8 + .4*c.cfg.Chance()))
}
