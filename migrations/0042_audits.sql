-- +goose Up

-- The newest walk over a tenant's log that compared rows, leaves, tree and signed heads, or
-- the one that is ordered or going on; and the last one that found nothing.
create table eventstore.audits (
    tenant_id     uuid primary key references eventstore.tenants,
    state         text not null check (state in ('queued', 'running', 'agrees', 'differs', 'failed')),
    done          bigint not null default 0, -- events walked
    total         bigint not null default 0, -- events of the log; 0: not known yet
    heads         bigint not null default 0, -- signed heads compared
    root          bytea,
    faults        jsonb not null default '[]', -- the first hundred
    fault_count   bigint not null default 0,
    message       text not null default '',
    started_at    timestamptz not null,
    ended_at      timestamptz,
    agreed_at     timestamptz, -- when a walk last found nothing
    agreed_events bigint not null default 0
);
grant select, insert, update, delete on eventstore.audits to coresync_engine;

-- +goose Down
drop table eventstore.audits;
