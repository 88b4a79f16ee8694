-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_mapping_b1;
grant usage on schema rm_mapping_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_mapping_b1.organization (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    connection uuid,
    organization_id bigint,
    observed boolean not null,
    name text,
    sort_key text,
    former_names json,
    vanished_at timestamptz,
    decision text,
    reason text,
    rejected json,
    decided_at timestamptz,
    decided_by text,
    decision_position bigint,
    version bigint not null,
    observed_position bigint,
    vanished_position bigint
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.organization');
comment on table rm_mapping_b1.organization is 'NinjaOne organizations and the decisions about them.';
comment on column rm_mapping_b1.organization.id is 'id of the row';
comment on column rm_mapping_b1.organization.connection is 'NinjaOne connection';
comment on column rm_mapping_b1.organization.organization_id is 'id in NinjaOne';
comment on column rm_mapping_b1.organization.observed is 'false: only a decision is known';
comment on column rm_mapping_b1.organization.name is 'name in NinjaOne';
comment on column rm_mapping_b1.organization.sort_key is 'name in lower case, cut';
comment on column rm_mapping_b1.organization.former_names is 'up to eight names before, newest first';
comment on column rm_mapping_b1.organization.vanished_at is 'when a complete listing no longer showed it';
comment on column rm_mapping_b1.organization.decision is 'mapped, ignored, or nothing';
comment on column rm_mapping_b1.organization.customer is 'customer that a person chose';
comment on column rm_mapping_b1.organization.reason is 'why it is ignored';
comment on column rm_mapping_b1.organization.rejected is 'customers that it is not, as a person said';
comment on column rm_mapping_b1.organization.decided_at is 'when';
comment on column rm_mapping_b1.organization.decided_by is 'who, an id';
comment on column rm_mapping_b1.organization.decision_position is 'event of the decision';
comment on column rm_mapping_b1.organization.version is 'version of the decisions, for conflicts';
comment on column rm_mapping_b1.organization.observed_position is 'event of the newest observation';
comment on column rm_mapping_b1.organization.vanished_position is 'event that said that it vanished';
create table rm_mapping_b1.location (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    organization uuid,
    connection uuid,
    location_id bigint,
    organization_id bigint,
    name text,
    sort_key text,
    address text,
    vanished_at timestamptz,
    decision text,
    customer uuid,
    reason text,
    rejected json,
    decided_at timestamptz,
    decided_by text,
    decision_position bigint,
    version bigint not null,
    observed_position bigint
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.location');
comment on table rm_mapping_b1.location is 'Locations of NinjaOne organizations and the decisions about them.';
comment on column rm_mapping_b1.location.id is 'id of the row';
comment on column rm_mapping_b1.location.connection is 'NinjaOne connection';
comment on column rm_mapping_b1.location.location_id is 'id in NinjaOne';
comment on column rm_mapping_b1.location.organization_id is 'id of its organization in NinjaOne';
comment on column rm_mapping_b1.location.organization is 'id of its organization''s row';
comment on column rm_mapping_b1.location.name is 'name in NinjaOne';
comment on column rm_mapping_b1.location.sort_key is 'name in lower case, cut';
comment on column rm_mapping_b1.location.address is 'address in NinjaOne';
comment on column rm_mapping_b1.location.vanished_at is 'when a complete listing no longer showed it';
comment on column rm_mapping_b1.location.decision is 'mapped, ignored, or nothing';
comment on column rm_mapping_b1.location.customer is 'customer that a person chose';
comment on column rm_mapping_b1.location.reason is 'why it is ignored';
comment on column rm_mapping_b1.location.rejected is 'customers that it is not, as a person said';
comment on column rm_mapping_b1.location.decided_at is 'when';
comment on column rm_mapping_b1.location.decided_by is 'who, an id';
comment on column rm_mapping_b1.location.decision_position is 'event of the decision';
comment on column rm_mapping_b1.location.version is 'version of the decisions, for conflicts';
comment on column rm_mapping_b1.location.observed_position is 'event of the newest observation';
create table rm_mapping_b1.customer (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    name text,
    domains json,
    city text,
    removed_at timestamptz,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.customer');
comment on table rm_mapping_b1.customer is 'Customers as matching sees them.';
comment on column rm_mapping_b1.customer.id is 'id of the customer';
comment on column rm_mapping_b1.customer.name is 'name';
comment on column rm_mapping_b1.customer.domains is 'e-mail domains';
comment on column rm_mapping_b1.customer.city is 'city';
comment on column rm_mapping_b1.customer.removed_at is 'when it was removed';
comment on column rm_mapping_b1.customer.position is 'newest event';
create table rm_mapping_b1.ignore_rule (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    kind text,
    connection uuid,
    ninja_id bigint,
    place uuid,
    value text,
    pattern text,
    reason text,
    set_at timestamptz,
    set_by text,
    position bigint,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.ignore_rule');
comment on table rm_mapping_b1.ignore_rule is 'Which devices are no assets.';
comment on column rm_mapping_b1.ignore_rule.id is 'id of the rule';
comment on column rm_mapping_b1.ignore_rule.kind is 'organization, location, class, tag or name';
comment on column rm_mapping_b1.ignore_rule.connection is 'NinjaOne connection of organization and location';
comment on column rm_mapping_b1.ignore_rule.ninja_id is 'id of organization or location in NinjaOne';
comment on column rm_mapping_b1.ignore_rule.place is 'id of the row of organization or location';
comment on column rm_mapping_b1.ignore_rule.value is 'class, tag or pattern';
comment on column rm_mapping_b1.ignore_rule.pattern is 'pattern of names in lower case, as like has it';
comment on column rm_mapping_b1.ignore_rule.reason is 'why';
comment on column rm_mapping_b1.ignore_rule.set_at is 'when';
comment on column rm_mapping_b1.ignore_rule.set_by is 'who, an id';
comment on column rm_mapping_b1.ignore_rule.position is 'newest event';
comment on column rm_mapping_b1.ignore_rule.version is 'version of its stream, for conflicts';
create table rm_mapping_b1.scope (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    mapped_only boolean not null,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.scope');
comment on table rm_mapping_b1.scope is 'Which devices become assets.';
comment on column rm_mapping_b1.scope.id is 'id of the workspace';
comment on column rm_mapping_b1.scope.mapped_only is 'only those of organizations that are linked to a customer';
comment on column rm_mapping_b1.scope.version is 'version of its stream, for conflicts';
create table rm_mapping_b1.sign (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    serial_key text,
    shared boolean not null,
    kind text,
    organization uuid,
    location uuid,
    customer uuid,
    domain text
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.sign');
comment on table rm_mapping_b1.sign is 'What devices, assets and people say of whose an organization is.';
comment on column rm_mapping_b1.sign.id is 'id of the device, asset or person';
comment on column rm_mapping_b1.sign.kind is 'device, asset or person';
comment on column rm_mapping_b1.sign.organization is 'id of the organization''s row';
comment on column rm_mapping_b1.sign.location is 'id of the location''s row';
comment on column rm_mapping_b1.sign.customer is 'customer, of what is kept in the directory';
comment on column rm_mapping_b1.sign.serial_key is 'serial number as it is compared';
comment on column rm_mapping_b1.sign.domain is 'e-mail domain';
comment on column rm_mapping_b1.sign.shared is 'another record has the serial number, too';
create table rm_mapping_b1.status (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    state text,
    former_customer uuid,
    suggested_customer uuid,
    score bigint,
    source text,
    evidence text,
    candidates json,
    rules text
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.status');
comment on table rm_mapping_b1.status is 'What each organization is mapped to.';
comment on column rm_mapping_b1.status.id is 'id of the organization''s row';
comment on column rm_mapping_b1.status.state is 'mapped, mapped_auto, auto_matched, unmatched, stale or ignored';
comment on column rm_mapping_b1.status.customer is 'customer it belongs to';
comment on column rm_mapping_b1.status.former_customer is 'removed customer of a stale mapping';
comment on column rm_mapping_b1.status.suggested_customer is 'likely customer that a person has to confirm';
comment on column rm_mapping_b1.status.score is '0 to 100, of a customer that matching found';
comment on column rm_mapping_b1.status.source is 'saved or name';
comment on column rm_mapping_b1.status.evidence is 'why, in words';
comment on column rm_mapping_b1.status.candidates is 'customers that it may be, best first: customer, score, reason';
comment on column rm_mapping_b1.status.rules is 'version of the rules';
create table rm_mapping_b1.location_status (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    state text,
    former_customer uuid
) with (fillfactor = 90);
select projection.secure('rm_mapping_b1.location_status');
comment on table rm_mapping_b1.location_status is 'Locations that don''t go with their organization, and what they are mapped to.';
comment on column rm_mapping_b1.location_status.id is 'id of the location''s row';
comment on column rm_mapping_b1.location_status.state is 'mapped, stale or ignored';
comment on column rm_mapping_b1.location_status.customer is 'customer it belongs to';
comment on column rm_mapping_b1.location_status.former_customer is 'removed customer of a stale mapping';
create unique index organization_pkey on rm_mapping_b1.organization (tenant_id, variant, id);
create index organization_customer on rm_mapping_b1.organization (tenant_id, variant, customer) where customer is not null;
create unique index location_pkey on rm_mapping_b1.location (tenant_id, variant, id);
create index location_organization on rm_mapping_b1.location (tenant_id, variant, organization) where organization is not null;
create unique index customer_pkey on rm_mapping_b1.customer (tenant_id, variant, id);
create unique index ignore_rule_pkey on rm_mapping_b1.ignore_rule (tenant_id, variant, id);
create unique index scope_pkey on rm_mapping_b1.scope (tenant_id, variant, id);
create unique index sign_pkey on rm_mapping_b1.sign (tenant_id, variant, id);
create index sign_serial on rm_mapping_b1.sign (tenant_id, variant, serial_key) where serial_key is not null;
create index sign_shared on rm_mapping_b1.sign (tenant_id, variant, id) where shared;
create unique index status_pkey on rm_mapping_b1.status (tenant_id, variant, id);
create index status_customer on rm_mapping_b1.status (tenant_id, variant, customer) where customer is not null;
create unique index location_status_pkey on rm_mapping_b1.location_status (tenant_id, variant, id);
create index location_status_customer on rm_mapping_b1.location_status (tenant_id, variant, customer) where customer is not null;
select projection.add_model('mapping', 1, 1);

create or replace view projection.live_mapping_organization with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.organization_id, t.observed, t.name, t.sort_key, t.former_names, t.vanished_at, t.decision, t.customer, t.reason, t.rejected, t.decided_at, t.decided_by, t.decision_position, t.version, t.observed_position, t.vanished_position
from rm_mapping_b1.organization t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_organization to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_location with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.location_id, t.organization_id, t.organization, t.name, t.sort_key, t.address, t.vanished_at, t.decision, t.customer, t.reason, t.rejected, t.decided_at, t.decided_by, t.decision_position, t.version, t.observed_position
from rm_mapping_b1.location t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_location to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_customer with (security_invoker = true) as
select t.tenant_id, t.id, t.name, t.domains, t.city, t.removed_at, t.position
from rm_mapping_b1.customer t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_customer to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_ignore_rule with (security_invoker = true) as
select t.tenant_id, t.id, t.kind, t.connection, t.ninja_id, t.place, t.value, t.pattern, t.reason, t.set_at, t.set_by, t.position, t.version
from rm_mapping_b1.ignore_rule t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_ignore_rule to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_scope with (security_invoker = true) as
select t.tenant_id, t.id, t.mapped_only, t.version
from rm_mapping_b1.scope t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_scope to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_sign with (security_invoker = true) as
select t.tenant_id, t.id, t.kind, t.organization, t.location, t.customer, t.serial_key, t.domain, t.shared
from rm_mapping_b1.sign t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_sign to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_status with (security_invoker = true) as
select t.tenant_id, t.id, t.state, t.customer, t.former_customer, t.suggested_customer, t.score, t.source, t.evidence, t.candidates, t.rules
from rm_mapping_b1.status t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_status to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_mapping_location_status with (security_invoker = true) as
select t.tenant_id, t.id, t.state, t.customer, t.former_customer
from rm_mapping_b1.location_status t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'mapping' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_mapping_location_status to coresync_engine, coresync_app, coresync_reader;

create view readmodel.organizations with (security_invoker = true) as select
    o.tenant_id as tenant_id,
    o.id as id,
    o.connection as connection_id,
    o.organization_id as organization_id,
    o.name as name,
    s.state as status,
    s.customer as customer_id,
    c.name as customer_name,
    o.decided_at as decided_at,
    o.decided_by as decided_by,
    o.vanished_at as vanished_at,
    s.suggested_customer as suggested_customer_id,
    s.score as score
from projection.live_mapping_organization o
join projection.live_mapping_status s on s.tenant_id = o.tenant_id and s.id = o.id
left join projection.live_mapping_customer c on c.tenant_id = o.tenant_id and c.id = s.customer;
comment on view readmodel.organizations is 'NinjaOne organizations and the customers that they belong to.';
comment on column readmodel.organizations.tenant_id is 'tenant';
comment on column readmodel.organizations.id is 'id of the organization';
comment on column readmodel.organizations.connection_id is 'NinjaOne connection';
comment on column readmodel.organizations.organization_id is 'id in NinjaOne';
comment on column readmodel.organizations.name is 'name in NinjaOne';
comment on column readmodel.organizations.status is 'mapped, mapped_auto, auto_matched, unmatched, stale or ignored (MAP-06 to MAP-09)';
comment on column readmodel.organizations.customer_id is 'customer it belongs to';
comment on column readmodel.organizations.customer_name is 'name of that customer';
comment on column readmodel.organizations.decided_at is 'when a person decided';
comment on column readmodel.organizations.decided_by is 'who, an id';
comment on column readmodel.organizations.vanished_at is 'when NinjaOne no longer listed it';
comment on column readmodel.organizations.suggested_customer_id is 'likely customer that a person has to confirm';
comment on column readmodel.organizations.score is '0 to 100, of a customer that matching found';
grant select on readmodel.organizations to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.organizations;
drop view projection.live_mapping_organization;
drop view projection.live_mapping_location;
drop view projection.live_mapping_customer;
drop view projection.live_mapping_ignore_rule;
drop view projection.live_mapping_scope;
drop view projection.live_mapping_sign;
drop view projection.live_mapping_status;
drop view projection.live_mapping_location_status;
drop schema rm_mapping_b1 cascade;
delete from projection.builds where model = 'mapping';
delete from projection.releases where model = 'mapping';
delete from eventstore.checkpoints where consumer like 'mapping/%';
