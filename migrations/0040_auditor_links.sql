-- +goose Up

-- Links by which auditors read without an account, and what they opened with them. Package
-- http/auditor owns these tables. Of secrets only the SHA-256 is kept.
create table web.auditor_links (
    tenant_id   uuid not null,
    id          uuid not null,
    name        text not null, -- what it is for
    secret_hash bytea not null,
    as_of       timestamptz,   -- moment that it opens at; null: now
    created_by  text not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    opened      bigint not null default 0, -- how often
    opened_at   timestamptz,
    last_used_at timestamptz,  -- to the minute
    revoked_at  timestamptz,
    constraint auditor_links_pkey primary key (id),
    constraint auditor_links_secret_hash_length check (octet_length(secret_hash) = 32),
    constraint auditor_links_name_length check (char_length(name) between 1 and 100)
) with (fillfactor = 80);
create index auditor_links_of_tenant on web.auditor_links (tenant_id, created_at desc, id);

-- A browser that opened a link has a cookie of its own, so that the link's secret is in no
-- later address.
create table web.auditor_sessions (
    tenant_id   uuid not null,
    id          uuid not null,
    link_id     uuid not null references web.auditor_links (id),
    secret_hash bytea not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    constraint auditor_sessions_pkey primary key (id),
    constraint auditor_sessions_secret_hash_length check (octet_length(secret_hash) = 32)
);
create index auditor_sessions_of_link on web.auditor_sessions (tenant_id, link_id, created_at);

-- Who opens a link does not know the tenant yet, and row security would hide the rows. These
-- look-ups, by a whole id and nothing else, run as their owner; see web.token_of.
-- +goose StatementBegin
create function web.auditor_link_of(link uuid) returns setof web.auditor_links
language sql stable security definer set search_path = pg_catalog as $$
    select * from web.auditor_links where id = link
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function web.auditor_session_of(session uuid) returns setof web.auditor_sessions
language sql stable security definer set search_path = pg_catalog as $$
    select * from web.auditor_sessions where id = session
$$;
-- +goose StatementEnd
revoke all on function web.auditor_link_of(uuid), web.auditor_session_of(uuid) from public;
grant execute on function web.auditor_link_of(uuid), web.auditor_session_of(uuid) to coresync_app, coresync_engine;
grant select, insert, update on web.auditor_links to coresync_app, coresync_engine;
grant select, insert, delete on web.auditor_sessions to coresync_app, coresync_engine;
alter table web.auditor_links enable row level security;
alter table web.auditor_sessions enable row level security;
create policy tenant_of_transaction on web.auditor_links to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on web.auditor_sessions to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop function web.auditor_link_of(uuid), web.auditor_session_of(uuid);
drop table web.auditor_sessions, web.auditor_links;
