-- Suggestions: what matching found, made anew from the read models at any time. Nothing
-- here is personal: ids, percentages, forms and reasons that name nobody.

-- +goose Up
create schema suggestion;
grant usage on schema suggestion to coresync_engine, coresync_app, coresync_reader;

create table suggestion.assets (
    tenant_id uuid not null,
    asset uuid not null,
    customer uuid not null,    -- in whose contacts a user was looked for
    user_event uuid,           -- event of the last user that was matched
    owner_event uuid,          -- event of the owner that was matched
    kind text not null,        -- person, nobody, machine, built_in, shared, technician, erased
    outcome text not null,     -- high, suggested, tie, none
    contact uuid,              -- the suggested one
    percent smallint not null, -- of the likeliest
    devices integer not null,  -- of the customer on which the account was last user
    reason text not null,
    candidates json not null,  -- the likeliest first
    rules text not null,
    primary key (tenant_id, asset)
);
create index assets_customer on suggestion.assets (tenant_id, customer);
comment on table suggestion.assets is 'Who may use an asset, by its last user or owner (CON-02 to CON-09).';

create table suggestion.people (
    tenant_id uuid not null,
    person uuid not null,
    customer uuid not null,
    event uuid not null, -- that was matched
    contact uuid,        -- of the directory, with the same e-mail address
    primary key (tenant_id, person)
);
create index people_customer on suggestion.people (tenant_id, customer);
comment on table suggestion.people is 'People in NinjaOne who are offered as contacts of a customer (SCH-04).';

create table suggestion.customers (
    tenant_id uuid not null,
    customer uuid not null,
    signature bigint not null, -- of all that its suggestions were made of
    matched_at timestamptz not null,
    primary key (tenant_id, customer)
);
comment on table suggestion.customers is 'What the suggestions of a customer were made of.';

create table suggestion.passes (
    tenant_id uuid primary key,
    position bigint not null,
    passed_at timestamptz not null
);
comment on table suggestion.passes is 'Up to which position of the log suggestions are complete.';

select projection.secure('suggestion.assets');
select projection.secure('suggestion.people');
select projection.secure('suggestion.customers');
select projection.secure('suggestion.passes');

-- +goose Down
drop schema suggestion cascade;
