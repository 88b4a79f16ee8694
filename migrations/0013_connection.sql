-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_connection_b1;
grant usage on schema rm_connection_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_connection_b1.connection (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    name text,
    region text,
    base_url text,
    grant_type text,
    client_id text,
    dashboard_domain text,
    added_at timestamptz,
    removed_at timestamptz,
    assets text,
    frequency text,
    zone text,
    anchor timestamptz,
    last_run uuid,
    last_sync_at timestamptz,
    last_failure text,
    last_message text,
    last_failure_at timestamptz,
    version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_connection_b1.connection');
comment on table rm_connection_b1.connection is 'NinjaOne connections and their schedules.';
comment on column rm_connection_b1.connection.id is 'id of the connection';
comment on column rm_connection_b1.connection.name is 'name';
comment on column rm_connection_b1.connection.region is 'US, EU, Oceania, Canada, US2 or Simulator';
comment on column rm_connection_b1.connection.base_url is 'address of a simulator';
comment on column rm_connection_b1.connection.grant_type is 'client_credentials or authorization_code';
comment on column rm_connection_b1.connection.client_id is 'client id in NinjaOne';
comment on column rm_connection_b1.connection.dashboard_domain is 'host of links into NinjaOne';
comment on column rm_connection_b1.connection.added_at is 'when it was connected';
comment on column rm_connection_b1.connection.removed_at is 'when it was ended';
comment on column rm_connection_b1.connection.assets is 'what became of its assets: keep, mark or archive';
comment on column rm_connection_b1.connection.frequency is 'hourly, daily, weekly or manual';
comment on column rm_connection_b1.connection.zone is 'time zone of the schedule';
comment on column rm_connection_b1.connection.anchor is 'moment when the schedule was chosen';
comment on column rm_connection_b1.connection.last_run is 'newest run that ended';
comment on column rm_connection_b1.connection.last_sync_at is 'end of the newest complete run';
comment on column rm_connection_b1.connection.last_failure is 'reason of the newest run, when it failed';
comment on column rm_connection_b1.connection.last_message is 'what it said';
comment on column rm_connection_b1.connection.last_failure_at is 'when';
comment on column rm_connection_b1.connection.version is 'version of its stream, for conflicts';
comment on column rm_connection_b1.connection.position is 'newest event';
create table rm_connection_b1.run (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    position bigint,
    connection uuid,
    trigger text,
    state text,
    started_at timestamptz,
    ended_at timestamptz,
    step text,
    reason text,
    message text,
    counts json
) with (fillfactor = 90);
select projection.secure('rm_connection_b1.run');
comment on table rm_connection_b1.run is 'Sync runs that ended.';
comment on column rm_connection_b1.run.id is 'id of the run';
comment on column rm_connection_b1.run.connection is 'NinjaOne connection';
comment on column rm_connection_b1.run.trigger is 'first, manual or scheduled';
comment on column rm_connection_b1.run.state is 'completed, failed or undone';
comment on column rm_connection_b1.run.started_at is 'when it began';
comment on column rm_connection_b1.run.ended_at is 'when it ended';
comment on column rm_connection_b1.run.step is 'listing at which it broke off';
comment on column rm_connection_b1.run.reason is 'why it failed, a stable code';
comment on column rm_connection_b1.run.message is 'why it failed, and what to do';
comment on column rm_connection_b1.run.counts is 'numbers of the run (SYN-05 to SYN-09)';
comment on column rm_connection_b1.run.position is 'event that ended it';
create unique index connection_pkey on rm_connection_b1.connection (tenant_id, variant, id);
create unique index run_pkey on rm_connection_b1.run (tenant_id, variant, id);
create index run_position on rm_connection_b1.run (tenant_id, variant, position) where position is not null;
select projection.add_model('connection', 1, 1);

create or replace view projection.live_connection_connection with (security_invoker = true) as
select t.tenant_id, t.id, t.name, t.region, t.base_url, t.grant_type, t.client_id, t.dashboard_domain, t.added_at, t.removed_at, t.assets, t.frequency, t.zone, t.anchor, t.last_run, t.last_sync_at, t.last_failure, t.last_message, t.last_failure_at, t.version, t.position
from rm_connection_b1.connection t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'connection' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_connection_connection to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_connection_run with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.trigger, t.state, t.started_at, t.ended_at, t.step, t.reason, t.message, t.counts, t.position
from rm_connection_b1.run t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'connection' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_connection_run to coresync_engine, coresync_app, coresync_reader;

create view readmodel.connections with (security_invoker = true) as select
    c.tenant_id as tenant_id,
    c.id as id,
    c.name as name,
    c.region as region,
    c.frequency as frequency,
    c.last_sync_at as last_sync_at,
    c.last_failure as last_failure,
    c.removed_at as removed_at
from projection.live_connection_connection c;
comment on view readmodel.connections is 'NinjaOne connections.';
comment on column readmodel.connections.tenant_id is 'tenant';
comment on column readmodel.connections.id is 'id of the connection';
comment on column readmodel.connections.name is 'name';
comment on column readmodel.connections.region is 'region of NinjaOne';
comment on column readmodel.connections.frequency is 'how often it syncs by itself';
comment on column readmodel.connections.last_sync_at is 'end of the newest complete run';
comment on column readmodel.connections.last_failure is 'why the newest run failed, a stable code';
comment on column readmodel.connections.removed_at is 'when it was ended';
grant select on readmodel.connections to coresync_engine, coresync_app, coresync_reader;

create view readmodel.sync_runs with (security_invoker = true) as select
    r.tenant_id as tenant_id,
    r.id as id,
    r.connection as connection_id,
    r.trigger as trigger,
    r.state as state,
    r.started_at as started_at,
    r.ended_at as ended_at,
    (r.counts ->> 'devices_found')::bigint as devices_found,
    (r.counts ->> 'assets_created')::bigint as assets_created,
    (r.counts ->> 'assets_updated')::bigint as assets_updated,
    (r.counts ->> 'missing')::bigint as missing,
    r.reason as reason
from projection.live_connection_run r;
comment on view readmodel.sync_runs is 'Sync runs that ended.';
comment on column readmodel.sync_runs.tenant_id is 'tenant';
comment on column readmodel.sync_runs.id is 'id of the run';
comment on column readmodel.sync_runs.connection_id is 'NinjaOne connection';
comment on column readmodel.sync_runs.trigger is 'first, manual or scheduled';
comment on column readmodel.sync_runs.state is 'completed, failed or undone';
comment on column readmodel.sync_runs.started_at is 'when it began';
comment on column readmodel.sync_runs.ended_at is 'when it ended';
comment on column readmodel.sync_runs.devices_found is 'devices found (SYN-05)';
comment on column readmodel.sync_runs.assets_created is 'assets created (SYN-06)';
comment on column readmodel.sync_runs.assets_updated is 'assets updated (SYN-07)';
comment on column readmodel.sync_runs.missing is 'devices that were no longer listed';
comment on column readmodel.sync_runs.reason is 'why it failed, a stable code';
grant select on readmodel.sync_runs to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.sync_runs;
drop view readmodel.connections;
drop view projection.live_connection_connection;
drop view projection.live_connection_run;
drop schema rm_connection_b1 cascade;
delete from projection.builds where model = 'connection';
delete from projection.releases where model = 'connection';
delete from eventstore.checkpoints where consumer like 'connection/%';
