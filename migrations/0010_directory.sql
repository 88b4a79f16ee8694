-- Made from the Go definition of the read model; a test compares them.

-- +goose Up
create schema rm_directory_b1;
grant usage on schema rm_directory_b1 to coresync_engine, coresync_app, coresync_reader;
create table rm_directory_b1.customer (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    external_id text,
    name text,
    sort_key text,
    search text,
    number text,
    domains json,
    city text,
    version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_directory_b1.customer');
comment on table rm_directory_b1.customer is 'Customers.';
comment on column rm_directory_b1.customer.id is 'id of the customer';
comment on column rm_directory_b1.customer.external_id is 'id in the file that it was imported from';
comment on column rm_directory_b1.customer.name is 'name';
comment on column rm_directory_b1.customer.sort_key is 'name in lower case, cut';
comment on column rm_directory_b1.customer.search is 'name, number, domains and external id in lower case';
comment on column rm_directory_b1.customer.number is 'customer number';
comment on column rm_directory_b1.customer.domains is 'e-mail domains';
comment on column rm_directory_b1.customer.city is 'city';
comment on column rm_directory_b1.customer.version is 'version of its stream, for conflicts';
comment on column rm_directory_b1.customer.position is 'newest event';
create table rm_directory_b1.contact (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    external_id text,
    name json,
    email json,
    phone json,
    event uuid,
    version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_directory_b1.contact');
comment on table rm_directory_b1.contact is 'Contacts of customers.';
comment on column rm_directory_b1.contact.id is 'id of the contact';
comment on column rm_directory_b1.contact.external_id is 'id in the file that it was imported from';
comment on column rm_directory_b1.contact.customer is 'customer';
comment on column rm_directory_b1.contact.name is 'name, sealed';
comment on column rm_directory_b1.contact.email is 'e-mail address, sealed';
comment on column rm_directory_b1.contact.phone is 'telephone, sealed';
comment on column rm_directory_b1.contact.event is 'event that the personal members are sealed for';
comment on column rm_directory_b1.contact.version is 'version of its stream, for conflicts';
comment on column rm_directory_b1.contact.position is 'newest event';
create table rm_directory_b1.contract (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    external_id text,
    name text,
    sort_key text,
    starts_on date,
    ends_on date,
    version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_directory_b1.contract');
comment on table rm_directory_b1.contract is 'Contracts with customers.';
comment on column rm_directory_b1.contract.id is 'id of the contract';
comment on column rm_directory_b1.contract.external_id is 'id in the file that it was imported from';
comment on column rm_directory_b1.contract.customer is 'customer';
comment on column rm_directory_b1.contract.name is 'name';
comment on column rm_directory_b1.contract.sort_key is 'name in lower case, cut';
comment on column rm_directory_b1.contract.starts_on is 'first day';
comment on column rm_directory_b1.contract.ends_on is 'last day';
comment on column rm_directory_b1.contract.version is 'version of its stream, for conflicts';
comment on column rm_directory_b1.contract.position is 'newest event';
create table rm_directory_b1.ticket (
    tenant_id uuid not null,
    variant integer not null,
    id uuid not null,
    customer uuid,
    contact uuid,
    devices json,
    external_id text,
    number text,
    subject text,
    sort_key text,
    search text,
    status text,
    version bigint not null,
    position bigint
) with (fillfactor = 90);
select projection.secure('rm_directory_b1.ticket');
comment on table rm_directory_b1.ticket is 'Tickets of customers.';
comment on column rm_directory_b1.ticket.id is 'id of the ticket';
comment on column rm_directory_b1.ticket.external_id is 'id in the file that it was imported from';
comment on column rm_directory_b1.ticket.customer is 'customer';
comment on column rm_directory_b1.ticket.contact is 'contact';
comment on column rm_directory_b1.ticket.number is 'number';
comment on column rm_directory_b1.ticket.subject is 'subject';
comment on column rm_directory_b1.ticket.sort_key is 'number in lower case, cut';
comment on column rm_directory_b1.ticket.search is 'number, subject and external id in lower case';
comment on column rm_directory_b1.ticket.status is 'status';
comment on column rm_directory_b1.ticket.devices is 'devices that it was made about, as they were then';
comment on column rm_directory_b1.ticket.version is 'version of its stream, for conflicts';
comment on column rm_directory_b1.ticket.position is 'newest event';
create unique index customer_pkey on rm_directory_b1.customer (tenant_id, variant, id);
create unique index contact_pkey on rm_directory_b1.contact (tenant_id, variant, id);
create index contact_customer on rm_directory_b1.contact (tenant_id, variant, customer) where customer is not null;
create unique index contract_pkey on rm_directory_b1.contract (tenant_id, variant, id);
create index contract_customer on rm_directory_b1.contract (tenant_id, variant, customer) where customer is not null;
create unique index ticket_pkey on rm_directory_b1.ticket (tenant_id, variant, id);
create index ticket_customer on rm_directory_b1.ticket (tenant_id, variant, customer) where customer is not null;
create index ticket_contact on rm_directory_b1.ticket (tenant_id, variant, contact) where contact is not null;
create index ticket_devices on rm_directory_b1.ticket (tenant_id, variant, customer) where devices is not null;
select projection.add_model('directory', 1, 1);

create or replace view projection.live_directory_customer with (security_invoker = true) as
select t.tenant_id, t.id, t.external_id, t.name, t.sort_key, t.search, t.number, t.domains, t.city, t.version, t.position
from rm_directory_b1.customer t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'directory' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_directory_customer to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_directory_contact with (security_invoker = true) as
select t.tenant_id, t.id, t.external_id, t.customer, t.name, t.email, t.phone, t.event, t.version, t.position
from rm_directory_b1.contact t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'directory' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_directory_contact to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_directory_contract with (security_invoker = true) as
select t.tenant_id, t.id, t.external_id, t.customer, t.name, t.sort_key, t.starts_on, t.ends_on, t.version, t.position
from rm_directory_b1.contract t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'directory' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_directory_contract to coresync_engine, coresync_app, coresync_reader;

create or replace view projection.live_directory_ticket with (security_invoker = true) as
select t.tenant_id, t.id, t.external_id, t.customer, t.contact, t.number, t.subject, t.sort_key, t.search, t.status, t.devices, t.version, t.position
from rm_directory_b1.ticket t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = 'directory' and r.build = 1 and r.variant = t.variant;
grant select on projection.live_directory_ticket to coresync_engine, coresync_app, coresync_reader;

create view readmodel.customers with (security_invoker = true) as select
    c.tenant_id as tenant_id,
    c.id as id,
    c.name as name,
    c.number as number,
    c.city as city,
    c.external_id as external_id
from projection.live_directory_customer c;
comment on view readmodel.customers is 'Customers.';
comment on column readmodel.customers.tenant_id is 'tenant';
comment on column readmodel.customers.id is 'id of the customer';
comment on column readmodel.customers.name is 'name';
comment on column readmodel.customers.number is 'customer number';
comment on column readmodel.customers.city is 'city';
comment on column readmodel.customers.external_id is 'id in the file that it was imported from';
grant select on readmodel.customers to coresync_engine, coresync_app, coresync_reader;

create view readmodel.contracts with (security_invoker = true) as select
    c.tenant_id as tenant_id,
    c.id as id,
    c.customer as customer_id,
    c.name as name,
    c.starts_on as starts_on,
    c.ends_on as ends_on
from projection.live_directory_contract c;
comment on view readmodel.contracts is 'Contracts with customers.';
comment on column readmodel.contracts.tenant_id is 'tenant';
comment on column readmodel.contracts.id is 'id of the contract';
comment on column readmodel.contracts.customer_id is 'customer';
comment on column readmodel.contracts.name is 'name';
comment on column readmodel.contracts.starts_on is 'first day';
comment on column readmodel.contracts.ends_on is 'last day';
grant select on readmodel.contracts to coresync_engine, coresync_app, coresync_reader;

create view readmodel.tickets with (security_invoker = true) as select
    t.tenant_id as tenant_id,
    t.id as id,
    t.customer as customer_id,
    t.number as number,
    t.subject as subject,
    t.status as status
from projection.live_directory_ticket t;
comment on view readmodel.tickets is 'Tickets of customers.';
comment on column readmodel.tickets.tenant_id is 'tenant';
comment on column readmodel.tickets.id is 'id of the ticket';
comment on column readmodel.tickets.customer_id is 'customer';
comment on column readmodel.tickets.number is 'number';
comment on column readmodel.tickets.subject is 'subject';
comment on column readmodel.tickets.status is 'status';
grant select on readmodel.tickets to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.tickets;
drop view readmodel.contracts;
drop view readmodel.customers;
drop view projection.live_directory_customer;
drop view projection.live_directory_contact;
drop view projection.live_directory_contract;
drop view projection.live_directory_ticket;
drop schema rm_directory_b1 cascade;
delete from projection.builds where model = 'directory';
delete from projection.releases where model = 'directory';
delete from eventstore.checkpoints where consumer like 'directory/%';
