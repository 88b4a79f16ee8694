package poller

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"coresync/domain/change"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The triggers of a run.
const (
	TriggerFirst     = "first"
	TriggerManual    = "manual"
	TriggerScheduled = "scheduled"
	// TriggerAccess is a run that reads accounts and roles alone, between two syncs.
	TriggerAccess = "access"
)

// The states of a run.
const (
	StateRunning   = "running"
	StateHeld      = "held" // complete and staged: a person releases or discards it
	StateCompleted = "completed"
	StateFailed    = "failed"
	StateDiscarded = "discarded"
	StateUndone    = "undone"
)

// Run is one sync run.
type Run struct {
	Tenant     uuid.UUID
	ID         uuid.UUID
	Connection uuid.UUID
	Trigger    string
	State      string
	// Direct runs append page by page, others stage.
	Direct  bool
	Preview bool
	// Released: a person let the staged changes of a held run go.
	Released bool
	// Step is the listing or phase it is at, or broke off at; Page counts the pages
	// of it that are done.
	Step     string
	Page     int
	Counts   event.SyncCounts
	Listings map[Kind]Listing
	// Expected is how many devices the complete run before found; 0: unknown.
	Expected  int
	StartedAt time.Time
	StartedBy string // such as "user:<uuid>"; empty: nobody, or not known
	UpdatedAt time.Time
	EndedAt   time.Time // zero: not ended
	Reason    string    // a stable code, where it failed or is held
	Message   string
	Position  int64 // of the event that ended it
	// Apart are rows that were skipped or failed, the first mostApart of them.
	Apart []Apart
	// Exceeded are the limits that the staged changes go beyond, the largest first.
	Exceeded []change.Excess
	// Waits are the pauses that it took before it asked NinjaOne once more, the first
	// mostWaits of them.
	Waits []Wait

	cursor string
	staged int64 // how many events the stage was given
}

// Listing is how far one listing of a run has come.
type Listing struct {
	StartedAt time.Time `json:"started_at"`
	EndedAt   time.Time `json:"ended_at"` // zero: it goes on
	Pages     int       `json:"pages"`
	Rows      int       `json:"rows"`
	// Nameless counts rows of which not even the id is known; with one of them no row
	// may be called missing.
	Nameless int `json:"nameless,omitempty"`
	// NotOffered: the instance has no such listing.
	NotOffered bool `json:"not_offered,omitempty"`
}

// Apart is a row of a listing that was skipped or failed.
type Apart struct {
	Kind    Kind   `json:"kind"`
	ID      int64  `json:"id,omitempty"` // in NinjaOne; 0: the row doesn't say
	Skipped bool   `json:"skipped,omitempty"`
	Reason  string `json:"reason"` // a stable code
}

// mostApart is how many of them a run names: what is wrong with more is wrong with all.
const mostApart = 500

func (r *Run) setApart(a Apart) {
	if len(r.Apart) < mostApart {
		r.Apart = append(r.Apart, a)
	}
}

// Ended tells whether the run is over.
func (r *Run) Ended() bool { return !r.EndedAt.IsZero() }

// progress is the part of a run that is kept as JSON.
type progress struct {
	Counts   event.SyncCounts `json:"counts"`
	Listings map[Kind]Listing `json:"listings"`
	Staged   int64            `json:"staged,omitempty"`
	Exceeded []change.Excess  `json:"exceeded,omitempty"`
	Apart    []Apart          `json:"apart,omitempty"`
}

// NoRunError says that there is no such run.
type NoRunError struct{ ID uuid.UUID }

func (e *NoRunError) Error() string { return fmt.Sprintf("there is no sync run %s", e.ID) }

const runColumns = `tenant_id, run_id, connection_id, trigger, state, direct, preview, released, step, cursor, page, progress,
	expected, started_at, updated_at, ended_at, reason, message, position, waits, started_by`

