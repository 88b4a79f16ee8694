-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_association_b1;
grant usage on schema rm_association_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_association_b1.decision (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    contact uuid,
    other_customer boolean not null,
    assigned_at timestamptz,
    assigned_by text,
    assigned_position bigint,
    standing text,
    seen_user uuid,
    standing_at timestamptz,
    standing_by text,
    standing_position bigint,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_association_b1.decision');
comment on table rm_association_b1.decision is 'What people decided about who uses an asset.';
comment on column rm_association_b1.decision.id is 'id of the asset';
comment on column rm_association_b1.decision.contact is 'contact that it is assigned to';
comment on column rm_association_b1.decision.other_customer is 'the contact was of another customer, and that was wanted';
comment on column rm_association_b1.decision.assigned_at is 'when it was assigned, or taken back';
comment on column rm_association_b1.decision.assigned_by is 'by whom, an id';
comment on column rm_association_b1.decision.assigned_position is 'event that said so';
comment on column rm_association_b1.decision.standing is 'skipped, never, or nothing';
comment on column rm_association_b1.decision.seen_user is 'last user, a subject, when it was skipped';
comment on column rm_association_b1.decision.standing_at is 'when that was decided';
comment on column rm_association_b1.decision.standing_by is 'by whom, an id';
comment on column rm_association_b1.decision.standing_position is 'event that said so';
comment on column rm_association_b1.decision.version is 'version of its stream, for conflicts';
create table rm_association_b1.person (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    organization uuid,
    contact uuid,
    connection uuid,
    source text,
    person_id bigint,
    first_name json,
    last_name json,
    email json,
    phone json,
    event uuid,
    vanished_at timestamptz,
    observed_position bigint,
    link text,
    created boolean not null,
    linked_at timestamptz,
    linked_by text,
    link_position bigint,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_association_b1.person');
comment on table rm_association_b1.person is 'Contacts, end users and technicians as NinjaOne has them, and their contacts in the directory.';
comment on column rm_association_b1.person.id is 'id of the row';
comment on column rm_association_b1.person.connection is 'NinjaOne connection';
comment on column rm_association_b1.person.source is 'contact, end_user or technician';
comment on column rm_association_b1.person.person_id is 'id in NinjaOne';
comment on column rm_association_b1.person.organization is 'id of the organization''s row';
comment on column rm_association_b1.person.first_name is 'first name, sealed';
comment on column rm_association_b1.person.last_name is 'surname, sealed';
comment on column rm_association_b1.person.email is 'e-mail address, sealed';
comment on column rm_association_b1.person.phone is 'telephone, sealed';
comment on column rm_association_b1.person.event is 'event that the personal members are sealed for';
comment on column rm_association_b1.person.vanished_at is 'when a complete listing no longer showed the person';
comment on column rm_association_b1.person.observed_position is 'event of the newest observation';
comment on column rm_association_b1.person.link is 'linked, ignored, or nothing';
comment on column rm_association_b1.person.contact is 'contact of the directory (SCH-04)';
comment on column rm_association_b1.person.created is 'the contact was made for the person';
comment on column rm_association_b1.person.linked_at is 'when that was decided';
comment on column rm_association_b1.person.linked_by is 'by whom, an id';
comment on column rm_association_b1.person.link_position is 'event that said so';
comment on column rm_association_b1.person.version is 'version of the stream of decisions, for conflicts';
create unique index decision_pkey on rm_association_b1.decision (tenant_id, variant, id);
create index decision_contact on rm_association_b1.decision (tenant_id, variant, contact) where contact is not null;
create unique index person_pkey on rm_association_b1.person (tenant_id, variant, id);
create index person_organization on rm_association_b1.person (tenant_id, variant, organization) where organization is not null;
create index person_contact on rm_association_b1.person (tenant_id, variant, contact) where contact is not null;
select projection.add_model('association', 1, 1);

create or replace view projection.live_association_decision with (security_invoker = true) as
select t.tenant_id, t.id, t.contact, t.other_customer, t.assigned_at, t.assigned_by, t.assigned_position, t.standing, t.seen_user, t.standing_at, t.standing_by, t.standing_position, t.version
from rm_association_b1.decision t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'association' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_association_decision to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_association_person with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.source, t.person_id, t.organization, t.first_name, t.last_name, t.email, t.phone, t.event, t.vanished_at, t.observed_position, t.link, t.contact, t.created, t.linked_at, t.linked_by, t.link_position, t.version
from rm_association_b1.person t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'association' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_association_person to coresync_engine, coresync_app, coresync_reader;

create view readmodel.assignments with (security_invoker = true) as select
    d.tenant_id as tenant_id,
    d.id as asset_id,
    d.contact as contact_id,
    d.assigned_at as assigned_at,
    d.assigned_by as assigned_by,
    d.standing as standing
from projection.live_association_decision d;
comment on view readmodel.assignments is 'Who uses which asset, as people decided.';
comment on column readmodel.assignments.tenant_id is 'tenant';
comment on column readmodel.assignments.asset_id is 'id of the asset';
comment on column readmodel.assignments.contact_id is 'contact that it is assigned to';
comment on column readmodel.assignments.assigned_at is 'when it was assigned, or taken back';
comment on column readmodel.assignments.assigned_by is 'by whom, an id';
comment on column readmodel.assignments.standing is 'skipped, never, or nothing';
grant select on readmodel.assignments to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.assignments;
drop view projection.live_association_decision;
drop view projection.live_association_person;
drop schema rm_association_b1 cascade;
delete from projection.builds where model = 'association';
delete from projection.releases where model = 'association';
delete from eventstore.checkpoints where consumer like 'association/%';
