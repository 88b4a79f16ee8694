package projections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ErrBusy says that another process carries a generation at the moment, or that
// the tenant has none. Not a fault: ask again later.
var ErrBusy = errors.New("another process carries this projection")

// ShapeError says that the live tables of a read model are of another shape than
// this program writes. It leaves them alone until a rebuild has made its own.
type ShapeError struct {
	Model         string
	Live, Program int
}

func (e *ShapeError) Error() string {
	return fmt.Sprintf("read model %s: its tables have shape %d, this program writes shape %d: run `coresync projections rebuild %s`, then `coresync projections promote %s --accept`",
		e.Model, e.Live, e.Program, e.Model, e.Model)
}

// Checkpoint is how far a generation is, and what it is known to hold.
// Applied + Ignored + Superseded + Failed = Position.
type Checkpoint struct {
	Position   int64
	RecordedAt time.Time // of the event at Position
	Applied    int64     // events that were folded
	Ignored    int64     // events of types that the model doesn't read
	Superseded int64     // observations that a rebuild left out
	Failed     int64     // events that concern a blocked row
	State      State
}

// State is what a checkpoint keeps beside its position.
type State struct {
	// Tables holds rows and digest of each table, stage 3 too.
	Tables map[string]TableState `json:"tables,omitempty"`
	// Resolved is the position that stage 3 stands at; Dirty says that rows of
	// stage 1 changed since.
	Resolved   int64     `json:"resolved,omitempty"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	Dirty      bool      `json:"dirty,omitempty"`
	// Blocked is the number of blocked rows.
	Blocked int64 `json:"blocked,omitempty"`
}

// TableState is what a table is known to hold for a tenant.
type TableState struct {
	Rows   int64  `json:"rows"`
	Digest Digest `json:"digest"`
}

func (s *State) note(table string, c changes) {
	if s.Tables == nil {
		s.Tables = make(map[string]TableState)
	}
	t := s.Tables[table]
	t.Rows += c.rows
	t.Digest.merge(c.digest)
	s.Tables[table] = t
}

// checkpointSQL finds the checkpoint of the generation that is live for a tenant.
const checkpointSQL = `
select r.build, r.variant, b.shape, r.rules, c.position, c.recorded_at, c.applied, c.ignored, c.superseded, c.failed, c.state
from projection.live l
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release and r.model = $2
join projection.builds b on b.model = r.model and b.build = r.build
join eventstore.checkpoints c on c.tenant_id = l.tenant_id
	and c.consumer = projection.consumer(r.model, r.build, r.variant)
where l.tenant_id = $1`

// settingsSQL sets what suits the transaction of a batch. Its whole effect is rows
// and checkpoint together: a crash of the server may lose the last of them, and
// they are made again. Every row is reached by its key or its place, so there is
// one plan for each statement, and making it anew costs more than running it.
const settingsSQL = `with settings as (select set_config('synchronous_commit', 'off', true),
	set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)) `

// lock takes the checkpoint of the live generation of a tenant, or says ErrBusy:
// who has the row's lock carries the generation, a standby goes on elsewhere.
func (l *Live) lock(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (target, Checkpoint, error) {
	t, c, err := l.find(ctx, tx, tenant, settingsSQL+checkpointSQL+" and exists (select from settings) for update of c skip locked")
	if err != nil {
		return t, c, fmt.Errorf("lock the checkpoint of %s of tenant %s: %w", l.model.Name, tenant, err)
	}
	return t, c, nil
}

// look reads the checkpoint without locking it.
func (l *Live) look(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (target, Checkpoint, error) {
	t, c, err := l.find(ctx, tx, tenant, checkpointSQL)
	if err != nil {
		return t, c, fmt.Errorf("read the checkpoint of %s of tenant %s: %w", l.model.Name, tenant, err)
	}
	return t, c, nil
}

func (l *Live) find(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, sql string) (target, Checkpoint, error) {
	t := target{tenant: tenant, gen: Generation{Model: l.model.Name}}
	var c Checkpoint
	var version string
	var shape int
	var recordedAt *time.Time
	var state []byte
	err := tx.QueryRow(ctx, sql, tenant, l.model.Name).Scan(&t.gen.Build, &t.gen.Variant, &shape, &version,
		&c.Position, &recordedAt, &c.Applied, &c.Ignored, &c.Superseded, &c.Failed, &state)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, c, ErrBusy
	}
	if err != nil {
		return t, c, err
	}
	if shape != l.model.Shape {
		return t, c, &ShapeError{Model: l.model.Name, Live: shape, Program: l.model.Shape}
	}
	if recordedAt != nil {
		c.RecordedAt = *recordedAt
	}
	if t.rules, err = l.engine.ruleSet(ctx, tx, tenant, version); err != nil {
		return t, c, err
	}
	return t, c, c.State.decode(state)
}

func (s *State) decode(raw []byte) error {
	if raw == nil {
		return nil
	}
	if err := json.Unmarshal(raw, s); err != nil {
		return fmt.Errorf("state of a checkpoint: %w", err)
	}
	return nil
}

func (c *Checkpoint) save(ctx context.Context, tx pgx.Tx, t target, now time.Time) error {
	state, err := json.Marshal(c.State)
	if err != nil {
		return fmt.Errorf("state of a checkpoint: %w", err)
	}
	var recordedAt *time.Time
	if !c.RecordedAt.IsZero() {
		recordedAt = &c.RecordedAt
	}
	_, err = tx.Exec(ctx, `update eventstore.checkpoints set position = $3, recorded_at = $4,
		applied = $5, ignored = $6, superseded = $7, failed = $8, state = $9, updated_at = $10
		where tenant_id = $1 and consumer = $2`,
		t.tenant, t.gen.Consumer(), c.Position, recordedAt,
		c.Applied, c.Ignored, c.Superseded, c.Failed, state, now)
	if err != nil {
		return fmt.Errorf("move the checkpoint of %s to %d: %w", t.gen.Consumer(), c.Position, err)
	}
	return nil
}
