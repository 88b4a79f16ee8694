package tree

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// NotaryConfig says when heads are signed. The zero value is usable.
type NotaryConfig struct {
	Every       time.Duration // a head at least this often while events come; defaults to a minute
	EveryEvents int64         // and after so many events; defaults to 10,000
	Clock       func() time.Time
}

// Notary signs the heads of all logs of a database. Any number of processes may:
// signing a size twice gives the same note. Safe for concurrent use.
type Notary struct {
	pool   *pgxpool.Pool
	master Wrapper
	cfg    NotaryConfig

	mu   sync.Mutex
	keys map[uuid.UUID]ed25519.PrivateKey
}

// NewNotary makes a notary on a pool whose role is coresync_engine.
func NewNotary(pool *pgxpool.Pool, master Wrapper, cfg NotaryConfig) *Notary {
	if cfg.Every <= 0 {
		cfg.Every = time.Minute
	}
	if cfg.EveryEvents <= 0 {
		cfg.EveryEvents = 10_000
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	return &Notary{pool: pool, master: master, cfg: cfg, keys: make(map[uuid.UUID]ed25519.PrivateKey)}
}

const selectDue = `
select t.epoch, coalesce(h.size, 0), coalesce(h.signed_at, '-infinity') <= $2
from eventstore.tenants t
left join lateral (
    select size, signed_at from eventstore.tree_heads
    where tenant_id = t.tenant_id and epoch = t.epoch
    order by size desc limit 1
) h on true
where t.tenant_id = $1 and t.read_only is null`

// SignIfDue signs the tree if the newest head is old or far enough behind, in the
// transaction that keeps the state. ok tells whether it did. A log that is read-only
// gets no heads: it may be one that contradicts those that there are.
func (n *Notary) SignIfDue(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, state State) (head Head, ok bool, err error) {
	return n.signAfter(ctx, tx, tenant, state, n.cfg.Every)
}

// signAfter is SignIfDue with another age.
func (n *Notary) signAfter(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, state State, age time.Duration) (head Head, ok bool, err error) {
	var epoch uuid.UUID
	var size int64
	var old bool
	err = tx.QueryRow(ctx, selectDue, tenant, n.cfg.Clock().Add(-age)).Scan(&epoch, &size, &old)
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, false, nil
	}
	if err != nil {
		return Head{}, false, fmt.Errorf("look for the newest head of tenant %s: %w", tenant, err)
	}
	if state.Size <= size || !old && state.Size-size < n.cfg.EveryEvents {
		return Head{}, false, nil
	}
	head, err = n.sign(ctx, tx, tenant, epoch, state)
	return head, err == nil, err
}

// sign makes a head of the state and keeps it.
func (n *Notary) sign(ctx context.Context, q db, tenant, epoch uuid.UUID, state State) (Head, error) {
	root, err := state.Root()
	if err != nil {
		return Head{}, fmt.Errorf("sign a head of tenant %s: %w", tenant, err)
	}
	key, err := n.key(ctx, q, tenant)
	if err != nil {
		return Head{}, err
	}
	h := Head{Tenant: tenant, Epoch: epoch, Size: state.Size, Root: root, SignedAt: n.cfg.Clock().UTC().Truncate(time.Microsecond)}
	if err := h.sign(key); err != nil {
		return Head{}, fmt.Errorf("sign a head of tenant %s: %w", tenant, err)
	}
	_, err = q.Exec(ctx, `insert into eventstore.tree_heads (tenant_id, epoch, size, root, note, signed_at)
		values ($1, $2, $3, $4, $5, $6) on conflict do nothing`, tenant, epoch, h.Size, root[:], h.Note, h.SignedAt)
	if err != nil {
		return Head{}, fmt.Errorf("keep a head of tenant %s: %w", tenant, err)
	}
	return h, nil
}

const selectUnsigned = `
select c.tenant_id, t.epoch, c.state
from eventstore.checkpoints c
join eventstore.tenants t using (tenant_id)
left join lateral (
    select size, signed_at from eventstore.tree_heads
    where tenant_id = t.tenant_id and epoch = t.epoch
    order by size desc limit 1
) h on true
where c.consumer = $1 and t.read_only is null and c.position > coalesce(h.size, 0) and coalesce(h.signed_at, '-infinity') <= $2`

// Sweep signs every tree that has grown and whose newest head is old enough: events
// after which none came for a while. Call it every minute.
func (n *Notary) Sweep(ctx context.Context) ([]Head, error) {
	type unsigned struct {
		Tenant, Epoch uuid.UUID
		State         []byte
	}
	rows, err := n.pool.Query(ctx, selectUnsigned, Consumer, n.cfg.Clock().Add(-n.cfg.Every))
	if err != nil {
		return nil, fmt.Errorf("look for trees to sign: %w", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[unsigned])
	if err != nil {
		return nil, fmt.Errorf("look for trees to sign: %w", err)
	}
	heads := make([]Head, 0, len(due))
	for _, u := range due {
		state, err := DecodeState(u.State)
		if err != nil {
			return heads, fmt.Errorf("sign a head of tenant %s: %w", u.Tenant, err)
		}
		h, err := n.sign(ctx, n.pool, u.Tenant, u.Epoch, state)
		if err != nil {
			return heads, err
		}
		heads = append(heads, h)
	}
	return heads, nil
}