func scanRun(row pgx.CollectableRow) (Run, error) {
	var r Run
	var raw []byte
	var ended *time.Time
	err := row.Scan(&r.Tenant, &r.ID, &r.Connection, &r.Trigger, &r.State, &r.Direct, &r.Preview, &r.Released, &r.Step, &r.cursor,
		&r.Page, &raw, &r.Expected, &r.StartedAt, &r.UpdatedAt, &ended, &r.Reason, &r.Message, &r.Position, &r.Waits, &r.StartedBy)
	if err != nil {
		return Run{}, err
	}
	r.StartedAt, r.UpdatedAt = r.StartedAt.UTC(), r.UpdatedAt.UTC()
	if ended != nil {
		r.EndedAt = ended.UTC()
	}
	var p progress
	if err := json.Unmarshal(raw, &p); err != nil {
		return Run{}, fmt.Errorf("progress of run %s: %w", r.ID, err)
	}
	r.Counts, r.Listings, r.staged, r.Exceeded, r.Apart = p.Counts, p.Listings, p.Staged, p.Exceeded, p.Apart
	if r.Listings == nil {
		r.Listings = make(map[Kind]Listing)
	}
	return r, nil
}

func (r *Run) progressJSON() ([]byte, error) {
	raw, err := json.Marshal(progress{r.Counts, r.Listings, r.staged, r.Exceeded, r.Apart})
	if err != nil {
		return nil, fmt.Errorf("progress of run %s: %w", r.ID, err)
	}
	return raw, nil
}

// Run returns one run. Error: *NoRunError.
func (p *Poller) Run(ctx context.Context, tenant, run uuid.UUID) (Run, error) {
	rows, err := p.cfg.Pool.Query(ctx, `select `+runColumns+` from poller.runs where tenant_id = $1 and run_id = $2`, tenant, run)
	if err != nil {
		return Run{}, fmt.Errorf("read run %s: %w", run, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanRun)
	if errors.Is(err, pgx.ErrNoRows) {
		return Run{}, &NoRunError{run}
	}
	if err != nil {
		return Run{}, fmt.Errorf("read run %s: %w", run, err)
	}
	return r, nil
}

// RunFilter selects runs; the zero value selects the newest fifty.
type RunFilter struct {
	Connection uuid.UUID // zero: all
	State      string    // empty: all
	// Access selects runs that read accounts and roles alone, which are left out otherwise.
	Access bool
	// Before continues a list behind a run: those that started earlier.
	Before uuid.UUID
	Limit  int // defaults to 50
	// EndedAfter selects those that ended later; zero: all.
	EndedAfter time.Time
}

// Runs lists runs, the newest first.
func (p *Poller) Runs(ctx context.Context, tenant uuid.UUID, f RunFilter) ([]Run, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	ended, args := "", []any{tenant, f.Connection, f.State, f.Before, f.Limit, f.Access}
	if !f.EndedAfter.IsZero() {
		ended, args = "and ended_at > $7", append(args, f.EndedAfter)
	}
	rows, err := p.cfg.Pool.Query(ctx, `select `+runColumns+` from poller.runs r
		where tenant_id = $1
			and ($2 = '00000000-0000-0000-0000-000000000000'::uuid or connection_id = $2)
			and ($3 = '' or state = $3)
			and (trigger = 'access') = $6
			`+ended+`
			and ($4 = '00000000-0000-0000-0000-000000000000'::uuid or (started_at, run_id) <
				(select b.started_at, b.run_id from poller.runs b where b.tenant_id = $1 and b.run_id = $4))
		order by started_at desc, run_id desc limit $5`, args...)
	if err != nil {
		return nil, fmt.Errorf("list sync runs: %w", err)
	}
	runs, err := pgx.CollectRows(rows, scanRun)
	if err != nil {
		return nil, fmt.Errorf("list sync runs: %w", err)
	}
	return runs, nil
}

// Failing are the newest runs of a connection, as far as they failed in a row, up to
// fifty: all of them, and those of the schedule.
type Failing struct{ Runs, Scheduled int }

// FailingRuns counts them; a run that is open or held is not one of them.
func (p *Poller) FailingRuns(ctx context.Context, tenant, connection uuid.UUID) (f Failing, err error) {
	newest, err := p.Runs(ctx, tenant, RunFilter{Connection: connection})
	for _, r := range newest {
		switch r.State {
		case StateFailed:
			f.Runs++
			if r.Trigger == TriggerScheduled {
				f.Scheduled++
			}
		case StateCompleted:
			return f, err
		}
	}
	return f, err
}
