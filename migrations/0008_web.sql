-- +goose Up

-- What the HTTP side keeps for itself. Package http/token owns tokens, package
-- http/setting owns settings.
create schema web;

-- API tokens. Only a hash of the secret is kept: it has 256 random bits, so one
-- round of SHA-256 is enough.
create table web.tokens (
    tenant_id    uuid not null,
    id           uuid not null,
    name         text not null,
    secret_hash  bytea not null,
    role         text not null,
    -- narrows the role; null: all that the role may do
    permissions  text[],
    created_by   text not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    constraint tokens_pkey primary key (id),
    constraint tokens_secret_hash_length check (octet_length(secret_hash) = 32),
    constraint tokens_name_length check (char_length(name) between 1 and 100)
) with (fillfactor = 80);
create index tokens_of_tenant on web.tokens (tenant_id, created_at, id);

-- One row a workspace that has changed a setting.
create table web.settings (
    tenant_id  uuid not null,
    name       text not null,
    timezone   text not null,
    version    bigint not null,
    changed_by text not null,
    changed_at timestamptz not null,
    constraint settings_pkey primary key (tenant_id)
);

-- Who signs in does not know the tenant yet, and row security would hide the row.
-- So this one look-up, by the whole id and nothing else, runs as its owner.
-- +goose StatementBegin
create function web.token_of(token_id uuid) returns setof web.tokens
language sql stable security definer set search_path = pg_catalog as $$
    select * from web.tokens where id = token_id
$$;
-- +goose StatementEnd
revoke all on function web.token_of(uuid) from public;

grant usage on schema web to coresync_app, coresync_engine;
grant select, insert, update on web.tokens, web.settings to coresync_app, coresync_engine;
grant execute on function web.token_of(uuid) to coresync_app, coresync_engine;

alter table web.tokens enable row level security;
alter table web.settings enable row level security;
create policy tenant_of_transaction on web.tokens to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on web.settings to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop schema web cascade;
