package effect

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// sendLimit bounds one sending, claim is longer: nobody else takes what is being sent.
	sendLimit = 30 * time.Second
	claim     = time.Minute
	// patience is how long an effect is tried, with pauses that grow to an hour.
	patience     = 72 * time.Hour
	firstPause   = time.Minute
	longestPause = time.Hour
)

// ErrMoot ends an effect that is no longer needed, such as a mail about what was solved.
var ErrMoot = errors.New("no longer needed")

// PermanentError ends an effect at once: to try again would not help.
type PermanentError struct{ Cause error }

// Error implements error.
func (e *PermanentError) Error() string { return e.Cause.Error() }

// Unwrap gives the cause.
func (e *PermanentError) Unwrap() error { return e.Cause }

// Sender sends effects of a kind. nil means that the receiver has it. What an error says is
// kept, so it must name no secret and no person.
type Sender interface {
	Send(ctx context.Context, e Effect) error
}

// SendFunc is a function as a Sender.
type SendFunc func(ctx context.Context, e Effect) error

// Send implements Sender.
func (f SendFunc) Send(ctx context.Context, e Effect) error { return f(ctx, e) }

// Config is what a Courier needs.
type Config struct {
	Pool    *pgxpool.Pool // role coresync_engine
	Senders map[string]Sender
	Log     *slog.Logger
	// Clock defaults to time.Now. All processes of a database must agree on it within
	// seconds, since claims end by it.
	Clock func() time.Time
}

// Courier sends what is due. Any number of processes may have one.
type Courier struct {
	cfg   Config
	kinds []string
}

// NewCourier makes one.
func NewCourier(cfg Config) *Courier {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	c := &Courier{cfg: cfg}
	for kind := range cfg.Senders {
		c.kinds = append(c.kinds, kind)
	}
	return c
}

// Run sends what is due, now and every few seconds, until the context ends.
func (c *Courier) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for len(c.kinds) > 0 {
		if _, err := c.Deliver(ctx); err != nil && ctx.Err() == nil {
			c.cfg.Log.ErrorContext(ctx, "send what is due; it is tried again", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Deliver sends all that is due, and tells how many the receivers took. The error is the
// database's; what a receiver refused stands in the ledger.
func (c *Courier) Deliver(ctx context.Context) (sent int, err error) {
	for {
		e, found, err := c.next(ctx)
		if err != nil || !found {
			return sent, err
		}
		limited, cancel := context.WithTimeout(ctx, sendLimit)
		result := c.cfg.Senders[e.Kind].Send(limited, e)
		cancel()
		if result != nil && ctx.Err() != nil {
			return sent, ctx.Err() // it ends with the process; the claim ends by itself
		}
		if err := c.record(ctx, e, result); err != nil {
			return sent, err
		}
		if result == nil {
			sent++
		}
	}
}

// next claims what has been due for longest.
func (c *Courier) next(ctx context.Context) (e Effect, found bool, err error) {
	now := c.cfg.Clock()
	err = c.cfg.Pool.QueryRow(ctx, `update effect.effects e set claimed_until = $2, attempts = attempts + 1
		from (select tenant_id, id from effect.effects
			where ended_at is null and next_at <= $1 and (claimed_until is null or claimed_until <= $1) and kind = any($3)
			order by next_at, id limit 1 for update skip locked) due
		where e.tenant_id = due.tenant_id and e.id = due.id
		returning e.tenant_id, e.id, e.kind, e.target, e.about, e.created_at, e.attempts`, now, now.Add(claim), c.kinds).
		Scan(&e.Tenant, &e.ID, &e.Kind, &e.Target, &e.About, &e.CreatedAt, &e.Attempts)
	if errors.Is(err, pgx.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("look what is to be sent: %w", err)
	}
	return e, true, nil
}

// record notes what became of a sending. It outlives the end of the process: what was sent
// must not be sent again.
func (c *Courier) record(ctx context.Context, e Effect, result error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	now := c.cfg.Clock()
	outcome, message, next := "sent", "", now
	var permanent *PermanentError
	switch {
	case result == nil:
	case errors.Is(result, ErrMoot):
		outcome = "moot"
	case errors.As(result, &permanent) || now.Sub(e.CreatedAt) > patience:
		outcome, message = "failed", result.Error()
	default:
		outcome, message, next = "", result.Error(), now.Add(pause(e.Attempts))
	}
	_, err := c.cfg.Pool.Exec(ctx, `update effect.effects set claimed_until = null, next_at = $3, error = left($4, 1000),
		outcome = nullif($5, ''), ended_at = case when $5 <> '' then $6::timestamptz end
		where tenant_id = $1 and id = $2`, e.Tenant, e.ID, next, message, outcome, now)
	if err != nil {
		return fmt.Errorf("record what became of %s %s: %w", e.Kind, e.ID, err)
	}
	return nil
}

// pause is how long to wait after so many attempts.
func pause(attempts int) time.Duration {
	return min(firstPause<<min(attempts-1, 10), longestPause)
}
