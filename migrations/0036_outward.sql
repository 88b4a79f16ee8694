-- +goose Up

-- What programs outside are told. Package projections/outward owns it. It is no part of a
-- generation: a read model that is made anew tells nothing twice. It holds ids where things
-- are about persons, and no secret in the clear.
create schema outward;
grant usage on schema outward to coresync_engine, coresync_app, coresync_reader;

create table outward.feeds (
    tenant_id uuid not null,
    position  bigint not null, -- of the log, up to which everything was looked at
    release   bigint not null, -- of the read models that were looked at
    seq       bigint not null, -- of the newest notice
    due_on    date,            -- day on which it was looked what is to be replaced
    passed_at timestamptz not null,
    constraint feeds_pkey primary key (tenant_id)
);
comment on table outward.feeds is 'Up to where it was written down what is told.';

create table outward.notices (
    tenant_id   uuid not null,
    seq         bigint not null,  -- gapless from 1 within a tenant
    position    bigint not null,  -- of the log
    kinds       text[] not null,
    customers   uuid[] not null,  -- before and after
    connections uuid[] not null,
    ends_run    boolean not null, -- what a run changed was told before
    body        json not null,    -- the bytes that are sent
    created_at  timestamptz not null,
    constraint notices_pkey primary key (tenant_id, seq)
);
create index notices_position on outward.notices (tenant_id, position, seq);
create index notices_ends on outward.notices (tenant_id, seq) where ends_run;
comment on table outward.notices is 'What is told, each thing once, in order. Rows are never changed.';

create table outward.told (
    tenant_id  uuid not null,
    asset      uuid not null,
    connection uuid,
    fields     jsonb not null,
    constraint told_pkey primary key (tenant_id, asset)
);
comment on table outward.told is 'Each asset as it was told last.';

create table outward.due (
    tenant_id uuid not null,
    asset     uuid not null,
    state     text not null,
    constraint due_pkey primary key (tenant_id, asset)
);
comment on table outward.due is 'Devices of which it was told that their replacement is due.';

create table outward.endpoints (
    tenant_id    uuid not null,
    subscription uuid not null,
    sealed       bytea not null, -- address and secrets, under the master key
    set_at       timestamptz not null,
    constraint endpoints_pkey primary key (tenant_id, subscription)
);
comment on table outward.endpoints is 'Where subscriptions are told to, and how that is signed: sealed.';

create table outward.cursors (
    tenant_id     uuid not null,
    subscription  uuid not null,
    seq           bigint not null,          -- up to which it was told
    replayed_to   bigint not null default 0, -- up to which it is told once more
    claim         uuid,                     -- of who is telling
    claimed_until timestamptz,
    next_at       timestamptz not null,
    attempts      integer not null default 0, -- at what is told now
    failing_since timestamptz,
    told_at       timestamptz,              -- when something was taken last
    constraint cursors_pkey primary key (tenant_id, subscription)
);
comment on table outward.cursors is 'How far each subscription was told.';

create table outward.deliveries (
    tenant_id    uuid not null,
    subscription uuid not null,
    id           uuid not null,     -- goes out with it, at each try
    seqs         bigint[] not null, -- of the notices, in order
    first_seq    bigint not null,
    last_seq     bigint not null,
    first_position bigint not null,
    last_position  bigint not null,
    created_at   timestamptz not null,
    tried_at     timestamptz,
    attempts     integer not null default 0,
    replays      integer not null default 0,
    took         interval,
    status       integer,           -- of the answer; null: there was none
    outcome      text,              -- taken; null: it is still to be told
    error        text not null default '',
    constraint deliveries_pkey primary key (tenant_id, subscription, first_seq),
    constraint deliveries_id unique (tenant_id, subscription, id),
    constraint deliveries_outcome check (outcome = 'taken')
);
create index deliveries_newest on outward.deliveries (tenant_id, subscription, last_seq desc);
comment on table outward.deliveries is 'What was told together: the same however often it is told.';

select projection.secure('outward.feeds');
select projection.secure('outward.notices');
select projection.secure('outward.told');
select projection.secure('outward.due');
select projection.secure('outward.cursors');
select projection.secure('outward.deliveries');
-- Addresses and secrets are the engine's alone.
grant select, insert, update, delete on outward.endpoints to coresync_engine;
alter table outward.endpoints enable row level security;

-- +goose Down
drop schema outward cascade;
