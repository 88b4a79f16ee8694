package poller

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Request asks for a sync.
type Request struct {
	Tenant     uuid.UUID
	Connection uuid.UUID
	Trigger    string // TriggerManual, TriggerScheduled or TriggerAccess
	By         string // who asked for it, such as "user:<uuid>"; empty: nobody did
	// Preview stages all changes and holds the run: nothing is appended before a
	// person releases it.
	Preview bool
}

// Start makes a run, or joins the one that has not ended (SYN-09): a connection
// never has two. Whoever drives runs may then call Step or Drive.
func (p *Poller) Start(ctx context.Context, req Request) (run Run, joined bool, err error) {
	switch req.Trigger {
	case TriggerManual, TriggerScheduled, TriggerAccess:
	default:
		return Run{}, false, fmt.Errorf("start a sync: trigger %q is not one of manual, scheduled, access", req.Trigger)
	}
	// A run that ends between the two statements makes room, so ask again; who loses
	// this race three times meets an installation that does nothing else.
	for range 3 {
		if run, err = p.insertRun(ctx, req); err == nil || !errors.Is(err, pgx.ErrNoRows) {
			return run, false, err
		}
		if run, err = p.openRun(ctx, req.Tenant, req.Connection); err == nil || !errors.Is(err, pgx.ErrNoRows) {
			return run, true, err
		}
	}
	return Run{}, false, fmt.Errorf("start a sync of connection %s: runs come and go too quickly; try again", req.Connection)
}

// insertRun makes a run unless one is open; the error is then pgx.ErrNoRows. It is
// the connection's first one as long as none was completed, and appends page by page
// as long as none appended anything: what is in the log already wants the brake. A
// schedule does not write what a person looked at as a preview and discarded: the next
// run is a preview again.
func (p *Poller) insertRun(ctx context.Context, req Request) (Run, error) {
	now := p.cfg.Now()
	rows, err := p.cfg.Pool.Query(ctx, `with former as (
			select (progress #>> '{counts,devices_found}')::int as found from poller.runs
			where tenant_id = $1 and connection_id = $3 and state in ('completed', 'undone') and trigger <> 'access' order by started_at desc limit 1),
		last as (select preview and state = 'discarded' as refused from poller.runs
			where tenant_id = $1 and connection_id = $3 and trigger <> 'access' order by started_at desc limit 1),
		asked as (select $5::boolean or $4 = 'scheduled' and not exists (select from former) and coalesce((select refused from last), false) as preview)
		insert into poller.runs (tenant_id, run_id, connection_id, trigger, state, direct, preview, step, progress,
			expected, started_at, updated_at, started_by)
		select $1, $2::uuid, $3, case when $4 = 'access' or exists (select from former) then $4 else 'first' end, 'running',
			not preview and $4 <> 'access' and not exists (select from poller.runs where tenant_id = $1 and connection_id = $3
				and (state in ('completed', 'undone') or (progress #>> '{counts,events_appended}')::int > 0)), preview, $6::text, '{}', coalesce((select found from former), 0), $7::timestamptz, $7, $8
		from asked
		on conflict do nothing
		returning `+runColumns, req.Tenant, uuid.New(), req.Connection, req.Trigger, req.Preview, (&Run{Trigger: req.Trigger}).steps()[0], now, req.By)
	if err != nil {
		return Run{}, fmt.Errorf("start a sync of connection %s: %w", req.Connection, err)
	}
	run, err := pgx.CollectExactlyOneRow(rows, scanRun)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Run{}, fmt.Errorf("start a sync of connection %s: %w", req.Connection, err)
	}
	return run, err
}

func (p *Poller) openRun(ctx context.Context, tenant, connection uuid.UUID) (Run, error) {
	rows, err := p.cfg.Pool.Query(ctx, `select `+runColumns+` from poller.runs
		where tenant_id = $1 and connection_id = $2 and ended_at is null`, tenant, connection)
	if err != nil {
		return Run{}, fmt.Errorf("find the open run of connection %s: %w", connection, err)
	}
	run, err := pgx.CollectExactlyOneRow(rows, scanRun)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Run{}, fmt.Errorf("find the open run of connection %s: %w", connection, err)
	}
	return run, err
}

// OpenRuns lists the runs of all tenants that want driving: they are running, and
// nobody holds a lease on them. A worker asks at its start and every few seconds,
// which is how a run survives the process that drove it.
func (p *Poller) OpenRuns(ctx context.Context) ([]Run, error) {
	rows, err := p.cfg.Pool.Query(ctx, `select `+runColumns+` from poller.runs
		where ended_at is null and state = 'running' and (lease_until is null or lease_until <= $1)
		order by started_at`, p.cfg.Now())
	if err != nil {
		return nil, fmt.Errorf("list the runs without a driver: %w", err)
	}
	runs, err := pgx.CollectRows(rows, scanRun)
	if err != nil {
		return nil, fmt.Errorf("list the runs without a driver: %w", err)
	}
	return runs, nil
}
