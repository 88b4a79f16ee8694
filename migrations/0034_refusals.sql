-- +goose Up

-- Sign-ins that failed and are still to be told in the log, which is done at most once a minute and person. Those of whom
-- nobody knows who they are are one row, of the user 0; what they typed is not kept.
create table web.refusals (
    tenant_id  uuid not null,
    user_id    uuid not null,
    untold     int not null,
    by         text not null,
    told_at    timestamptz not null,
    constraint refusals_pkey primary key (tenant_id, user_id)
);
grant select, insert, update, delete on web.refusals to coresync_app, coresync_engine;
alter table web.refusals enable row level security;
create policy tenant_of_transaction on web.refusals to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop table web.refusals;
