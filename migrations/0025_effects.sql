-- +goose Up

-- The ledger of what is sent outside. Package projections/effect owns it. An effect's id is
-- made of what it is about and goes out with it, so whoever gets it twice can tell. It holds
-- no secret and nothing personal: what is sent is put together when it is sent.
create schema effect;
grant usage on schema effect to coresync_engine, coresync_app, coresync_reader;

create table effect.effects (
    tenant_id     uuid not null,
    id            uuid not null,   -- version 5, of kind, target and what it is about
    kind          text not null,   -- such as mail
    target        uuid not null,   -- who gets it
    about         uuid not null,   -- what it tells of
    created_at    timestamptz not null,
    next_at       timestamptz not null,
    attempts      integer not null default 0,
    claimed_until timestamptz,     -- somebody is sending it
    ended_at      timestamptz,
    outcome       text,            -- sent, moot (no longer needed) or failed (given up)
    error         text not null default '',
    constraint effects_pkey primary key (tenant_id, id),
    constraint effects_outcome check (outcome in ('sent', 'moot', 'failed')),
    constraint effects_ended check ((ended_at is null) = (outcome is null))
);
create index effects_due on effect.effects (next_at) where ended_at is null;
comment on table effect.effects is 'What is sent outside: each once, unless the process was killed between sending and recording.';
select projection.secure('effect.effects');

-- +goose Down
drop schema effect cascade;
