-- +goose Up

-- The newest comparison of a read model of a tenant with its log, or the one that is
-- ordered or going on.
create table projection.checks (
    tenant_id  uuid not null,
    model      text not null,
    state      text not null check (state in ('queued', 'running', 'agrees', 'differs', 'failed')),
    position   bigint not null default 0,
    message    text not null default '',
    started_at timestamptz not null,
    ended_at   timestamptz,
    constraint checks_pkey primary key (tenant_id, model)
);
grant select, insert, update, delete on projection.checks to coresync_engine;

-- +goose Down
drop table projection.checks;
