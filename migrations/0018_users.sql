-- +goose Up

-- Who works with the program: people, their sessions in browsers, and links that are good once. Package http/user
-- owns these tables. They hold names and e-mail addresses of the operator's own people; a removed person's are cleared.

create table web.users (
    tenant_id       uuid not null,
    id              uuid not null,
    email           text not null,
    -- lower case: an address belongs to one person of the installation; null once removed
    email_key       text,
    name            text not null,
    role            text not null,
    -- argon2id in the PHC form; null: no password yet
    password_hash   text,
    timezone        text not null default '', -- empty: the workspace's
    theme           text not null default 'auto',
    created_by      text not null,
    created_at      timestamptz not null,
    last_sign_in_at timestamptz,
    removed_at      timestamptz,
    constraint users_pkey primary key (id),
    constraint users_email_key unique (email_key),
    constraint users_theme check (theme in ('auto', 'light', 'dark'))
);
create index users_of_tenant on web.users (tenant_id, created_at, id);

-- A session is a cookie of 256 random bits, of which the SHA-256 is kept.
create table web.sessions (
    tenant_id    uuid not null,
    id           uuid not null,
    user_id      uuid not null references web.users (id),
    secret_hash  bytea not null,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    constraint sessions_pkey primary key (id),
    constraint sessions_secret_hash_length check (octet_length(secret_hash) = 32)
) with (fillfactor = 80);
create index sessions_of_user on web.sessions (tenant_id, user_id);

-- Links that are good once: to set up a workspace (no user yet), or to choose a password.
create table web.links (
    tenant_id   uuid not null,
    id          uuid not null,
    user_id     uuid references web.users (id),
    secret_hash bytea not null,
    created_by  text not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    used_at     timestamptz,
    constraint links_pkey primary key (id),
    constraint links_secret_hash_length check (octet_length(secret_hash) = 32)
);
create index links_of_tenant on web.links (tenant_id, user_id);

-- Failed sign-ins, by hash of the address that was typed or that it came from. They belong to no tenant: who fails to
-- sign in has none.
create table web.attempts (
    key        bytea not null,
    failures   int not null,
    first_at   timestamptz not null,
    constraint attempts_pkey primary key (key)
);
create index attempts_age on web.attempts (first_at);

-- Who signs in does not know the tenant yet, and row security would hide the rows. These look-ups, by a whole key and
-- nothing else, run as their owner; see web.token_of.
-- +goose StatementBegin
create function web.user_of_email(key text) returns setof web.users
language sql stable security definer set search_path = pg_catalog as $$
    select * from web.users where email_key = key and removed_at is null
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function web.tenant_of_session(session_id uuid) returns uuid
language sql stable security definer set search_path = pg_catalog as $$
    select tenant_id from web.sessions where id = session_id
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function web.tenant_of_link(link_id uuid) returns uuid
language sql stable security definer set search_path = pg_catalog as $$
    select tenant_id from web.links where id = link_id
$$;
-- +goose StatementEnd
revoke all on function web.user_of_email(text), web.tenant_of_session(uuid), web.tenant_of_link(uuid) from public;
grant execute on function web.user_of_email(text), web.tenant_of_session(uuid), web.tenant_of_link(uuid) to coresync_app, coresync_engine;

grant select, insert, update on web.users to coresync_app, coresync_engine;
grant select, insert, update, delete on web.sessions, web.links, web.attempts to coresync_app, coresync_engine;

alter table web.users enable row level security;
alter table web.sessions enable row level security;
alter table web.links enable row level security;
create policy tenant_of_transaction on web.users to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on web.sessions to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on web.links to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop function web.user_of_email(text), web.tenant_of_session(uuid), web.tenant_of_link(uuid);
drop table web.attempts, web.links, web.sessions, web.users;
