package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// closeBehind is the number of events that a candidate may lack when the live one
// is held up for it; it applies them in well under a second.
const closeBehind = 2000

// promote lets the candidate catch up with the live rows of a tenant and makes it
// live: a new release that differs in this one model.
func (b *rebuild) promote(ctx context.Context, done *RebuiltTenant) error {
	start := time.Now()
	defer func() { b.Promote += time.Since(start) }()
	t := target{tenant: done.Tenant, gen: b.Generation, rules: b.engine.rules}
	for {
		b.tell("follow", done.Tenant, 0)
		behind, err := b.follow(ctx, t)
		if err != nil {
			return err
		}
		if behind <= closeBehind {
			break
		}
	}
	b.tell("promote", done.Tenant, 0)
	return pgx.BeginFunc(ctx, b.engine.pool, func(tx pgx.Tx) (err error) {
		done.Release, err = b.swap(ctx, tx, t)
		return err
	})
}

// follow applies one range to the candidate and tells how many events it lacks
// then of what is live.
func (b *rebuild) follow(ctx context.Context, t target) (behind int64, err error) {
	err = pgx.BeginFunc(ctx, b.engine.pool, func(tx pgx.Tx) error {
		_, live, err := b.live.look(ctx, tx, t.tenant)
		if err != nil {
			return err
		}
		c, err := b.candidate.lockCandidate(ctx, tx, t)
		if err != nil {
			return err
		}
		to := min(live.Position, c.Position+maxRange)
		behind = live.Position - max(to, c.Position)
		if to <= c.Position {
			return nil
		}
		return b.candidate.applyTo(ctx, tx, t, c, to)
	})
	return behind, err
}

// swap holds the live rows still, lets the candidate apply what it lacks of them,
// and names it in a new release. Checkpoints are locked in order of consumer.
func (b *rebuild) swap(ctx context.Context, tx pgx.Tx, t target) (release int64, err error) {
	var live int64
	err = tx.QueryRow(ctx, `select l.release, c.position from projection.live l
		join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release and r.model = $2
		join eventstore.checkpoints c on c.tenant_id = l.tenant_id
			and c.consumer = projection.consumer(r.model, r.build, r.variant)
		where l.tenant_id = $1 for update of l, c`, t.tenant, b.Model).Scan(&release, &live)
	if err != nil {
		return 0, fmt.Errorf("lock what is live for tenant %s: %w", t.tenant, err)
	}
	c, err := b.candidate.lockCandidate(ctx, tx, t)
	if err != nil {
		return 0, err
	}
	if c.Position < live {
		if err := b.candidate.applyTo(ctx, tx, t, c, live); err != nil {
			return 0, err
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(`insert into projection.releases (tenant_id, release, model, build, variant, rules)
		select tenant_id, $3::bigint, model, build, variant, rules from projection.releases
		where tenant_id = $1 and release = $2 and model <> $4
		union all select $1, $3, $4, $5::integer, $6::integer, $7`,
		t.tenant, release, release+1, b.Model, t.gen.Build, t.gen.Variant, t.rules.Version)
	batch.Queue(`update projection.live set release = $2 where tenant_id = $1`, t.tenant, release+1)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("make release %d of tenant %s: %w", release+1, t.tenant, err)
	}
	return release + 1, nil
}

// lockCandidate takes the checkpoint of a generation that is not live.
func (l *Live) lockCandidate(ctx context.Context, tx pgx.Tx, t target) (Checkpoint, error) {
	var c Checkpoint
	var recordedAt *time.Time
	var state []byte
	err := tx.QueryRow(ctx, `select position, recorded_at, applied, ignored, superseded, failed, state
		from eventstore.checkpoints where tenant_id = $1 and consumer = $2 for update`, t.tenant, t.gen.Consumer()).
		Scan(&c.Position, &recordedAt, &c.Applied, &c.Ignored, &c.Superseded, &c.Failed, &state)
	if err != nil {
		return c, fmt.Errorf("lock the checkpoint of %s: %w", t.gen.Consumer(), err)
	}
	if recordedAt != nil {
		c.RecordedAt = *recordedAt
	}
	return c, c.State.decode(state)
}

// applyTo reads a range on the transaction's connection and applies it.
func (l *Live) applyTo(ctx context.Context, tx pgx.Tx, t target, c Checkpoint, to int64) error {
	b, err := l.feed.take(ctx, tx, t.rules, Range{t.tenant, c.Position, to}, c.RecordedAt)
	if err != nil {
		return err
	}
	return l.apply(ctx, tx, t, c, b)
}

// clearVariants takes away rows of a tenant in this build that no release which is
// live shows.
func (b *rebuild) clearVariants(ctx context.Context, tenant uuid.UUID) error {
	return pgx.BeginFunc(ctx, b.engine.pool, func(tx pgx.Tx) error {
		const keep = `tenant_id = $1 and variant not in (select r.variant from projection.live l
			join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
			where l.tenant_id = $1 and r.model = $2 and r.build = $3)`
		for _, table := range b.live.model.allTables() {
			name := b.Schema() + "." + table.info().name
			if _, err := tx.Exec(ctx, `delete from `+name+` where `+keep, tenant, b.Model, b.Build); err != nil {
				return fmt.Errorf("take away former rows of %s: %w", name, err)
			}
		}
		for _, table := range []string{"eventstore.checkpoints", "projection.blocked"} {
			_, err := tx.Exec(ctx, `delete from `+table+` where tenant_id = $1 and consumer like $4
				and consumer not in (select projection.consumer(r.model, r.build, r.variant) from projection.live l
				join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
				where l.tenant_id = $1 and r.model = $2 and r.build = $3)`,
				tenant, b.Model, b.Build, fmt.Sprintf("%s/%d/%%", b.Model, b.Build))
			if err != nil {
				return fmt.Errorf("take away former rows of %s: %w", table, err)
			}
		}
		return nil
	})
}
