-- +goose Up

-- Sign-ins at NinjaOne that were begun and not finished. The state that comes back
-- with the browser is the proof of who began it, so only its hash is kept: it has
-- 256 random bits, and one round of SHA-256 is enough. Package adapters/poller
-- owns the table.
create table poller.sign_ins (
    state_hash    bytea not null,
    tenant_id     uuid not null,
    connection_id uuid not null,
    actor         text not null,
    -- PKCE verifier, sealed by the master key before it gets here
    verifier      bytea not null,
    expires_at    timestamptz not null,
    constraint sign_ins_pkey primary key (state_hash),
    constraint sign_ins_state_hash_length check (octet_length(state_hash) = 32)
);
create index sign_ins_of_connection on poller.sign_ins (tenant_id, connection_id);

grant select, insert, delete on poller.sign_ins to coresync_engine;

-- +goose Down
drop table poller.sign_ins;
