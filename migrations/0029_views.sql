-- +goose Up

-- Lists that people have narrowed and kept under a name. Package http/savedview owns these tables.
create table web.views (
    tenant_id  uuid not null,
    id         uuid not null,
    -- which list it is of, see api.SavedLists
    list       text not null,
    name       text not null,
    -- parameters of the list's page, encoded, in order of name
    query      text not null,
    -- whose it is: an actor, as the log names them
    owner      text not null,
    shared     boolean not null,
    version    bigint not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint views_pkey primary key (tenant_id, id),
    constraint views_name_length check (char_length(name) between 1 and 100),
    constraint views_query_length check (char_length(query) <= 4000)
);
create unique index views_name on web.views (tenant_id, owner, list, lower(name));

-- What somebody does with a view, his own or a shared one.
create table web.view_choices (
    tenant_id uuid not null,
    person    text not null, -- an actor
    view_id   uuid not null,
    list      text not null,
    pinned    boolean not null,
    -- the list opens with it
    usual     boolean not null,
    constraint view_choices_pkey primary key (tenant_id, person, view_id),
    constraint view_choices_view foreign key (tenant_id, view_id) references web.views (tenant_id, id) on delete cascade
);
create unique index view_choices_usual on web.view_choices (tenant_id, person, list) where usual;
create index view_choices_of_view on web.view_choices (tenant_id, view_id);

grant select, insert, update, delete on web.views, web.view_choices to coresync_app, coresync_engine;
alter table web.views enable row level security;
alter table web.view_choices enable row level security;
create policy tenant_of_transaction on web.views to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);
create policy tenant_of_transaction on web.view_choices to coresync_app
    using (tenant_id = nullif(current_setting('coresync.tenant', true), '')::uuid);

-- +goose Down
drop table web.view_choices, web.views;
