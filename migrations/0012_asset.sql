-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_asset_b1;
grant usage on schema rm_asset_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_asset_b1.asset (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    missing_since timestamptz,
    name_key text,
    shown boolean not null,
    serial_key text,
    former_serials json,
    organization uuid,
    customer uuid,
    warranty_end date,
    born date,
    contact uuid,
    asset uuid,
    doubts json,
    status text,
    connectivity text,
    connectivity_at timestamptz,
    last_contact timestamptz,
    presence_position bigint,
    observed_at timestamptz,
    observed_position bigint,
    version bigint,
    last_user json,
    user_event uuid,
    last_logon_at timestamptz,
    user_position bigint,
    missing_position bigint,
    released text,
    released_at timestamptz,
    released_connectivity text,
    released_position bigint,
    owner json,
    owner_event uuid,
    name text,
    search text,
    tags json,
    former_names json,
    source text,
    approval text,
    rules text,
    manufacturer text,
    model text,
    serial_number text,
    system_serial text,
    bios_serial text,
    chassis text,
    os text,
    os_build text,
    architecture text,
    category text,
    node_class text,
    class_known boolean not null,
    virtual boolean not null,
    notes text,
    organization_id bigint,
    location_id bigint,
    location uuid,
    network text,
    connection uuid,
    device_id bigint,
    external_id text,
    created_at timestamptz,
    first_seen_at timestamptz,
    warranty_start date,
    fulfilled_on date,
    purchased_on date,
    filled json,
    contact_position bigint,
    status_set text,
    state json,
    bios_key text,
    user_withheld text,
    mac_key text
) with (fillfactor = 90);
select projection.secure('rm_asset_b1.asset');
comment on table rm_asset_b1.asset is 'Synced devices and manual assets, one row a source record.';
comment on column rm_asset_b1.asset.id is 'id of the asset';
comment on column rm_asset_b1.asset.status is 'in_use, available, maintenance, retired, lost or archived (FLD-06)';
comment on column rm_asset_b1.asset.connectivity is 'online, offline, not_monitored or unknown';
comment on column rm_asset_b1.asset.connectivity_at is 'when that was seen';
comment on column rm_asset_b1.asset.last_contact is 'when NinjaOne last heard of it';
comment on column rm_asset_b1.asset.presence_position is 'event that gave the connectivity';
comment on column rm_asset_b1.asset.observed_at is 'when the newest observation was recorded';
comment on column rm_asset_b1.asset.observed_position is 'event of the newest observation';
comment on column rm_asset_b1.asset.version is 'version of its stream at that event';
comment on column rm_asset_b1.asset.last_user is 'last user, sealed';
comment on column rm_asset_b1.asset.user_event is 'event that the last user is sealed for';
comment on column rm_asset_b1.asset.last_logon_at is 'when the last user logged on';
comment on column rm_asset_b1.asset.user_position is 'event that gave the last user';
comment on column rm_asset_b1.asset.missing_since is 'since when complete listings don''t show it';
comment on column rm_asset_b1.asset.missing_position is 'event that said that it is missing';
comment on column rm_asset_b1.asset.released is 'what became of it when its connection was ended: keep, mark or archive (GAP-01)';
comment on column rm_asset_b1.asset.released_at is 'when that was';
comment on column rm_asset_b1.asset.released_connectivity is 'connectivity as it was last known then';
comment on column rm_asset_b1.asset.released_position is 'event that said so';
comment on column rm_asset_b1.asset.owner is 'assigned owner in NinjaOne, sealed';
comment on column rm_asset_b1.asset.owner_event is 'event that the owner is sealed for';
comment on column rm_asset_b1.asset.name is 'display name, else system name, else DNS name (FLD-01)';
comment on column rm_asset_b1.asset.name_key is 'name in lower case, cut, for sorting';
comment on column rm_asset_b1.asset.search is 'all names, serial numbers, maker and model in lower case';
comment on column rm_asset_b1.asset.tags is 'tags in NinjaOne';
comment on column rm_asset_b1.asset.former_names is 'up to eight names before, newest first';
comment on column rm_asset_b1.asset.shown is 'false: never observed, or waiting for approval';
comment on column rm_asset_b1.asset.source is 'ninjaone or manual';
comment on column rm_asset_b1.asset.approval is 'approval status in NinjaOne';
comment on column rm_asset_b1.asset.rules is 'version of the rules';
comment on column rm_asset_b1.asset.manufacturer is 'maker (FLD-02)';
comment on column rm_asset_b1.asset.model is 'model (FLD-03)';
comment on column rm_asset_b1.asset.serial_number is 'first serial number that is not junk (FLD-04)';
comment on column rm_asset_b1.asset.serial_key is 'serial number in upper case, letters and digits alone';
comment on column rm_asset_b1.asset.system_serial is 'serial number of the system as given';
comment on column rm_asset_b1.asset.bios_serial is 'serial number of the BIOS, or service tag, as given';
comment on column rm_asset_b1.asset.former_serials is 'up to eight serial numbers before, newest first';
comment on column rm_asset_b1.asset.chassis is 'chassis type';
comment on column rm_asset_b1.asset.os is 'operating system (FLD-05)';
comment on column rm_asset_b1.asset.os_build is 'build of the operating system';
comment on column rm_asset_b1.asset.architecture is 'architecture of the operating system';
comment on column rm_asset_b1.asset.category is 'category (CAT)';
comment on column rm_asset_b1.asset.node_class is 'class in NinjaOne';
comment on column rm_asset_b1.asset.class_known is 'false: the class is new to the rules, the category is a guess';
comment on column rm_asset_b1.asset.virtual is 'a virtual machine';
comment on column rm_asset_b1.asset.notes is 'what people wrote; the block of the sync is added when it is read (FLD-05)';
comment on column rm_asset_b1.asset.organization_id is 'id of the organization in NinjaOne';
comment on column rm_asset_b1.asset.organization is 'id of the organization''s row';
comment on column rm_asset_b1.asset.location_id is 'id of the location in NinjaOne';
comment on column rm_asset_b1.asset.location is 'id of the location''s row';
comment on column rm_asset_b1.asset.network is 'network from which it reaches the internet';
comment on column rm_asset_b1.asset.customer is 'customer of a manual asset';
comment on column rm_asset_b1.asset.connection is 'NinjaOne connection';
comment on column rm_asset_b1.asset.device_id is 'id in NinjaOne';
comment on column rm_asset_b1.asset.external_id is 'id in the file that it was imported from';
comment on column rm_asset_b1.asset.created_at is 'when the agent was enrolled';
comment on column rm_asset_b1.asset.first_seen_at is 'when it was first observed';
comment on column rm_asset_b1.asset.warranty_start is 'first day of the warranty';
comment on column rm_asset_b1.asset.warranty_end is 'last day of the warranty';
comment on column rm_asset_b1.asset.fulfilled_on is 'day when the maker delivered it';
comment on column rm_asset_b1.asset.purchased_on is 'day when it was bought, as people say';
comment on column rm_asset_b1.asset.born is 'day from which its age counts (REP-05)';
comment on column rm_asset_b1.asset.filled is 'members that are blank now and show their last filled value: path and event';
comment on column rm_asset_b1.asset.contact is 'contact that it is assigned to (ASG-04)';
comment on column rm_asset_b1.asset.contact_position is 'event that assigned it, or took it back';
comment on column rm_asset_b1.asset.status_set is 'status that a person set';
comment on column rm_asset_b1.asset.asset is 'asset that the record is part of; null: one of its own';
comment on column rm_asset_b1.asset.doubts is 'questions to people about it';
comment on column rm_asset_b1.asset.state is 'what people decided about it, and what settling made of that';
comment on column rm_asset_b1.asset.bios_key is 'serial number of the BIOS as it is compared, where it is another one';
comment on column rm_asset_b1.asset.user_withheld is 'why the last user is not kept: customer or connection (GAP-07)';
comment on column rm_asset_b1.asset.mac_key is 'network card as it is compared, of machines without a serial number and virtual ones';
create table rm_asset_b1.organization (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    connection uuid,
    organization_id bigint,
    observed boolean not null,
    name text,
    sort_key text,
    former_names json,
    vanished_at timestamptz,
    decision text,
    customer uuid,
    reason text,
    rejected json,
    decided_at timestamptz,
    decided_by text,
    decision_position bigint,
    version bigint not null,
    observed_position bigint,
    vanished_position bigint
) with (fillfactor = 90);
select projection.secure('rm_asset_b1.organization');
comment on table rm_asset_b1.organization is 'NinjaOne organizations and the decisions about them.';
comment on column rm_asset_b1.organization.id is 'id of the row';
comment on column rm_asset_b1.organization.connection is 'NinjaOne connection';
comment on column rm_asset_b1.organization.organization_id is 'id in NinjaOne';
comment on column rm_asset_b1.organization.observed is 'false: only a decision is known';
comment on column rm_asset_b1.organization.name is 'name in NinjaOne';
comment on column rm_asset_b1.organization.sort_key is 'name in lower case, cut';
comment on column rm_asset_b1.organization.former_names is 'up to eight names before, newest first';
comment on column rm_asset_b1.organization.vanished_at is 'when a complete listing no longer showed it';
comment on column rm_asset_b1.organization.decision is 'mapped, ignored, or nothing';
comment on column rm_asset_b1.organization.customer is 'customer that a person chose';
comment on column rm_asset_b1.organization.reason is 'why it is ignored';
comment on column rm_asset_b1.organization.rejected is 'customers that it is not, as a person said';
comment on column rm_asset_b1.organization.decided_at is 'when';
comment on column rm_asset_b1.organization.decided_by is 'who, an id';
comment on column rm_asset_b1.organization.decision_position is 'event of the decision';
comment on column rm_asset_b1.organization.version is 'version of the decisions, for conflicts';
comment on column rm_asset_b1.organization.observed_position is 'event of the newest observation';
comment on column rm_asset_b1.organization.vanished_position is 'event that said that it vanished';
create table rm_asset_b1.location (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    connection uuid,
    location_id bigint,
    organization_id bigint,
    organization uuid,
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
select projection.secure('rm_asset_b1.location');
comment on table rm_asset_b1.location is 'Locations of NinjaOne organizations and the decisions about them.';
comment on column rm_asset_b1.location.id is 'id of the row';
comment on column rm_asset_b1.location.connection is 'NinjaOne connection';
comment on column rm_asset_b1.location.location_id is 'id in NinjaOne';
comment on column rm_asset_b1.location.organization_id is 'id of its organization in NinjaOne';
comment on column rm_asset_b1.location.organization is 'id of its organization''s row';
comment on column rm_asset_b1.location.name is 'name in NinjaOne';
comment on column rm_asset_b1.location.sort_key is 'name in lower case, cut';
comment on column rm_asset_b1.location.address is 'address in NinjaOne';
comment on column rm_asset_b1.location.vanished_at is 'when a complete listing no longer showed it';
comment on column rm_asset_b1.location.decision is 'mapped, ignored, or nothing';
comment on column rm_asset_b1.location.customer is 'customer that a person chose';
comment on column rm_asset_b1.location.reason is 'why it is ignored';
comment on column rm_asset_b1.location.rejected is 'customers that it is not, as a person said';
comment on column rm_asset_b1.location.decided_at is 'when';
comment on column rm_asset_b1.location.decided_by is 'who, an id';
comment on column rm_asset_b1.location.decision_position is 'event of the decision';
comment on column rm_asset_b1.location.version is 'version of the decisions, for conflicts';
comment on column rm_asset_b1.location.observed_position is 'event of the newest observation';
create table rm_asset_b1.customer (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    name text,
    domains json,
    city text,
    removed_at timestamptz,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_asset_b1.customer');
comment on table rm_asset_b1.customer is 'Customers as matching sees them.';
comment on column rm_asset_b1.customer.id is 'id of the customer';
comment on column rm_asset_b1.customer.name is 'name';
comment on column rm_asset_b1.customer.domains is 'e-mail domains';
comment on column rm_asset_b1.customer.city is 'city';
comment on column rm_asset_b1.customer.removed_at is 'when it was removed';
comment on column rm_asset_b1.customer.position is 'newest event';
create table rm_asset_b1.report_cell (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    measure text,
    organization uuid,
    month date,
    n bigint not null,
    location uuid,
    customer uuid,
    tags json,
    category text,
    node_class text,
    virtual boolean not null,
    connectivity text,
    status text,
    source text,
    estimated boolean not null
) with (fillfactor = 90);
select projection.secure('rm_asset_b1.report_cell');
comment on table rm_asset_b1.report_cell is 'How many assets are alike, for reports: by place, by month of birth, by month of the end of the warranty.';
comment on column rm_asset_b1.report_cell.id is 'id of the cell, made of what it says';
comment on column rm_asset_b1.report_cell.n is 'how many assets';
comment on column rm_asset_b1.report_cell.measure is 'devices, born or warranty: what they are counted by';
comment on column rm_asset_b1.report_cell.organization is 'id of the organization''s row, of devices';
comment on column rm_asset_b1.report_cell.location is 'id of the location''s row, of devices';
comment on column rm_asset_b1.report_cell.customer is 'customer of assets that have one of their own, of devices';
comment on column rm_asset_b1.report_cell.tags is 'tags in NinjaOne, of devices';
comment on column rm_asset_b1.report_cell.category is 'category (CAT)';
comment on column rm_asset_b1.report_cell.node_class is 'class in NinjaOne';
comment on column rm_asset_b1.report_cell.virtual is 'virtual machines';
comment on column rm_asset_b1.report_cell.connectivity is 'online, offline, not_monitored or unknown';
comment on column rm_asset_b1.report_cell.status is 'in_use, available, maintenance, retired, lost or archived';
comment on column rm_asset_b1.report_cell.source is 'ninjaone or manual';
comment on column rm_asset_b1.report_cell.month is 'first day of the month of birth, or in which the warranty ends; null: not known';
comment on column rm_asset_b1.report_cell.estimated is 'the birth is when they were first seen';
create table rm_asset_b1.date_group (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    organization uuid,
    location uuid,
    customer uuid,
    category text,
    node_class text,
    virtual boolean not null,
    retired boolean not null,
    source text,
    born bytea,
    warranty bytea
) with (fillfactor = 90);
select projection.secure('rm_asset_b1.date_group');
comment on table rm_asset_b1.date_group is 'How many assets of a place are alike, by day of birth and by the day on which the warranty ends.';
comment on column rm_asset_b1.date_group.id is 'id of the group, made of what its assets share';
comment on column rm_asset_b1.date_group.organization is 'id of the organization''s row';
comment on column rm_asset_b1.date_group.location is 'id of the location''s row';
comment on column rm_asset_b1.date_group.customer is 'customer of assets that have one of their own';
comment on column rm_asset_b1.date_group.category is 'category (CAT)';
comment on column rm_asset_b1.date_group.node_class is 'class in NinjaOne';
comment on column rm_asset_b1.date_group.virtual is 'virtual machines';
comment on column rm_asset_b1.date_group.retired is 'retired and archived ones';
comment on column rm_asset_b1.date_group.source is 'ninjaone or manual';
comment on column rm_asset_b1.date_group.born is 'days of birth, each with how many assets';
comment on column rm_asset_b1.date_group.warranty is 'last days of warranties, each with how many assets';
create unique index asset_pkey on rm_asset_b1.asset (tenant_id, variant, id);
create index asset_name on rm_asset_b1.asset (tenant_id, variant, name_key collate "C", id) where shown;
create index asset_organization on rm_asset_b1.asset (tenant_id, variant, organization) where organization is not null;
create index asset_contact on rm_asset_b1.asset (tenant_id, variant, contact) where contact is not null;
create index asset_member on rm_asset_b1.asset (tenant_id, variant, asset) where asset is not null;
create index asset_doubt on rm_asset_b1.asset (tenant_id, variant, id) where doubts is not null;
create index asset_customer on rm_asset_b1.asset (tenant_id, variant, customer) where customer is not null;
create index asset_born on rm_asset_b1.asset (tenant_id, variant, born) where shown and born is not null;
create index asset_serial on rm_asset_b1.asset (tenant_id, variant, serial_key) where serial_key is not null;
create index asset_former_serial on rm_asset_b1.asset (tenant_id, variant, id) where former_serials is not null;
create index asset_missing on rm_asset_b1.asset (tenant_id, variant, missing_since) where missing_since is not null;
create index asset_warranty on rm_asset_b1.asset (tenant_id, variant, warranty_end) where shown and warranty_end is not null;
create unique index organization_pkey on rm_asset_b1.organization (tenant_id, variant, id);
create unique index location_pkey on rm_asset_b1.location (tenant_id, variant, id);
create unique index customer_pkey on rm_asset_b1.customer (tenant_id, variant, id);
create unique index report_cell_pkey on rm_asset_b1.report_cell (tenant_id, variant, id);
create index report_cell_devices on rm_asset_b1.report_cell (tenant_id, variant, organization) where measure = 'devices';
create index report_cell_born on rm_asset_b1.report_cell (tenant_id, variant, month) where measure = 'born';
create index report_cell_warranty on rm_asset_b1.report_cell (tenant_id, variant, month) where measure = 'warranty';
create unique index date_group_pkey on rm_asset_b1.date_group (tenant_id, variant, id);
select projection.add_model('asset', 1, 7);

create or replace view projection.live_asset_asset with (security_invoker = true) as
select t.tenant_id, t.id, t.status, t.connectivity, t.connectivity_at, t.last_contact, t.presence_position, t.observed_at, t.observed_position, t.version, t.last_user, t.user_event, t.last_logon_at, t.user_position, t.missing_since, t.missing_position, t.released, t.released_at, t.released_connectivity, t.released_position, t.owner, t.owner_event, t.name, t.name_key, t.search, t.tags, t.former_names, t.shown, t.source, t.approval, t.rules, t.manufacturer, t.model, t.serial_number, t.serial_key, t.system_serial, t.bios_serial, t.former_serials, t.chassis, t.os, t.os_build, t.architecture, t.category, t.node_class, t.class_known, t.virtual, t.notes, t.organization_id, t.organization, t.location_id, t.location, t.network, t.customer, t.connection, t.device_id, t.external_id, t.created_at, t.first_seen_at, t.warranty_start, t.warranty_end, t.fulfilled_on, t.purchased_on, t.born, t.filled, t.contact, t.contact_position, t.status_set, t.asset, t.doubts, t.state, t.bios_key, t.user_withheld, t.mac_key
from rm_asset_b1.asset t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'asset' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_asset_asset to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_asset_organization with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.organization_id, t.observed, t.name, t.sort_key, t.former_names, t.vanished_at, t.decision, t.customer, t.reason, t.rejected, t.decided_at, t.decided_by, t.decision_position, t.version, t.observed_position, t.vanished_position
from rm_asset_b1.organization t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'asset' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_asset_organization to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_asset_location with (security_invoker = true) as
select t.tenant_id, t.id, t.connection, t.location_id, t.organization_id, t.organization, t.name, t.sort_key, t.address, t.vanished_at, t.decision, t.customer, t.reason, t.rejected, t.decided_at, t.decided_by, t.decision_position, t.version, t.observed_position
from rm_asset_b1.location t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'asset' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_asset_location to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_asset_customer with (security_invoker = true) as
select t.tenant_id, t.id, t.name, t.domains, t.city, t.removed_at, t.position
from rm_asset_b1.customer t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'asset' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_asset_customer to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_asset_report_cell with (security_invoker = true) as
select t.tenant_id, t.id, t.n, t.measure, t.organization, t.location, t.customer, t.tags, t.category, t.node_class, t.virtual, t.connectivity, t.status, t.source, t.month, t.estimated
from rm_asset_b1.report_cell t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'asset' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_asset_report_cell to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_asset_date_group with (security_invoker = true) as
select t.tenant_id, t.id, t.organization, t.location, t.customer, t.category, t.node_class, t.virtual, t.retired, t.source, t.born, t.warranty
from rm_asset_b1.date_group t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'asset' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_asset_date_group to coresync_engine, coresync_app, coresync_reader;

create view readmodel.assets with (security_invoker = true) as select
    a.tenant_id as tenant_id,
    coalesce(a.asset, a.id) as id,
    a.source as source,
    a.name as name,
    a.manufacturer as manufacturer,
    a.model as model,
    a.serial_number as serial_number,
    a.os as os,
    a.category as category,
    a.node_class as node_class,
    a.status as status,
    a.connectivity as connectivity,
    a.connectivity_at as connectivity_at,
    a.last_contact as last_contact_at,
    coalesce(a.customer, case when ls.id is null then s.customer else ls.customer end) as customer_id,
    c.name as customer_name,
    a.connection as connection_id,
    a.device_id as device_id,
    a.organization_id as organization_id,
    o.name as organization_name,
    p.name as location_name,
    a.warranty_start as warranty_start,
    a.warranty_end as warranty_end,
    a.created_at as enrolled_at,
    a.first_seen_at as first_seen_at,
    a.missing_since as missing_since,
    a.contact as contact_id,
    a.tags as tags
from projection.live_asset_asset a
left join projection.live_mapping_status s on s.tenant_id = a.tenant_id and s.id = a.organization
left join projection.live_mapping_location_status ls on ls.tenant_id = a.tenant_id and ls.id = a.location
left join projection.live_mapping_organization o on o.tenant_id = a.tenant_id and o.id = a.organization
left join projection.live_mapping_location p on p.tenant_id = a.tenant_id and p.id = a.location
left join projection.live_directory_customer c on c.tenant_id = a.tenant_id and c.id = coalesce(a.customer, case when ls.id is null then s.customer else ls.customer end)
where a.shown and not (a.source = 'ninjaone' and exists (select 1 from projection.live_mapping_ignore_rule g where g.tenant_id = a.tenant_id) and exists (select 1 from projection.live_mapping_ignore_rule g where g.tenant_id = a.tenant_id and (g.place in (a.organization, a.location)
		or g.kind = 'class' and lower(g.value) = lower(a.node_class)
		or g.kind = 'name' and lower(a.name) like g.pattern
		or g.kind = 'tag' and exists (select 1 from json_array_elements_text(a.tags) t where lower(t) = lower(g.value)))))
and not (a.source = 'ninjaone' and coalesce(a.customer, case when ls.id is null then s.customer else ls.customer end) is null and exists (select 1 from projection.live_mapping_scope t where t.tenant_id = a.tenant_id and t.mapped_only));
comment on view readmodel.assets is 'Assets, synced and kept by hand, with their customers.';
comment on column readmodel.assets.tenant_id is 'tenant';
comment on column readmodel.assets.id is 'id of the asset';
comment on column readmodel.assets.source is 'ninjaone or manual';
comment on column readmodel.assets.name is 'name (FLD-01)';
comment on column readmodel.assets.manufacturer is 'maker (FLD-02)';
comment on column readmodel.assets.model is 'model (FLD-03)';
comment on column readmodel.assets.serial_number is 'serial number (FLD-04)';
comment on column readmodel.assets.os is 'operating system (FLD-05)';
comment on column readmodel.assets.category is 'category (CAT)';
comment on column readmodel.assets.node_class is 'class in NinjaOne';
comment on column readmodel.assets.status is 'in_use, available, maintenance, retired, lost or archived (FLD-06)';
comment on column readmodel.assets.connectivity is 'online, offline, not_monitored or unknown';
comment on column readmodel.assets.connectivity_at is 'when that was seen';
comment on column readmodel.assets.last_contact_at is 'when NinjaOne last heard of it';
comment on column readmodel.assets.customer_id is 'customer';
comment on column readmodel.assets.customer_name is 'name of the customer';
comment on column readmodel.assets.connection_id is 'NinjaOne connection';
comment on column readmodel.assets.device_id is 'id in NinjaOne';
comment on column readmodel.assets.organization_id is 'id of the organization in NinjaOne';
comment on column readmodel.assets.organization_name is 'name of the organization in NinjaOne';
comment on column readmodel.assets.location_name is 'name of the location in NinjaOne';
comment on column readmodel.assets.warranty_start is 'first day of the warranty';
comment on column readmodel.assets.warranty_end is 'last day of the warranty';
comment on column readmodel.assets.enrolled_at is 'when the agent was enrolled';
comment on column readmodel.assets.first_seen_at is 'when it was first observed';
comment on column readmodel.assets.missing_since is 'since when complete listings don''t show it';
comment on column readmodel.assets.contact_id is 'contact that it is assigned to (ASG-04)';
comment on column readmodel.assets.tags is 'tags in NinjaOne, a list of texts; null: none';
grant select on readmodel.assets to coresync_engine, coresync_app, coresync_reader;

create view readmodel.device_report_cells with (security_invoker = true) as select
    a.tenant_id as tenant_id,
    a.measure as measure,
    a.n as n,
    case when a.measure = 'devices' then coalesce(a.customer, case when ls.id is null then s.customer else ls.customer end) end as customer_id,
    c.name as customer_name,
    o.name as organization_name,
    p.name as location_name,
    a.category as category,
    a.node_class as node_class,
    a.virtual as virtual,
    a.connectivity as connectivity,
    a.status as status,
    a.source as source,
    a.month as month,
    a.estimated as estimated
from projection.live_asset_report_cell a
left join projection.live_mapping_status s on s.tenant_id = a.tenant_id and s.id = a.organization
left join projection.live_mapping_location_status ls on ls.tenant_id = a.tenant_id and ls.id = a.location
left join projection.live_mapping_organization o on o.tenant_id = a.tenant_id and o.id = a.organization
left join projection.live_mapping_location p on p.tenant_id = a.tenant_id and p.id = a.location
left join projection.live_directory_customer c on c.tenant_id = a.tenant_id and c.id = coalesce(a.customer, case when ls.id is null then s.customer else ls.customer end);
comment on view readmodel.device_report_cells is 'How many assets are alike, for reports: add n up, of one measure.';
comment on column readmodel.device_report_cells.tenant_id is 'tenant';
comment on column readmodel.device_report_cells.measure is 'devices: by place and customer; born: by month of birth; warranty: by the month in which it ends';
comment on column readmodel.device_report_cells.n is 'how many assets';
comment on column readmodel.device_report_cells.customer_id is 'customer, of devices';
comment on column readmodel.device_report_cells.customer_name is 'name of the customer';
comment on column readmodel.device_report_cells.organization_name is 'name of the organization in NinjaOne, of devices';
comment on column readmodel.device_report_cells.location_name is 'name of the location in NinjaOne, of devices';
comment on column readmodel.device_report_cells.category is 'category (CAT)';
comment on column readmodel.device_report_cells.node_class is 'class in NinjaOne';
comment on column readmodel.device_report_cells.virtual is 'virtual machines';
comment on column readmodel.device_report_cells.connectivity is 'online, offline, not_monitored or unknown';
comment on column readmodel.device_report_cells.status is 'in_use, available, maintenance, retired, lost or archived';
comment on column readmodel.device_report_cells.source is 'ninjaone or manual';
comment on column readmodel.device_report_cells.month is 'first day of the month of birth, or of that in which the warranty ends; null: not known';
comment on column readmodel.device_report_cells.estimated is 'the birth is when they were first seen (REP-05)';
grant select on readmodel.device_report_cells to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.device_report_cells;
drop view readmodel.assets;
drop view projection.live_asset_asset;
drop view projection.live_asset_organization;
drop view projection.live_asset_location;
drop view projection.live_asset_customer;
drop view projection.live_asset_report_cell;
drop view projection.live_asset_date_group;
drop schema rm_asset_b1 cascade;
delete from projection.builds where model = 'asset';
delete from projection.releases where model = 'asset';
delete from eventstore.checkpoints where consumer like 'asset/%';
