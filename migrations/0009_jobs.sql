-- +goose Up

-- Long work and what recurs. The queue's own tables (river_…) are made in this
-- schema by the queue's own migrations, see package adapters/jobs.
create schema jobs;

-- One row for each piece of long work that is not done: who drives it, and when
-- its next step is due. The row is gone when the work is done.
create table jobs.work (
    tenant_id   uuid not null,
    kind        text not null,
    id          uuid not null,
    -- the job of the queue that carries the next step; another one is outdated
    job_id      bigint not null,
    next_at     timestamptz not null,
    -- who drives it now; free when past
    lease_owner text,
    lease_token uuid,
    lease_until timestamptz,
    -- somebody asked for a step while one was at work: the next is due at once
    wanted      boolean not null default false,
    -- steps in a row that failed, and what the newest said
    failures    integer not null default 0,
    message     text not null default '',
    started_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint work_pkey primary key (tenant_id, kind, id)
);
create index work_next_at on jobs.work (next_at);

-- What starts work by itself, and when it does so next.
create table jobs.schedules (
    tenant_id uuid not null,
    kind      text not null,
    id        uuid not null,
    every     text not null check (every in ('hourly', 'daily', 'weekly', 'manual')),
    zone      text not null,
    anchor    timestamptz not null,
    -- null: never, it is manual
    next_at   timestamptz,
    constraint schedules_pkey primary key (tenant_id, kind, id)
);
create index schedules_next_at on jobs.schedules (next_at) where next_at is not null;

grant usage on schema jobs to coresync_engine;
grant select, insert, update, delete on all tables in schema jobs to coresync_engine;

-- +goose Down
drop schema jobs cascade;
