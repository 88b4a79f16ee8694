-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_replacement_b1;
grant usage on schema rm_replacement_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_replacement_b1.policy (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    category text,
    end_of_life text,
    max_age bigint,
    warn bigint not null,
    costed boolean not null,
    unit_cost bigint not null,
    set_at timestamptz,
    set_by text,
    position bigint,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_replacement_b1.policy');
comment on table rm_replacement_b1.policy is 'When devices are due to be replaced, by customer and category.';
comment on column rm_replacement_b1.policy.id is 'id of the row, made of customer and category';
comment on column rm_replacement_b1.policy.customer is 'customer; null: the default for all';
comment on column rm_replacement_b1.policy.category is 'category (CAT)';
comment on column rm_replacement_b1.policy.end_of_life is 'age or warranty; null: inherited, with the months';
comment on column rm_replacement_b1.policy.max_age is 'maximum age in months (EOL-02)';
comment on column rm_replacement_b1.policy.warn is 'months before the end at which it is approaching (EOL-03)';
comment on column rm_replacement_b1.policy.costed is 'it has a cost of its own';
comment on column rm_replacement_b1.policy.unit_cost is 'cost of one new device';
comment on column rm_replacement_b1.policy.set_at is 'when it was set';
comment on column rm_replacement_b1.policy.set_by is 'by whom, an id';
comment on column rm_replacement_b1.policy.position is 'event that set it';
comment on column rm_replacement_b1.policy.version is 'version of its stream at that event';
create table rm_replacement_b1.plan (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    action text,
    until date,
    note text,
    planned_at timestamptz,
    planned_by text,
    position bigint,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_replacement_b1.plan');
comment on table rm_replacement_b1.plan is 'What people plan for the replacement of single devices.';
comment on column rm_replacement_b1.plan.id is 'id of the asset';
comment on column rm_replacement_b1.plan.action is 'snoozed or ordered; null: nothing';
comment on column rm_replacement_b1.plan.until is 'first day on which a snoozed one is due again';
comment on column rm_replacement_b1.plan.note is 'reason, or note';
comment on column rm_replacement_b1.plan.planned_at is 'when it was decided';
comment on column rm_replacement_b1.plan.planned_by is 'by whom, an id';
comment on column rm_replacement_b1.plan.position is 'event that said so';
comment on column rm_replacement_b1.plan.version is 'version of its stream, for conflicts';
create unique index policy_pkey on rm_replacement_b1.policy (tenant_id, variant, id);
create unique index plan_pkey on rm_replacement_b1.plan (tenant_id, variant, id);
select projection.add_model('replacement', 1, 1);

create or replace view projection.live_replacement_policy with (security_invoker = true) as
select t.tenant_id, t.id, t.customer, t.category, t.end_of_life, t.max_age, t.warn, t.costed, t.unit_cost, t.set_at, t.set_by, t.position, t.version
from rm_replacement_b1.policy t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'replacement' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_replacement_policy to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_replacement_plan with (security_invoker = true) as
select t.tenant_id, t.id, t.action, t.until, t.note, t.planned_at, t.planned_by, t.position, t.version
from rm_replacement_b1.plan t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'replacement' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_replacement_plan to coresync_engine, coresync_app, coresync_reader;

create view readmodel.replacement_policies with (security_invoker = true) as select
    p.tenant_id as tenant_id,
    p.customer as customer_id,
    p.category as category,
    p.end_of_life as end_of_life,
    p.max_age as max_age_months,
    case when p.end_of_life is not null then p.warn end as warn_months,
    case when p.costed then p.unit_cost end as unit_cost
from projection.live_replacement_policy p;
comment on view readmodel.replacement_policies is 'When devices are due to be replaced, as people say; what a customer''s row leaves out is the default''s.';
comment on column readmodel.replacement_policies.tenant_id is 'tenant';
comment on column readmodel.replacement_policies.customer_id is 'customer; null: the default for all';
comment on column readmodel.replacement_policies.category is 'category (CAT)';
comment on column readmodel.replacement_policies.end_of_life is 'age or warranty; null: inherited, with the months';
comment on column readmodel.replacement_policies.max_age_months is 'maximum age (EOL-02)';
comment on column readmodel.replacement_policies.warn_months is 'warned so many months before (EOL-03)';
comment on column readmodel.replacement_policies.unit_cost is 'cost of one new device; null: inherited';
grant select on readmodel.replacement_policies to coresync_engine, coresync_app, coresync_reader;

create view readmodel.replacement_plans with (security_invoker = true) as select
    p.tenant_id as tenant_id,
    p.id as asset_id,
    p.action as plan,
    p.until as until,
    p.note as note,
    p.planned_at as planned_at,
    p.planned_by as planned_by
from projection.live_replacement_plan p where p.action is not null;
comment on view readmodel.replacement_plans is 'What people plan for the replacement of single devices.';
comment on column readmodel.replacement_plans.tenant_id is 'tenant';
comment on column readmodel.replacement_plans.asset_id is 'asset';
comment on column readmodel.replacement_plans.plan is 'snoozed or ordered';
comment on column readmodel.replacement_plans.until is 'first day on which a snoozed one is due again';
comment on column readmodel.replacement_plans.note is 'reason, or note';
comment on column readmodel.replacement_plans.planned_at is 'when';
comment on column readmodel.replacement_plans.planned_by is 'by whom, an id';
grant select on readmodel.replacement_plans to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.replacement_plans;
drop view readmodel.replacement_policies;
drop view projection.live_replacement_policy;
drop view projection.live_replacement_plan;
drop schema rm_replacement_b1 cascade;
delete from projection.builds where model = 'replacement';
delete from projection.releases where model = 'replacement';
delete from eventstore.checkpoints where consumer like 'replacement/%';
