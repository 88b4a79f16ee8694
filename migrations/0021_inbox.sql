-- +goose Up

-- The ledger of inboxes: what was told to whom. Package projections/notification owns it.
-- It is no part of a generation: a read model that is made anew tells nothing twice.
create schema notification;
grant usage on schema notification to coresync_engine, coresync_app, coresync_reader;

create table notification.items (
    tenant_id  uuid not null,
    id         uuid not null,     -- version 5, of recipient, type and day
    recipient  uuid not null,
    type       text not null,
    day        date not null,     -- in the workspace's time zone
    connection uuid,              -- where its link leads
    run        uuid,
    count      bigint not null,   -- things that need somebody
    suggested  bigint not null,   -- of them with a suggestion
    reason     text not null default '',
    about      bigint not null,   -- print of the set of things
    position   bigint not null,   -- of the log, that was looked at
    created_at timestamptz not null,
    done_at    timestamptz,
    done_by    text,
    constraint items_pkey primary key (tenant_id, id),
    constraint items_once unique (tenant_id, recipient, type, day),
    constraint items_done check ((done_at is null) = (done_by is null)),
    constraint items_done_by check (done_by in ('person', 'solved', 'newer', 'muted'))
);
create index items_of_recipient on notification.items (tenant_id, recipient, created_at desc, id);
create index items_open on notification.items (tenant_id, type) where done_at is null;
comment on table notification.items is 'Items of inboxes, each once a day, recipient and type (NOT-05).';

create table notification.mutes (
    tenant_id uuid not null,
    recipient uuid not null,
    type      text not null,
    muted_at  timestamptz not null,
    constraint mutes_pkey primary key (tenant_id, recipient, type)
);
comment on table notification.mutes is 'Types that somebody does not want to be told of.';

create table notification.passes (
    tenant_id uuid not null,
    position  bigint not null, -- up to which the ends of runs were looked at
    passed_at timestamptz not null,
    constraint passes_pkey primary key (tenant_id)
);
comment on table notification.passes is 'Up to which position of the log inboxes are complete.';

select projection.secure('notification.items');
select projection.secure('notification.mutes');
select projection.secure('notification.passes');

-- +goose Down
drop schema notification cascade;
