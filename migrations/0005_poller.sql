-- +goose Up

-- What the poller keeps between two steps of a run, and between two runs. All of
-- it but runs and credentials can be made again by listing once more.
create schema poller;

-- One row a sync run. A run that has not ended is the only one of its connection.
create table poller.runs (
    tenant_id     uuid not null,
    run_id        uuid not null,
    connection_id uuid not null,
    trigger       text not null check (trigger in ('first', 'manual', 'scheduled')),
    state         text not null check (state in ('running', 'held', 'completed', 'failed', 'discarded')),
    -- true: pages go to the log one by one; false: they are staged
    direct        boolean not null,
    preview       boolean not null,
    -- a person let the staged changes of a held run go
    released      boolean not null default false,
    step          text not null,
    -- where the next page of the step begins, as its listing understands it
    cursor        text not null default '',
    page          integer not null default 0,
    -- counts and listings so far, see Run
    progress      json not null,
    -- devices found by the complete run before: what the present one expects
    expected      integer not null default 0,
    started_at    timestamptz not null,
    updated_at    timestamptz not null,
    ended_at      timestamptz,
    lease_owner   text,
    lease_token   uuid,
    lease_until   timestamptz,
    reason        text not null default '',
    message       text not null default '',
    -- of the event that ended it
    position      bigint not null default 0,
    constraint runs_pkey primary key (tenant_id, run_id)
);
create unique index runs_one_open on poller.runs (tenant_id, connection_id) where ended_at is null;
create index runs_newest on poller.runs (tenant_id, started_at desc, run_id desc);

-- What each page of a running listing showed: id, organization and presence of its
-- rows, about five bytes a device. A page that was appended in several transactions
-- has several parts. Dropped when the run ends.
create table poller.pages (
    tenant_id uuid not null,
    run_id    uuid not null,
    kind      text not null,
    page      integer not null,
    part      integer not null,
    shown     bytea not null,
    constraint pages_pkey primary key (tenant_id, run_id, kind, page, part)
);

-- Events of a run that are not in the log yet. Personal members are sealed under
-- event_id; the log's event gets another id and is sealed anew.
create table poller.stage (
    tenant_id      uuid not null,
    run_id         uuid not null,
    seq            bigint not null,
    event_id       uuid not null,
    stream         text not null,
    -- the version that the change was decided at; -1: any
    stream_version bigint not null,
    type           text not null,
    schema_version smallint not null,
    payload        json compression lz4 not null,
    tag            bytea,
    tag_version    smallint not null,
    -- how the run counted it, should it turn out to be outdated
    outcome        text not null,
    constraint stage_pkey primary key (tenant_id, run_id, seq)
);

-- What the newest proof of completeness said of each organization; a large one is
-- in pieces. Sets are portable roaring bitmaps of device ids, and the position is
-- that of the ListingCompleted that holds the set itself.
create table poller.listed (
    tenant_id       uuid not null,
    connection_id   uuid not null,
    organization_id bigint not null,
    piece           integer not null,
    run_id          uuid not null,
    seen            bytea not null,
    seen_at         bigint not null,
    online          bytea not null,
    online_at       bigint not null,
    constraint listed_pkey primary key (tenant_id, connection_id, organization_id, piece)
);

-- Client secrets and tokens, sealed by the master key before they get here.
create table poller.credentials (
    tenant_id     uuid not null,
    connection_id uuid not null,
    name          text not null,
    sealed        bytea not null,
    set_at        timestamptz not null,
    set_by        text not null,
    constraint credentials_pkey primary key (tenant_id, connection_id, name)
);

grant usage on schema poller to coresync_engine, coresync_app;
grant select, insert, update, delete on all tables in schema poller to coresync_engine;
grant select on poller.runs to coresync_app;
alter table poller.runs enable row level security;
create policy tenant_of_transaction on poller.runs for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop schema poller cascade;
