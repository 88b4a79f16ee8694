-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_access_b1;
grant usage on schema rm_access_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_access_b1.account (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    owner uuid,
    connection uuid,
    user_id bigint,
    uid text,
    kind text,
    organization uuid,
    organization_id bigint,
    first_name json,
    last_name json,
    email json,
    phone json,
    email_domain text,
    event uuid,
    enabled boolean not null,
    administrator boolean not null,
    mfa text,
    must_change text,
    scim text,
    auth_type text,
    invitation text,
    full_portal boolean not null,
    devices json,
    first_seen_at timestamptz,
    changed_at timestamptz,
    administrator_at timestamptz,
    vanished_at timestamptz,
    observed_position bigint,
    owner_set boolean not null,
    owner_at timestamptz,
    owner_by text,
    owner_position bigint,
    owner_version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_access_b1.account');
comment on table rm_access_b1.account is 'NinjaOne accounts: technicians and end users.';
comment on column rm_access_b1.account.id is 'id of the row';
comment on column rm_access_b1.account.connection is 'NinjaOne connection';
comment on column rm_access_b1.account.user_id is 'id in NinjaOne';
comment on column rm_access_b1.account.uid is 'uid in NinjaOne';
comment on column rm_access_b1.account.kind is 'TECHNICIAN or END_USER';
comment on column rm_access_b1.account.organization is 'id of the organization''s row';
comment on column rm_access_b1.account.organization_id is 'organization in NinjaOne';
comment on column rm_access_b1.account.first_name is 'first name, sealed';
comment on column rm_access_b1.account.last_name is 'surname, sealed';
comment on column rm_access_b1.account.email is 'e-mail address, sealed';
comment on column rm_access_b1.account.phone is 'telephone, sealed';
comment on column rm_access_b1.account.email_domain is 'domain of the e-mail address';
comment on column rm_access_b1.account.event is 'event that the personal members are sealed for';
comment on column rm_access_b1.account.enabled is 'may sign in';
comment on column rm_access_b1.account.administrator is 'System Administrator';
comment on column rm_access_b1.account.mfa is 'second factor configured: yes, no, or unknown';
comment on column rm_access_b1.account.must_change is 'must change the password: yes, no, or unknown';
comment on column rm_access_b1.account.scim is 'made through SCIM: yes, no, or unknown';
comment on column rm_access_b1.account.auth_type is 'native, sso, or unknown';
comment on column rm_access_b1.account.invitation is 'REGISTERED, PENDING or EXPIRED';
comment on column rm_access_b1.account.full_portal is 'sees all devices of its organization in the portal';
comment on column rm_access_b1.account.devices is 'ids of devices that are assigned to it';
comment on column rm_access_b1.account.first_seen_at is 'first observation';
comment on column rm_access_b1.account.changed_at is 'newest observation';
comment on column rm_access_b1.account.administrator_at is 'since when it is an administrator, or none';
comment on column rm_access_b1.account.vanished_at is 'when a complete listing no longer showed it';
comment on column rm_access_b1.account.observed_position is 'event of the newest observation';
comment on column rm_access_b1.account.owner_set is 'a person said whose it is';
comment on column rm_access_b1.account.owner is 'contact that it belongs to, as a person said (C1P-06)';
comment on column rm_access_b1.account.owner_at is 'when that was said, or taken back';
comment on column rm_access_b1.account.owner_by is 'by whom, an id';
comment on column rm_access_b1.account.owner_position is 'event that said so';
comment on column rm_access_b1.account.owner_version is 'version of the stream of these decisions, for conflicts';
comment on column rm_access_b1.account.position is 'newest event';
create table rm_access_b1.role (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    connection uuid,
    role_id bigint,
    name text,
    kind text,
    description text,
    members json,
    member_count bigint not null,
    first_seen_at timestamptz,
    changed_at timestamptz,
    vanished_at timestamptz,
    observed_position bigint,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_access_b1.role');
comment on table rm_access_b1.role is 'NinjaOne user roles with their members, now and before.';
comment on column rm_access_b1.role.id is 'id of the row';
comment on column rm_access_b1.role.connection is 'NinjaOne connection';
comment on column rm_access_b1.role.role_id is 'id in NinjaOne';
comment on column rm_access_b1.role.name is 'name; names are not unique';
comment on column rm_access_b1.role.kind is 'TECHNICIAN or END_USER';
comment on column rm_access_b1.role.description is 'description';
comment on column rm_access_b1.role.members is 'accounts that have it now, and had it before';
comment on column rm_access_b1.role.member_count is 'how many have it now';
comment on column rm_access_b1.role.first_seen_at is 'first observation';
comment on column rm_access_b1.role.changed_at is 'newest observation';
comment on column rm_access_b1.role.vanished_at is 'when a complete listing no longer showed it';
comment on column rm_access_b1.role.observed_position is 'event of the newest observation';
comment on column rm_access_b1.role.position is 'newest event';
create table rm_access_b1.connector (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    settings json,
    set_at timestamptz,
    set_by text,
    version bigint not null,
    last_run uuid,
    read_at timestamptz,
    failed_at timestamptz,
    failure text,
    message text,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_access_b1.connector');
comment on table rm_access_b1.connector is 'How access of each connection is governed, and how reading it goes.';
comment on column rm_access_b1.connector.id is 'id of the connection';
comment on column rm_access_b1.connector.settings is 'settings, where anybody set them';
comment on column rm_access_b1.connector.set_at is 'when';
comment on column rm_access_b1.connector.set_by is 'by whom, an id';
comment on column rm_access_b1.connector.version is 'version of the stream of the settings, for conflicts';
comment on column rm_access_b1.connector.last_run is 'newest run that ended';
comment on column rm_access_b1.connector.read_at is 'end of the newest complete reading';
comment on column rm_access_b1.connector.failed_at is 'when the newest run failed';
comment on column rm_access_b1.connector.failure is 'its reason';
comment on column rm_access_b1.connector.message is 'what it said';
comment on column rm_access_b1.connector.position is 'newest event';
create table rm_access_b1.request (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    connection uuid,
    action text,
    kind text,
    user_id bigint,
    role_id bigint,
    of uuid,
    first_name json,
    last_name json,
    email json,
    phone json,
    event uuid,
    organization_id bigint,
    full_portal_access boolean not null,
    send_invitation boolean not null,
    before json,
    administrator boolean not null,
    origin text,
    reason text,
    expires_at timestamptz,
    needs_approval boolean not null,
    asked_at timestamptz,
    asked_by text,
    status text,
    decided_at timestamptz,
    decided_by text,
    ended_at timestamptz,
    already_so boolean not null,
    failure text,
    message text,
    version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_access_b1.request');
comment on table rm_access_b1.request is 'Requests to change accounts and roles in NinjaOne.';
comment on column rm_access_b1.request.id is 'id of the request';
comment on column rm_access_b1.request.connection is 'NinjaOne connection';
comment on column rm_access_b1.request.action is 'create, delete, add_member or remove_member';
comment on column rm_access_b1.request.kind is 'TECHNICIAN or END_USER';
comment on column rm_access_b1.request.user_id is 'account in NinjaOne; of one that was created, once it is';
comment on column rm_access_b1.request.role_id is 'role in NinjaOne';
comment on column rm_access_b1.request.of is 'request that makes the account which is to be deleted';
comment on column rm_access_b1.request.first_name is 'first name, sealed';
comment on column rm_access_b1.request.last_name is 'surname, sealed';
comment on column rm_access_b1.request.email is 'e-mail address, sealed';
comment on column rm_access_b1.request.phone is 'telephone, sealed';
comment on column rm_access_b1.request.event is 'event that the personal members are sealed for';
comment on column rm_access_b1.request.organization_id is 'organization in NinjaOne';
comment on column rm_access_b1.request.full_portal_access is 'sees all devices of the organization';
comment on column rm_access_b1.request.send_invitation is 'NinjaOne sends an invitation';
comment on column rm_access_b1.request.before is 'ids of the roles that the account had';
comment on column rm_access_b1.request.administrator is 'the account was an administrator';
comment on column rm_access_b1.request.origin is 'person, scim, revert or recreate';
comment on column rm_access_b1.request.reason is 'why';
comment on column rm_access_b1.request.expires_at is 'when a grant is taken back by itself';
comment on column rm_access_b1.request.needs_approval is 'another person must approve it';
comment on column rm_access_b1.request.asked_at is 'when it was asked';
comment on column rm_access_b1.request.asked_by is 'by whom, an id';
comment on column rm_access_b1.request.status is 'pending, approved, running, done, failed, rejected, cancelled, revoking or revoked';
comment on column rm_access_b1.request.decided_at is 'when it was approved, rejected or cancelled';
comment on column rm_access_b1.request.decided_by is 'by whom, an id';
comment on column rm_access_b1.request.ended_at is 'when it was done, failed or was revoked';
comment on column rm_access_b1.request.already_so is 'NinjaOne was so before anything was sent';
comment on column rm_access_b1.request.failure is 'why it failed, a stable code';
comment on column rm_access_b1.request.message is 'what was said';
comment on column rm_access_b1.request.version is 'version of its stream, for conflicts';
comment on column rm_access_b1.request.position is 'newest event';
create table rm_access_b1.provisioned (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    connection uuid,
    said json,
    inactive boolean not null,
    deleted boolean not null,
    first_at timestamptz,
    changed_at timestamptz,
    event uuid,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_access_b1.provisioned');
comment on table rm_access_b1.provisioned is 'What clients of SCIM say of users.';
comment on column rm_access_b1.provisioned.id is 'what the client knows it by';
comment on column rm_access_b1.provisioned.connection is 'NinjaOne connection';
comment on column rm_access_b1.provisioned.said is 'attributes that the client gave, sealed';
comment on column rm_access_b1.provisioned.inactive is 'it is to have no account';
comment on column rm_access_b1.provisioned.deleted is 'the client deleted it';
comment on column rm_access_b1.provisioned.first_at is 'when the client said something first';
comment on column rm_access_b1.provisioned.changed_at is 'when it said something last';
comment on column rm_access_b1.provisioned.event is 'event that it is sealed for';
comment on column rm_access_b1.provisioned.position is 'newest event';
create unique index account_pkey on rm_access_b1.account (tenant_id, variant, id);
create index account_owner on rm_access_b1.account (tenant_id, variant, owner) where owner is not null;
create unique index role_pkey on rm_access_b1.role (tenant_id, variant, id);
create unique index connector_pkey on rm_access_b1.connector (tenant_id, variant, id);
create unique index request_pkey on rm_access_b1.request (tenant_id, variant, id);
create unique index provisioned_pkey on rm_access_b1.provisioned (tenant_id, variant, id);
select projection.add_model('access', 1, 1);

create or replace view projection.live_access_account with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.user_id, t.uid, t.kind, t.organization, t.organization_id, t.first_name, t.last_name, t.email, t.phone, t.email_domain, t.event, t.enabled, t.administrator, t.mfa, t.must_change, t.scim, t.auth_type, t.invitation, t.full_portal, t.devices, t.first_seen_at, t.changed_at, t.administrator_at, t.vanished_at, t.observed_position, t.owner_set, t.owner, t.owner_at, t.owner_by, t.owner_position, t.owner_version, t.position
from rm_access_b1.account t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'access' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_access_account to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_access_role with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.role_id, t.name, t.kind, t.description, t.members, t.member_count, t.first_seen_at, t.changed_at, t.vanished_at, t.observed_position, t.position
from rm_access_b1.role t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'access' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_access_role to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_access_connector with (security_invoker = true) as
select t.tenant_id, t.id, t.settings, t.set_at, t.set_by, t.version, t.last_run, t.read_at, t.failed_at, t.failure, t.message, t.position
from rm_access_b1.connector t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'access' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_access_connector to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_access_request with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.action, t.kind, t.user_id, t.role_id, t.of, t.first_name, t.last_name, t.email, t.phone, t.event, t.organization_id, t.full_portal_access, t.send_invitation, t.before, t.administrator, t.origin, t.reason, t.expires_at, t.needs_approval, t.asked_at, t.asked_by, t.status, t.decided_at, t.decided_by, t.ended_at, t.already_so, t.failure, t.message, t.version, t.position
from rm_access_b1.request t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'access' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_access_request to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_access_provisioned with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.said, t.inactive, t.deleted, t.first_at, t.changed_at, t.event, t.position
from rm_access_b1.provisioned t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'access' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_access_provisioned to coresync_engine, coresync_app, coresync_reader;

create view readmodel.access_accounts with (security_invoker = true) as select
    a.tenant_id as tenant_id,
    a.id as account_id,
    a.connection as connection_id,
    a.user_id as ninja_user_id,
    a.kind as kind,
    a.organization_id as organization_id,
    a.enabled as enabled,
    a.administrator as administrator,
    a.mfa as mfa,
    a.must_change as must_change_password,
    a.scim as scim,
    a.auth_type as auth_type,
    a.invitation as invitation,
    a.owner as owner_contact_id,
    a.first_seen_at as first_seen_at,
    a.changed_at as changed_at,
    case when a.administrator then a.administrator_at end as administrator_since,
    a.vanished_at as vanished_at
from projection.live_access_account a where a.kind is not null;
comment on view readmodel.access_accounts is 'NinjaOne accounts, without names and addresses, which are sealed.';
comment on column readmodel.access_accounts.tenant_id is 'tenant';
comment on column readmodel.access_accounts.account_id is 'id of the account';
comment on column readmodel.access_accounts.connection_id is 'NinjaOne connection';
comment on column readmodel.access_accounts.ninja_user_id is 'id in NinjaOne';
comment on column readmodel.access_accounts.kind is 'TECHNICIAN or END_USER';
comment on column readmodel.access_accounts.organization_id is 'organization in NinjaOne';
comment on column readmodel.access_accounts.enabled is 'may sign in';
comment on column readmodel.access_accounts.administrator is 'System Administrator';
comment on column readmodel.access_accounts.mfa is 'second factor configured: yes, no, or null where NinjaOne does not tell';
comment on column readmodel.access_accounts.must_change_password is 'yes, no, or null where NinjaOne does not tell';
comment on column readmodel.access_accounts.scim is 'made through SCIM: yes, no, or null where NinjaOne does not tell';
comment on column readmodel.access_accounts.auth_type is 'native, sso, or null where NinjaOne does not tell';
comment on column readmodel.access_accounts.invitation is 'REGISTERED, PENDING or EXPIRED';
comment on column readmodel.access_accounts.owner_contact_id is 'contact that a person named as its owner';
comment on column readmodel.access_accounts.first_seen_at is 'first observation';
comment on column readmodel.access_accounts.changed_at is 'newest observation';
comment on column readmodel.access_accounts.administrator_since is 'since when it is an administrator, as far as is known';
comment on column readmodel.access_accounts.vanished_at is 'when a complete listing no longer showed it; null: it is there';
grant select on readmodel.access_accounts to coresync_engine, coresync_app, coresync_reader;

create view readmodel.access_grants with (security_invoker = true) as select
    r.tenant_id as tenant_id,
    r.connection as connection_id,
    r.id as role_id,
    r.role_id as ninja_role_id,
    r.name as role_name,
    r.kind as role_kind,
    (m ->> 'user')::bigint as ninja_user_id,
    m ->> 'source' as source,
    (m ->> 'since')::timestamptz as since,
    (m ->> 'position')::bigint as position
from projection.live_access_role r cross join lateral json_array_elements(r.members -> 'now') m where r.vanished_at is null;
comment on view readmodel.access_grants is 'Who has which NinjaOne role.';
comment on column readmodel.access_grants.tenant_id is 'tenant';
comment on column readmodel.access_grants.connection_id is 'NinjaOne connection';
comment on column readmodel.access_grants.role_id is 'id of the role';
comment on column readmodel.access_grants.ninja_role_id is 'id of the role in NinjaOne';
comment on column readmodel.access_grants.role_name is 'name of the role; names are not unique';
comment on column readmodel.access_grants.role_kind is 'TECHNICIAN or END_USER';
comment on column readmodel.access_grants.ninja_user_id is 'id of the account in NinjaOne';
comment on column readmodel.access_grants.source is 'how it came to it, as NinjaOne says';
comment on column readmodel.access_grants.since is 'when it was first seen there';
comment on column readmodel.access_grants.position is 'event that showed it first';
grant select on readmodel.access_grants to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.access_grants;
drop view readmodel.access_accounts;
drop view projection.live_access_account;
drop view projection.live_access_role;
drop view projection.live_access_connector;
drop view projection.live_access_request;
drop view projection.live_access_provisioned;
drop schema rm_access_b1 cascade;
delete from projection.builds where model = 'access';
delete from projection.releases where model = 'access';
delete from eventstore.checkpoints where consumer like 'access/%';
