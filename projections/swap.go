package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"coresync/domain"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// swap makes what is kept of one tenant live, all of it in one release. It comes
// near the live rows first; then it holds them still for at most two seconds.
func (x *exchange) swap(ctx context.Context, kept []Kept) (Release, error) {
	start := time.Now()
	for _, k := range kept {
		if err := x.comeNear(ctx, k); err != nil {
			return Release{}, err
		}
		x.sessions[k.Model].step("promote", k.Tenant)
	}
	bounded, cancel := context.WithTimeout(ctx, swapLimit)
	defer cancel()
	r := Release{Tenant: kept[0].Tenant}
	err := pgx.BeginFunc(bounded, x.engine.pool, func(tx pgx.Tx) (err error) {
		r.Release, err = x.swapNow(bounded, tx, kept)
		return err
	})
	if bounded.Err() != nil && ctx.Err() == nil && err != nil {
		err = tooFar(kept[0].Model, err)
	}
	if err != nil {
		return r, fmt.Errorf("make a release of tenant %s: %w", r.Tenant, err)
	}
	for _, k := range kept {
		r.Generations = append(r.Generations, k.Generation)
		x.sessions[k.Model].took.Promote += time.Since(start)
	}
	return r, nil
}

func tooFar(model string, cause error) error {
	return &domain.Error{Code: domain.CodeUnavailable, Reason: "too_far_behind", RetryAfter: 10 * time.Second, Cause: cause,
		Message: model + " could not catch up with what is live within two seconds, which went on as before. Try again when less is appended."}
}

// comeNear lets a kept generation follow until it lacks few events.
func (x *exchange) comeNear(ctx context.Context, k Kept) error {
	bounded, cancel := context.WithTimeout(ctx, nearLimit)
	defer cancel()
	_, err := x.sessions[k.Model].followTo(bounded, k, closeBehind)
	if bounded.Err() != nil && ctx.Err() == nil && err != nil {
		return tooFar(k.Model, err)
	}
	return err
}

// liveNow is a generation that is live, with its rules.
type liveNow struct {
	Generation
	rules string
}

// swapNow locks what is live of a tenant and the checkpoints of both sides, in order
// of their names; lets each kept generation apply what it lacks; and writes the release.
func (x *exchange) swapNow(ctx context.Context, tx pgx.Tx, kept []Kept) (release int64, err error) {
	tenant := kept[0].Tenant
	if err = tx.QueryRow(ctx, `select release from projection.live where tenant_id = $1 for update`, tenant).Scan(&release); err != nil {
		return 0, fmt.Errorf("lock what is live: %w", err)
	}
	was, err := liveOf(ctx, tx, tenant, release)
	if err != nil {
		return 0, err
	}
	positions, err := lockAll(ctx, tx, tenant, was, kept)
	if err != nil {
		return 0, err
	}
	for _, k := range kept {
		if err := x.sessions[k.Model].level(ctx, tx, k, positions[was[k.Model].Consumer()]); err != nil {
			return 0, err
		}
		if err := sameBlocked(ctx, tx, k, was[k.Model].Generation); err != nil {
			return 0, err
		}
	}
	return release + 1, x.write(ctx, tx, release, was, kept)
}

