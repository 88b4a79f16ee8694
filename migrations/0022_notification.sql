-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_notification_b1;
grant usage on schema rm_notification_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_notification_b1.occasion (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    synced_at bigint,
    held uuid,
    held_at bigint,
    failed uuid,
    failed_at bigint,
    reason text,
    ended_at timestamptz,
    reconnect boolean not null
) with (fillfactor = 90);
select projection.secure('rm_notification_b1.occasion');
comment on table rm_notification_b1.occasion is 'What happened to each connection that may need people.';
comment on column rm_notification_b1.occasion.id is 'connection';
comment on column rm_notification_b1.occasion.synced_at is 'position of the end of the newest complete run';
comment on column rm_notification_b1.occasion.held is 'run that waits for a person';
comment on column rm_notification_b1.occasion.held_at is 'position where it began to wait';
comment on column rm_notification_b1.occasion.failed is 'newest run, when it failed';
comment on column rm_notification_b1.occasion.failed_at is 'position of its end';
comment on column rm_notification_b1.occasion.reason is 'why it failed or waits, a stable code';
comment on column rm_notification_b1.occasion.ended_at is 'end of the newest run';
comment on column rm_notification_b1.occasion.reconnect is 'only a sign-in at NinjaOne mends it';
create unique index occasion_pkey on rm_notification_b1.occasion (tenant_id, variant, id);
select projection.add_model('notification', 1, 1);

create or replace view projection.live_notification_occasion with (security_invoker = true) as
select t.tenant_id, t.id, t.synced_at, t.held, t.held_at, t.failed, t.failed_at, t.reason, t.ended_at, t.reconnect
from rm_notification_b1.occasion t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'notification' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_notification_occasion to coresync_engine, coresync_app, coresync_reader;

create view readmodel.notifications with (security_invoker = true) as select
    n.tenant_id as tenant_id,
    n.id as id,
    n.recipient as recipient_id,
    n.type as type,
    n.day as day,
    n.connection as connection_id,
    n.count as count,
    n.suggested as suggested,
    n.created_at as created_at,
    n.done_at as done_at,
    n.done_by as done_by
from notification.items n;
comment on view readmodel.notifications is 'What was told to people in their inboxes, each once (NOT-01 to NOT-05).';
comment on column readmodel.notifications.tenant_id is 'tenant';
comment on column readmodel.notifications.id is 'id of the item, made of recipient, type and day';
comment on column readmodel.notifications.recipient_id is 'person whose inbox it is in';
comment on column readmodel.notifications.type is 'organization_mapping, contact_assignment, sync_held, sync_failed, reconnect or webhook_failing';
comment on column readmodel.notifications.day is 'day in the workspace''s time zone: one item a day, recipient and type';
comment on column readmodel.notifications.connection_id is 'NinjaOne connection that its link leads to';
comment on column readmodel.notifications.count is 'how many things need somebody';
comment on column readmodel.notifications.suggested is 'how many of them have a suggestion';
comment on column readmodel.notifications.created_at is 'when it was told';
comment on column readmodel.notifications.done_at is 'when it was done; empty: it is open';
comment on column readmodel.notifications.done_by is 'person, solved (by itself), newer (another item took its place) or muted';
grant select on readmodel.notifications to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.notifications;
drop view projection.live_notification_occasion;
drop schema rm_notification_b1 cascade;
delete from projection.builds where model = 'notification';
delete from projection.releases where model = 'notification';
delete from eventstore.checkpoints where consumer like 'notification/%';
