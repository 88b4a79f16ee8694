-- +goose Up

-- Keys. Only package eventstore/vault writes here, and only the engine's role may
-- read: who answers queries never sees a key.
create schema vault;

-- The master key that this database belongs to, by its name and an HMAC of a
-- constant; the key itself is in a file. One row.
create table vault.master_key (
    only_row   boolean primary key default true check (only_row),
    key_id     text not null,
    key_check  bytea not null,
    created_at timestamptz not null default now()
);

-- A tenant's key, wrapped by the master key. Without its row nothing personal of
-- the tenant can be read.
create table vault.tenant_keys (
    tenant_id  uuid primary key constraint tenant_keys_tenant references eventstore.tenants,
    wrapped    bytea not null,
    -- counts erasures, so that other processes notice that their caches are old
    erasures   bigint not null default 0,
    created_at timestamptz not null default now()
);

-- How a person is found: an HMAC of kind and value under a key made from the
-- tenant's. Erasing removes the row, so that a
-- person who is seen again becomes a new subject and old events stay anonymous.
-- No foreign key here: a first sync makes 100,000 rows, and one check a row is dear.
create table vault.subjects (
    tenant_id    uuid not null,
    subject_hmac bytea not null,
    subject      uuid not null,
    kind         text not null,
    created_at   timestamptz not null default now(),
    constraint subjects_pkey primary key (tenant_id, subject_hmac)
);

-- Keys of subjects, wrapped by the tenant's key. An erased one keeps its row, so
-- that "erased" and "lost" can be told apart. Above 999 the version is a week since 1970:
-- the first whose data can be read; keys of later weeks follow from it, of earlier ones not.
create table vault.subject_keys (
    tenant_id    uuid not null,
    subject      uuid not null,
    version      integer not null check (version > 0),
    -- leads to the row of subjects that erasing removes; null when it is removed
    subject_hmac bytea,
    wrapped      bytea,
    created_at   timestamptz not null default now(),
    erased_at    timestamptz,
    constraint subject_keys_pkey primary key (tenant_id, subject, version),
    constraint subject_keys_erased check ((wrapped is null) = (erased_at is not null) and (wrapped is not null or subject_hmac is null))
)
-- An erased key must leave the table's files soon, not when a fifth of it has changed.
with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

grant usage on schema vault to coresync_engine;
grant select, insert on vault.master_key to coresync_engine;
grant select, insert, update on vault.tenant_keys to coresync_engine;
grant select, insert, delete on vault.subjects to coresync_engine;
grant select, insert, update on vault.subject_keys to coresync_engine;

-- +goose Down
drop schema vault cascade;
