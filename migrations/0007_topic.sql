-- +goose Up

-- Stock tables of watermill-sql 4.1.2, for what leaves the log: poisoned messages and messages for others. Their
-- columns are the library's; a test compares them with what the library itself would make.
create schema watermill;

create table watermill.poison (
    "offset"       bigserial,
    uuid           varchar(36) not null,
    created_at     timestamp not null default current_timestamp,
    payload        json,
    metadata       json,
    transaction_id xid8 not null,
    primary key (transaction_id, "offset")
);
create table watermill.offsets_poison (
    consumer_group                varchar(255) not null,
    offset_acked                  bigint,
    last_processed_transaction_id xid8 not null,
    primary key (consumer_group)
);
create table watermill.outward (
    "offset"       bigserial,
    uuid           varchar(36) not null,
    created_at     timestamp not null default current_timestamp,
    payload        json,
    metadata       json,
    transaction_id xid8 not null,
    primary key (transaction_id, "offset")
);
create table watermill.offsets_outward (
    consumer_group                varchar(255) not null,
    offset_acked                  bigint,
    last_processed_transaction_id xid8 not null,
    primary key (consumer_group)
);

comment on table watermill.poison is 'Messages that a handler could not cope with, each with its reason in metadata.reason_poisoned.';
comment on table watermill.outward is 'Messages for programs that read with watermill-sql.';

grant usage on schema watermill to coresync_engine;
grant select, insert, update, delete on all tables in schema watermill to coresync_engine;
grant usage on all sequences in schema watermill to coresync_engine;

-- +goose Down
drop schema watermill cascade;
