-- +goose Up

-- The log. Everything here belongs to a tenant, and every key begins with it.
create schema eventstore;

create table eventstore.tenants (
    tenant_id  uuid primary key,
    name       text not null,
    -- which subscriber carries the tenant; may be changed, see Watermill topics
    partition  smallint not null default 0 check (partition between 0 and 1023),
    -- changes when a log is forked after a restore; cursors of another epoch are refused
    epoch      uuid not null default gen_random_uuid(),
    -- not null: appends are refused, with this reason
    read_only  text,
    created_at timestamptz not null default now()
);

-- payload and metadata are json, not jsonb: the bytes that were hashed are the
-- bytes that are stored. A month of recorded_at is a partition. Names are compared
-- byte by byte (collate "C"), which is quicker in the indexes, and the same as in
-- eventstore.streams: under another collation a join can't use the index.
create table eventstore.events (
    tenant_id      uuid not null,
    position       bigint not null check (position > 0),
    stream         text collate "C" not null,
    version        bigint not null check (version > 0),
    event_id       uuid not null,
    type           text collate "C" not null,
    schema_version smallint not null,
    occurred_at    timestamptz not null,
    recorded_at    timestamptz not null,
    actor          text not null,
    correlation_id uuid not null,
    causation_id   uuid,
    metadata       json,
    payload        json compression lz4 not null,
    leaf_hash      bytea not null,
    constraint events_pkey primary key (tenant_id, position, recorded_at)
) partition by range (recorded_at);

-- A stream's events in order, and the newest at or before a position (as-of).
create index events_stream on eventstore.events (tenant_id, stream, position);
-- What a projection reads when it reads few types.
create index events_type on eventstore.events (tenant_id, type, position);

-- One row a stream: expected versions, change detection and where a rebuild
-- enters. Frequent updates of unindexed columns: room on the page keeps them HOT.
-- Streams of one page are moved together, by a page of a listing in one transaction,
-- so there is room for all of them once more; with a fifth of a page to spare half
-- of the updates took another page and a new index entry.
create table eventstore.streams (
    tenant_id            uuid not null,
    stream               text collate "C" not null,
    version              bigint not null,
    first_position       bigint not null,
    last_position        bigint not null,
    last_recorded_at     timestamptz not null,
    snapshot_position    bigint,
    snapshot_recorded_at timestamptz,
    head_tag             bytea,
    tag_version          smallint not null default 0,
    constraint streams_pkey primary key (tenant_id, stream)
) with (fillfactor = 45);

-- Idempotency of appends; rows live 30 days.
create table eventstore.appends (
    tenant_id      uuid not null,
    append_id      uuid not null,
    request_hmac   bytea not null,
    first_position bigint not null,
    last_position  bigint not null,
    -- new versions of the appended streams, in order of stream name
    versions       bigint[] not null,
    recorded_at    timestamptz not null,
    constraint appends_pkey primary key (tenant_id, append_id)
);
create index appends_recorded_at on eventstore.appends (recorded_at);

-- How far a consumer group has come in a tenant's log. The counts add up to the
-- position: applied + ignored + superseded + failed = position.
create table eventstore.checkpoints (
    tenant_id   uuid not null,
    consumer    text not null,
    position    bigint not null default 0,
    recorded_at timestamptz,
    applied     bigint not null default 0,
    ignored     bigint not null default 0,
    superseded  bigint not null default 0,
    failed      bigint not null default 0,
    -- what the consumer keeps beside its position, such as a tree's compact range
    state       bytea,
    updated_at  timestamptz not null default now(),
    constraint checkpoints_pkey primary key (tenant_id, consumer)
);

-- +goose StatementBegin
-- Makes the partition of the month that an instant falls into; harmless when it
-- is there. Runs as its owner, so that the engine needs no right to create tables.
create function eventstore.ensure_partition(at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    month     timestamp := date_trunc('month', at at time zone 'UTC');
    partition text := 'events_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(format('eventstore.%I', partition)) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('eventstore.ensure_partition', 0));
    execute format(
        'create table if not exists eventstore.%I partition of eventstore.events for values from (%L) to (%L)',
        partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    execute format('alter table eventstore.%I alter column payload set compression lz4', partition);
end
$$;
-- +goose StatementEnd

-- Partitions are made ahead: this month and the next two; the program goes on with it.
select eventstore.ensure_partition(now() + make_interval(months => m)) from generate_series(0, 2) m;

grant usage on schema eventstore to coresync_engine, coresync_app, coresync_owner;
grant select, insert, update, delete on all tables in schema eventstore to coresync_engine;
revoke update, delete, truncate on eventstore.events from coresync_engine;
grant select on eventstore.tenants, eventstore.events, eventstore.streams, eventstore.checkpoints to coresync_app;
grant execute on function eventstore.ensure_partition(timestamptz) to coresync_engine;

-- The application's role sees the tenant of its transaction only.
alter table eventstore.tenants enable row level security;
alter table eventstore.events enable row level security;
alter table eventstore.streams enable row level security;
alter table eventstore.checkpoints enable row level security;
create policy tenant_of_transaction on eventstore.tenants for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on eventstore.events for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on eventstore.streams for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on eventstore.checkpoints for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop schema eventstore cascade;
