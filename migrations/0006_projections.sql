-- +goose Up

-- What the engine of the read models keeps: which tables are live for whom, and
-- which rows are blocked. The tables themselves belong to a build and lie in
-- schemas named rm_<model>_b<build>; every key in them begins with tenant and variant.
create schema projection;

-- A build is a set of physical tables of one read model: every rebuild makes one.
create table projection.builds (
    model      text not null,
    build      integer not null,
    -- which columns and which meaning of rows; a program writes builds of its own shape only
    shape      integer not null,
    -- live: new tenants get it; candidate: being filled; retired: kept for rollback
    state      text not null check (state in ('live', 'candidate', 'retired')),
    created_at timestamptz not null default now(),
    constraint builds_pkey primary key (model, build)
);
create unique index builds_live on projection.builds (model) where state = 'live';

-- A release of a tenant names build, variant and rules of every model, so what is
-- joined is of one release.
create table projection.releases (
    tenant_id  uuid not null,
    release    bigint not null,
    model      text not null,
    build      integer not null,
    variant    integer not null,
    rules      text not null,
    created_at timestamptz not null default now(),
    constraint releases_pkey primary key (tenant_id, release, model)
);

-- One row a tenant: promote and rollback change it.
create table projection.live (
    tenant_id uuid primary key,
    release   bigint not null
);

-- A row that an event could not be folded into. It stays as it was before that
-- event until it is made again from its stream.
create table projection.blocked (
    tenant_id  uuid not null,
    consumer   text not null,
    table_name text not null,
    row_id     uuid not null, -- zero: the event named no row
    position   bigint not null,
    event_type text not null,
    error      text not null,
    later      bigint not null default 0, -- events of the row after this one
    blocked_at timestamptz not null,
    constraint blocked_pkey primary key (tenant_id, consumer, table_name, row_id, position)
);

-- Which tenants a login of dashboards may see.
create table projection.readers (
    reader    name not null,
    tenant_id uuid not null,
    constraint readers_pkey primary key (reader, tenant_id)
);

create function projection.consumer(model text, build integer, variant integer) returns text
immutable language sql as $$ select model || '/' || build || '/' || variant $$;

-- +goose StatementBegin
-- Gives a tenant its place in a model: a row in its live release, and a checkpoint.
create function projection.enroll(tenant uuid, of_model text, of_build integer) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    r bigint;
begin
    insert into projection.live values (tenant, 1) on conflict do nothing;
    select release into r from projection.live where tenant_id = tenant;
    insert into projection.releases (tenant_id, release, model, build, variant, rules)
        values (tenant, r, of_model, of_build, 0, '1') on conflict do nothing;
    insert into eventstore.checkpoints (tenant_id, consumer)
        values (tenant, projection.consumer(of_model, of_build, 0)) on conflict do nothing;
end
$$;

-- Registers a model with its first build; every tenant gets it. For migrations.
create function projection.add_model(of_model text, of_build integer, of_shape integer) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into projection.builds (model, build, shape, state) values (of_model, of_build, of_shape, 'live');
    perform projection.enroll(t.tenant_id, of_model, of_build) from eventstore.tenants t;
end
$$;

-- A new tenant has release 1 of every model from the moment on that it exists, whoever makes it.
create function projection.enroll_new_tenant() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform projection.enroll(new.tenant_id, b.model, b.build) from projection.builds b where b.state = 'live';
    return null;
end
$$;

-- Row security of a table of a read model, and who may do what with it.
create function projection.secure(tab regclass) returns void
language plpgsql set search_path = pg_catalog as $$
begin
    execute format('grant select, insert, update, delete on %s to coresync_engine', tab);
    execute format('grant select on %s to coresync_app, coresync_reader', tab);
    execute format('alter table %s enable row level security', tab);
    execute format($p$create policy tenant_of_transaction on %s for select to coresync_app
        using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid)$p$, tab);
    execute format($p$create policy tenants_of_reader on %s for select to coresync_reader
        using (tenant_id in (select r.tenant_id from projection.readers r where r.reader = current_user))$p$, tab);
end
$$;
-- +goose StatementEnd

create trigger enroll_new_tenant after insert on eventstore.tenants
    for each row execute function projection.enroll_new_tenant();
insert into projection.live select tenant_id, 1 from eventstore.tenants;

grant usage on schema projection to coresync_engine, coresync_app, coresync_reader;
select projection.secure('projection.releases');
select projection.secure('projection.live');
select projection.secure('projection.blocked');
grant select on projection.builds to coresync_engine, coresync_app, coresync_reader;
grant insert, update, delete on projection.builds to coresync_engine;
grant select on projection.readers to coresync_engine, coresync_reader;
grant execute on function projection.consumer(text, integer, integer) to public;

-- Stable views for dashboards; each model adds its own.
create schema readmodel;
grant usage on schema readmodel to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop schema readmodel cascade;
drop trigger enroll_new_tenant on eventstore.tenants;
drop schema projection cascade;
