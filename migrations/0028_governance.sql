-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_governance_b1;
grant usage on schema rm_governance_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_governance_b1.app (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    name text,
    sort text,
    source text,
    external text,
    managed boolean not null,
    seen_at timestamptz,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_governance_b1.app');
comment on table rm_governance_b1.app is 'Apps: discovered, or managed by connectors.';
comment on column rm_governance_b1.app.id is 'id of the app';
comment on column rm_governance_b1.app.name is 'its name';
comment on column rm_governance_b1.app.sort is 'its name in lower case';
comment on column rm_governance_b1.app.source is 'by what it was discovered: csv, oidc or scim';
comment on column rm_governance_b1.app.external is 'what the source knows it by';
comment on column rm_governance_b1.app.managed is 'somebody looks after it';
comment on column rm_governance_b1.app.seen_at is 'when it was made, or discovered first';
comment on column rm_governance_b1.app.version is 'version of its stream';
create table rm_governance_b1.connector (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    app uuid,
    owners json,
    added_at timestamptz,
    added_by text,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_governance_b1.connector');
comment on table rm_governance_b1.connector is 'Connectors: connections whose access is governed as that of an app.';
comment on column rm_governance_b1.connector.id is 'id of the connection, which may be still to come';
comment on column rm_governance_b1.connector.app is 'app that it was added to; none: it was removed';
comment on column rm_governance_b1.connector.owners is 'who looks after it';
comment on column rm_governance_b1.connector.added_at is 'when it was added';
comment on column rm_governance_b1.connector.added_by is 'by whom, an id';
comment on column rm_governance_b1.connector.version is 'version of its stream, for conflicts';
create table rm_governance_b1.review (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    name text,
    scope text,
    connection uuid,
    due_at timestamptz,
    seen_at bigint,
    row_count bigint not null,
    opened_at timestamptz,
    opened_by text,
    status text,
    ended_at timestamptz,
    ended_by text,
    reason text,
    signed_at bigint,
    sha256 text,
    version bigint not null
) with (fillfactor = 90);
select projection.secure('rm_governance_b1.review');
comment on table rm_governance_b1.review is 'Campaigns in which people look at who may do what in NinjaOne.';
comment on column rm_governance_b1.review.id is 'id of the campaign';
comment on column rm_governance_b1.review.name is 'its name';
comment on column rm_governance_b1.review.scope is 'what is looked at: all, administrators, technicians or end_users';
comment on column rm_governance_b1.review.connection is 'NinjaOne connection; none: all';
comment on column rm_governance_b1.review.due_at is 'when it should be done';
comment on column rm_governance_b1.review.seen_at is 'position of the log whose access the rows show';
comment on column rm_governance_b1.review.row_count is 'how many rows there are';
comment on column rm_governance_b1.review.opened_at is 'when it began';
comment on column rm_governance_b1.review.opened_by is 'by whom, an id';
comment on column rm_governance_b1.review.status is 'open, signed_off or cancelled';
comment on column rm_governance_b1.review.ended_at is 'when it was signed off or cancelled';
comment on column rm_governance_b1.review.ended_by is 'by whom, an id';
comment on column rm_governance_b1.review.reason is 'why it was cancelled';
comment on column rm_governance_b1.review.signed_at is 'position of the log that the export shows';
comment on column rm_governance_b1.review.sha256 is 'SHA-256 of the export''s lines, in hexadecimal';
comment on column rm_governance_b1.review.version is 'version of its stream, for conflicts';
create table rm_governance_b1.review_row (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    review uuid,
    connection uuid,
    user_id bigint,
    role_id bigint,
    source text,
    since timestamptz,
    administrator boolean not null,
    verdict text,
    reason text,
    decided_at timestamptz,
    decided_by text
) with (fillfactor = 90);
select projection.secure('rm_governance_b1.review_row');
comment on table rm_governance_b1.review_row is 'Who may do what, as each campaign looks at it, and what was decided.';
comment on column rm_governance_b1.review_row.id is 'id of the row';
comment on column rm_governance_b1.review_row.review is 'campaign';
comment on column rm_governance_b1.review_row.connection is 'NinjaOne connection';
comment on column rm_governance_b1.review_row.user_id is 'account in NinjaOne';
comment on column rm_governance_b1.review_row.role_id is 'role in NinjaOne; none: the account itself';
comment on column rm_governance_b1.review_row.source is 'how the account came to the role, as NinjaOne says';
comment on column rm_governance_b1.review_row.since is 'since when, as far as is known';
comment on column rm_governance_b1.review_row.administrator is 'the account was a System Administrator';
comment on column rm_governance_b1.review_row.verdict is 'keep or revoke; none: undecided';
comment on column rm_governance_b1.review_row.reason is 'why';
comment on column rm_governance_b1.review_row.decided_at is 'when it was decided';
comment on column rm_governance_b1.review_row.decided_by is 'by whom, an id';
create unique index app_pkey on rm_governance_b1.app (tenant_id, variant, id);
create unique index connector_pkey on rm_governance_b1.connector (tenant_id, variant, id);
create unique index review_pkey on rm_governance_b1.review (tenant_id, variant, id);
create unique index review_row_pkey on rm_governance_b1.review_row (tenant_id, variant, id);
create index review_row_review on rm_governance_b1.review_row (tenant_id, variant, review) where review is not null;
select projection.add_model('governance', 1, 1);

create or replace view projection.live_governance_app with (security_invoker = true) as
select t.tenant_id, t.id, t.name, t.sort, t.source, t.external, t.managed, t.seen_at, t.version
from rm_governance_b1.app t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'governance' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_governance_app to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_governance_connector with (security_invoker = true) as
select t.tenant_id, t.id, t.app, t.owners, t.added_at, t.added_by, t.version
from rm_governance_b1.connector t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'governance' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_governance_connector to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_governance_review with (security_invoker = true) as
select t.tenant_id, t.id, t.name, t.scope, t.connection, t.due_at, t.seen_at, t.row_count, t.opened_at, t.opened_by, t.status, t.ended_at, t.ended_by, t.reason, t.signed_at, t.sha256, t.version
from rm_governance_b1.review t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'governance' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_governance_review to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_governance_review_row with (security_invoker = true) as
select t.tenant_id, t.id, t.review, t.connection, t.user_id, t.role_id, t.source, t.since, t.administrator, t.verdict, t.reason, t.decided_at, t.decided_by
from rm_governance_b1.review_row t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'governance' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_governance_review_row to coresync_engine, coresync_app, coresync_reader;

create view readmodel.access_review_rows with (security_invoker = true) as select
    w.tenant_id as tenant_id,
    w.review as review_id,
    r.name as review_name,
    r.status as review_status,
    w.connection as connection_id,
    w.user_id as ninja_user_id,
    w.role_id as ninja_role_id,
    w.administrator as administrator,
    w.verdict as verdict,
    w.decided_at as decided_at,
    w.decided_by as decided_by
from projection.live_governance_review_row w join projection.live_governance_review r on r.tenant_id = w.tenant_id and r.id = w.review;
comment on view readmodel.access_review_rows is 'What campaigns decided about who may do what, without names, which are sealed.';
comment on column readmodel.access_review_rows.tenant_id is 'tenant';
comment on column readmodel.access_review_rows.review_id is 'id of the campaign';
comment on column readmodel.access_review_rows.review_name is 'its name';
comment on column readmodel.access_review_rows.review_status is 'open, signed_off or cancelled';
comment on column readmodel.access_review_rows.connection_id is 'NinjaOne connection';
comment on column readmodel.access_review_rows.ninja_user_id is 'account in NinjaOne';
comment on column readmodel.access_review_rows.ninja_role_id is 'role in NinjaOne; null: the account itself';
comment on column readmodel.access_review_rows.administrator is 'the account was a System Administrator';
comment on column readmodel.access_review_rows.verdict is 'keep or revoke; null: undecided';
comment on column readmodel.access_review_rows.decided_at is 'when it was decided';
comment on column readmodel.access_review_rows.decided_by is 'by whom, an id';
grant select on readmodel.access_review_rows to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.access_review_rows;
drop view projection.live_governance_app;
drop view projection.live_governance_connector;
drop view projection.live_governance_review;
drop view projection.live_governance_review_row;
drop schema rm_governance_b1 cascade;
delete from projection.builds where model = 'governance';
delete from projection.releases where model = 'governance';
delete from eventstore.checkpoints where consumer like 'governance/%';
