// Package effect is the ledger of what is sent outside, and the courier that sends it.
//
// Whoever finds that something is to be sent records it, in the transaction that notes why.
// The id of an effect is made of what it is about, so it is recorded once, whichever
// generation of a read model is looked at, and however often. The courier sends it with that
// id and records that it did. Between the two a process may die: then it is sent again, with
// the same id, and never otherwise once it was recorded.
package effect

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Effect is one thing to send.
type Effect struct {
	Tenant uuid.UUID
	ID     uuid.UUID // goes out with it
	Kind   string    // which sender takes it, such as "mail"
	Target uuid.UUID // who gets it
	About  uuid.UUID // what it tells of
	// CreatedAt is when it was recorded, Attempts how often it was tried, this time included.
	CreatedAt time.Time
	Attempts  int
}

// ID is the id of an effect: the same for the same, whoever makes it.
func ID(tenant uuid.UUID, kind string, target, about uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(tenant, []byte("effect/"+kind+"/"+target.String()+"/"+about.String()))
}

// Record notes an effect to be sent at once. One that is there stays as it is.
func Record(ctx context.Context, tx pgx.Tx, now time.Time, tenant uuid.UUID, kind string, target, about uuid.UUID) error {
	_, err := tx.Exec(ctx, `insert into effect.effects (tenant_id, id, kind, target, about, created_at, next_at)
		values ($1, $2, $3, $4, $5, $6, $6) on conflict (tenant_id, id) do nothing`,
		tenant, ID(tenant, kind, target, about), kind, target, about, now)
	if err != nil {
		return fmt.Errorf("record that %s is to be sent: %w", kind, err)
	}
	return nil
}

// Outcome is what became of an effect.
type Outcome struct {
	Target  uuid.UUID
	Outcome string // sent, moot or failed; empty: it is still to be sent
	Error   string // of the last try
	EndedAt time.Time
}

// Outcomes tells what became of all effects of a kind that tell of some things.
func Outcomes(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, kind string, about []uuid.UUID) (map[uuid.UUID][]Outcome, error) {
	rows, err := pool.Query(ctx, `select about, target, coalesce(outcome, ''), error, coalesce(ended_at, 'epoch')
		from effect.effects where tenant_id = $1 and kind = $2 and about = any($3) order by target`, tenant, kind, about)
	if err != nil {
		return nil, fmt.Errorf("ask what became of %s: %w", kind, err)
	}
	all := make(map[uuid.UUID][]Outcome)
	var of uuid.UUID
	var o Outcome
	_, err = pgx.ForEachRow(rows, []any{&of, &o.Target, &o.Outcome, &o.Error, &o.EndedAt}, func() error {
		all[of] = append(all[of], o)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ask what became of %s: %w", kind, err)
	}
	return all, nil
}
