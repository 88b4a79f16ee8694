-- +goose Up

-- What is made anew beside the live read models, and what they were before. A
-- rebuild is driven step by step, by whichever process is free; this row says how
-- far it is, so another goes on after a crash.
create table projection.rebuilds (
    id         uuid primary key,
    model      text not null,
    -- the tenant whose rows are made, in the tables that are live; zero: new tables, all tenants
    tenant_id  uuid not null,
    build      integer not null,
    variant    integer not null,
    rules      text not null default '', -- a version; empty: those in force
    -- superseded observations are read, too
    long       boolean not null default false,
    -- building: rows are made; ready: they follow the log; live: they were promoted, and
    -- what was live before follows; ended
    state      text not null default 'building' check (state in ('building', 'ready', 'live', 'ended')),
    indexed    boolean not null default false,
    -- whose rows are just being written; where that broke off, they are taken away first
    filling    uuid,
    step       text not null default '',
    done       bigint not null default 0,
    total      bigint not null default 0,
    message    text not null default '',
    actor      text not null,
    started_at timestamptz not null,
    updated_at timestamptz not null,
    ended_at   timestamptz
);
create unique index rebuilds_open on projection.rebuilds (model, tenant_id) where state in ('building', 'ready');

-- Generations beside the live ones that follow the log: what may be promoted, and
-- what may be gone back to.
create table projection.kept (
    tenant_id uuid not null,
    model     text not null,
    role      text not null check (role in ('candidate', 'former')),
    build     integer not null,
    variant   integer not null,
    rules     text not null,
    rebuild   uuid not null,
    -- a former one is kept warm until then
    until     timestamptz,
    -- how the candidate differs from what is live, as somebody last looked
    diff      json,
    constraint kept_pkey primary key (tenant_id, model, role)
);
create index kept_rebuild on projection.kept (rebuild);

-- How quick the newest rebuild of a model was: what a plan's estimate rests on.
create table projection.paces (
    model             text primary key,
    events_per_second double precision not null,
    measured_at       timestamptz not null
);

-- How often a blocked row was tried, and when last.
alter table projection.blocked add column attempts integer not null default 1, add column tried_at timestamptz;

grant select, insert, update, delete on projection.rebuilds, projection.kept, projection.paces to coresync_engine;

-- +goose Down
alter table projection.blocked drop column attempts, drop column tried_at;
drop table projection.paces;
drop table projection.kept;
drop table projection.rebuilds;
