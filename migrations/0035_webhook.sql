-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_webhook_b1;
grant usage on schema rm_webhook_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_webhook_b1.subscription (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    name text,
    host text,
    narrow json,
    batch text,
    personal boolean not null,
    whole boolean not null,
    paused text,
    paused_at timestamptz,
    position bigint not null,
    set_at timestamptz,
    set_by text,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_webhook_b1.subscription');
comment on table rm_webhook_b1.subscription is 'Programs outside that are told what happens here.';
comment on column rm_webhook_b1.subscription.id is 'id of the subscription';
comment on column rm_webhook_b1.subscription.name is 'its name';
comment on column rm_webhook_b1.subscription.host is 'where it is told to, without the rest of the address';
comment on column rm_webhook_b1.subscription.narrow is 'what is told, and of whom';
comment on column rm_webhook_b1.subscription.batch is 'each or run';
comment on column rm_webhook_b1.subscription.personal is 'names and addresses of contacts go along';
comment on column rm_webhook_b1.subscription.whole is 'it begins with all that is there';
comment on column rm_webhook_b1.subscription.paused is 'why nothing is told: person, gone or failing';
comment on column rm_webhook_b1.subscription.paused_at is 'since when';
comment on column rm_webhook_b1.subscription.position is 'event that made it';
comment on column rm_webhook_b1.subscription.set_at is 'when it was set last';
comment on column rm_webhook_b1.subscription.set_by is 'by whom, an id';
comment on column rm_webhook_b1.subscription.version is 'version of its stream, for conflicts';
create unique index subscription_pkey on rm_webhook_b1.subscription (tenant_id, variant, id);
select projection.add_model('webhook', 1, 1);

create or replace view projection.live_webhook_subscription with (security_invoker = true) as
select t.tenant_id, t.id, t.name, t.host, t.narrow, t.batch, t.personal, t.whole, t.paused, t.paused_at, t.position, t.set_at, t.set_by, t.version
from rm_webhook_b1.subscription t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'webhook' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_webhook_subscription to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view projection.live_webhook_subscription;
drop schema rm_webhook_b1 cascade;
delete from projection.builds where model = 'webhook';
delete from projection.releases where model = 'webhook';
delete from eventstore.checkpoints where consumer like 'webhook/%';
