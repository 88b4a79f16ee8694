-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_reportmail_b1;
grant usage on schema rm_reportmail_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_reportmail_b1.schedule (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    report text,
    filter text,
    format text,
    frequency text,
    day bigint not null,
    hour bigint not null,
    zone text,
    recipients json,
    paused boolean not null,
    set_at timestamptz,
    set_by text,
    version bigint not null,
    dispatch uuid,
    sent_at timestamptz
) with (fillfactor = 90);
select projection.secure('rm_reportmail_b1.schedule');
comment on table rm_reportmail_b1.schedule is 'Reports that are sent by mail by themselves.';
comment on column rm_reportmail_b1.schedule.id is 'id of the schedule';
comment on column rm_reportmail_b1.schedule.report is 'name of the report';
comment on column rm_reportmail_b1.schedule.filter is 'what it is narrowed by, as a query';
comment on column rm_reportmail_b1.schedule.format is 'csv, xlsx or pdf';
comment on column rm_reportmail_b1.schedule.frequency is 'weekly or monthly';
comment on column rm_reportmail_b1.schedule.day is 'day of the week (1 is Monday) or of the month';
comment on column rm_reportmail_b1.schedule.hour is 'hour of the clocks in the zone';
comment on column rm_reportmail_b1.schedule.zone is 'time zone of day and hour';
comment on column rm_reportmail_b1.schedule.recipients is 'who gets it';
comment on column rm_reportmail_b1.schedule.paused is 'nothing is sent by itself';
comment on column rm_reportmail_b1.schedule.set_at is 'when it was set last';
comment on column rm_reportmail_b1.schedule.set_by is 'by whom, an id';
comment on column rm_reportmail_b1.schedule.version is 'version of its stream, for conflicts';
comment on column rm_reportmail_b1.schedule.dispatch is 'the last sending';
comment on column rm_reportmail_b1.schedule.sent_at is 'the moment that the last report shows';
create unique index schedule_pkey on rm_reportmail_b1.schedule (tenant_id, variant, id);
select projection.add_model('reportmail', 1, 1);

create or replace view projection.live_reportmail_schedule with (security_invoker = true) as
select t.tenant_id, t.id, t.report, t.filter, t.format, t.frequency, t.day, t.hour, t.zone, t.recipients, t.paused, t.set_at, t.set_by, t.version, t.dispatch, t.sent_at
from rm_reportmail_b1.schedule t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'reportmail' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_reportmail_schedule to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view projection.live_reportmail_schedule;
drop schema rm_reportmail_b1 cascade;
delete from projection.builds where model = 'reportmail';
delete from projection.releases where model = 'reportmail';
delete from eventstore.checkpoints where consumer like 'reportmail/%';
