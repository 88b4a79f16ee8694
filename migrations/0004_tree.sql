-- +goose Up

-- The tree of a log (RFC 6962). Only package eventstore/tree writes here.

-- Nodes in tiles of 256, as in C2SP tlog-tiles: the hashes of the nodes
-- index*256 … index*256+255 of level 8*level. A tile of level 0 is written once it is
-- whole, before that its leaves are read from the events; the others grow by a hash
-- whenever a tile below is whole.
create table eventstore.tree_tiles (
    tenant_id   uuid not null,
    level       smallint not null check (level between 0 and 7),
    index       bigint not null check (index >= 0),
    hashes      bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    -- of the last event below it: bounds what is read of the events after it
    recorded_at timestamptz not null,
    constraint tree_tiles_pkey primary key (tenant_id, level, index)
);
-- Hashes can't be compressed.
alter table eventstore.tree_tiles alter column hashes set storage external;

-- What signs the heads of a tenant: Ed25519, the private half wrapped by the master key.
create table eventstore.tree_keys (
    tenant_id  uuid primary key,
    public_key bytea not null check (octet_length(public_key) = 32),
    wrapped    bytea not null,
    created_at timestamptz not null default now()
);

-- Signed heads. note is the C2SP tlog-checkpoint, which says all the rest.
create table eventstore.tree_heads (
    tenant_id uuid not null,
    epoch     uuid not null,
    size      bigint not null check (size > 0),
    root      bytea not null check (octet_length(root) = 32),
    note      text not null,
    signed_at timestamptz not null,
    constraint tree_heads_pkey primary key (tenant_id, epoch, size)
);
create index tree_heads_signed_at on eventstore.tree_heads (tenant_id, signed_at);

-- Epochs that were left, by a person and for a reason: heads of theirs are no sign
-- of a restored backup any more.
create table eventstore.tree_forks (
    tenant_id    uuid not null,
    former_epoch uuid not null,
    epoch        uuid not null,
    -- where the log stood; the former epoch's heads beyond it are of events that are lost
    position     bigint not null,
    reason       text not null check (reason <> ''),
    forked_at    timestamptz not null,
    constraint tree_forks_pkey primary key (tenant_id, former_epoch)
);

grant select, insert, update on eventstore.tree_tiles to coresync_engine;
grant select, insert on eventstore.tree_keys, eventstore.tree_heads, eventstore.tree_forks to coresync_engine;
grant select on eventstore.tree_tiles, eventstore.tree_heads, eventstore.tree_forks to coresync_app;
grant select (tenant_id, public_key, created_at) on eventstore.tree_keys to coresync_app;

alter table eventstore.tree_tiles enable row level security;
alter table eventstore.tree_keys enable row level security;
alter table eventstore.tree_heads enable row level security;
alter table eventstore.tree_forks enable row level security;
create policy tenant_of_transaction on eventstore.tree_tiles for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on eventstore.tree_keys for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on eventstore.tree_heads for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on eventstore.tree_forks for select to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop table eventstore.tree_forks;
drop table eventstore.tree_heads;
drop table eventstore.tree_keys;
drop table eventstore.tree_tiles;