func liveOf(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, release int64) (map[string]liveNow, error) {
	rows, err := tx.Query(ctx, `select r.model, r.build, r.variant, r.rules from projection.releases r where r.tenant_id = $1 and r.release = $2`, tenant, release)
	if err != nil {
		return nil, fmt.Errorf("read release %d: %w", release, err)
	}
	was := make(map[string]liveNow)
	var g liveNow
	_, err = pgx.ForEachRow(rows, []any{&g.Model, &g.Build, &g.Variant, &g.rules}, func() error {
		was[g.Model] = g
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read release %d: %w", release, err)
	}
	return was, nil
}

// lockAll locks the checkpoints of both sides and tells where each stands.
func lockAll(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, was map[string]liveNow, kept []Kept) (map[string]int64, error) {
	var consumers []string
	for _, k := range kept {
		consumers = append(consumers, was[k.Model].Consumer(), k.Consumer())
	}
	slices.Sort(consumers)
	rows, err := tx.Query(ctx, `select consumer, position from eventstore.checkpoints
		where tenant_id = $1 and consumer = any($2) order by consumer for update`, tenant, consumers)
	if err != nil {
		return nil, fmt.Errorf("lock the checkpoints: %w", err)
	}
	positions := make(map[string]int64)
	var consumer string
	var position int64
	_, err = pgx.ForEachRow(rows, []any{&consumer, &position}, func() error {
		positions[consumer] = position
		return nil
	})
	if err == nil && len(positions) < len(consumers) {
		err = errors.New("one of them is gone")
	}
	if err != nil {
		return nil, fmt.Errorf("lock the checkpoints %v: %w", consumers, err)
	}
	return positions, nil
}

// level lets a kept generation apply what it lacks of the live one, in the transaction.
func (s *session) level(ctx context.Context, tx pgx.Tx, k Kept, live int64) error {
	set, err := s.engine.ruleSet(ctx, tx, k.Tenant, k.Rules)
	if err != nil {
		return err
	}
	t := target{tenant: k.Tenant, gen: k.Generation, rules: set}
	c, err := s.candidate.lockCandidate(ctx, tx, t)
	if err != nil || c.Position >= live {
		return err
	}
	return s.candidate.applyTo(ctx, tx, t, c, live)
}

// sameBlocked refuses a generation with a blocked row that the live one has not.
func sameBlocked(ctx context.Context, tx pgx.Tx, k Kept, was Generation) error {
	var n int64
	err := tx.QueryRow(ctx, `select count(*) from projection.blocked b where b.tenant_id = $1 and b.consumer = $2
		and not exists (select from projection.blocked a where a.tenant_id = b.tenant_id and a.consumer = $3 and a.row_id = b.row_id)`,
		k.Tenant, k.Consumer(), was.Consumer()).Scan(&n)
	if err != nil {
		return fmt.Errorf("compare blocked rows: %w", err)
	}
	if n > 0 {
		return notNow(fmt.Sprintf("%s has %d blocked rows that the live one has not: `coresync projections status` tells which events are to blame.", k.Consumer(), n))
	}
	return nil
}

// write makes the release, and keeps what was live in the other role.
func (x *exchange) write(ctx context.Context, tx pgx.Tx, release int64, was map[string]liveNow, kept []Kept) error {
	tenant, now := kept[0].Tenant, x.engine.cfg.Clock()
	batch := &pgx.Batch{}
	batch.Queue(`insert into projection.releases (tenant_id, release, model, build, variant, rules)
		select tenant_id, $3::bigint, model, build, variant, rules from projection.releases where tenant_id = $1 and release = $2`,
		tenant, release, release+1)
	batch.Queue(`update projection.live set release = $2 where tenant_id = $1`, tenant, release+1)
	other, until, state := former, any(now.Add(Warm)), Promoted
	if x.role == former {
		other, until, state = candidate, nil, Ready
	}
	for _, k := range kept {
		g := was[k.Model]
		batch.Queue(`update projection.releases set build = $4, variant = $5, rules = $6 where tenant_id = $1 and release = $2 and model = $3`,
			tenant, release+1, k.Model, k.Build, k.Variant, k.Rules)
		batch.Queue(`delete from projection.kept where tenant_id = $1 and model = $2 and role in ($3, $4)`, tenant, k.Model, x.role, other)
		batch.Queue(`insert into projection.kept (tenant_id, model, role, build, variant, rules, rebuild, until) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			tenant, k.Model, other, g.Build, g.Variant, g.rules, k.Run, until)
		batch.Queue(`update projection.rebuilds set state = $2, updated_at = $3 where id = $1 and ($2 = 'ready' or not exists
			(select from projection.kept where rebuild = $1 and role = 'candidate'))`, k.Run, state, now)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("make release %d: %w", release+1, err)
	}
	return nil
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
