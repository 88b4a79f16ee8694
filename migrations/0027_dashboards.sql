-- +goose Up

-- How the read models stand, and what covers assets, for dashboards. The first asks tables
-- that readers may not see, so it names the tenants itself: those that are granted to who
-- asks (projection.readers), all for whoever owns it.
create view readmodel.projections as select
    l.tenant_id,
    r.model,
    l.release,
    r.build,
    r.variant,
    r.rules,
    c.position,
    coalesce(h.position, 0) as head,
    coalesce(h.position, 0) - c.position as behind,
    c.recorded_at,
    c.updated_at,
    c.applied,
    c.failed,
    (select count(*) from projection.blocked b where b.tenant_id = l.tenant_id and b.consumer = c.consumer) as blocked
from projection.live l
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
join eventstore.checkpoints c on c.tenant_id = l.tenant_id and c.consumer = projection.consumer(r.model, r.build, r.variant)
left join lateral (select e.position from eventstore.events e where e.tenant_id = l.tenant_id order by e.position desc limit 1) h on true
where current_user in ('coresync_engine', 'coresync_owner')
   or l.tenant_id in (select x.tenant_id from projection.readers x where x.reader = current_user);
comment on view readmodel.projections is 'How far the live read models have followed the log.';
comment on column readmodel.projections.tenant_id is 'tenant';
comment on column readmodel.projections.model is 'read model';
comment on column readmodel.projections.release is 'release that readers see';
comment on column readmodel.projections.build is 'build of its tables';
comment on column readmodel.projections.variant is 'variant of its rows';
comment on column readmodel.projections.rules is 'version of the rules';
comment on column readmodel.projections.position is 'newest event that it shows';
comment on column readmodel.projections.head is 'newest event of the log';
comment on column readmodel.projections.behind is 'how many events it is behind';
comment on column readmodel.projections.recorded_at is 'time of the newest event that it shows';
comment on column readmodel.projections.updated_at is 'when it last moved';
comment on column readmodel.projections.applied is 'how many events it applied';
comment on column readmodel.projections.failed is 'how many events could not be applied';
comment on column readmodel.projections.blocked is 'how many rows stand still because of that';
grant select on readmodel.projections to coresync_engine, coresync_reader;

create view readmodel.warranties with (security_invoker = true) as select
    a.tenant_id,
    w.key::uuid as id,
    coalesce(a.asset, a.id) as asset_id,
    w.value ->> 'source' as source,
    w.value ->> 'name' as name,
    w.value ->> 'external_id' as external_id,
    case when w.value ->> 'start' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then (w.value ->> 'start')::date end as starts_on,
    (w.value ->> 'end')::date as ends_on
from projection.live_asset_asset a
cross join lateral jsonb_each(coalesce(a.state::jsonb -> 'warranties', '{}')) w
where a.state is not null and w.value ->> 'end' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
comment on view readmodel.warranties is 'Entitlements that people recorded, by hand or in a file; what counts is warranty_end of readmodel.assets.';
comment on column readmodel.warranties.tenant_id is 'tenant';
comment on column readmodel.warranties.id is 'id of the entitlement';
comment on column readmodel.warranties.asset_id is 'id of the asset';
comment on column readmodel.warranties.source is 'hand or import';
comment on column readmodel.warranties.name is 'name';
comment on column readmodel.warranties.external_id is 'id in the file that it was imported from';
comment on column readmodel.warranties.starts_on is 'first day; null: not known';
comment on column readmodel.warranties.ends_on is 'last day';
grant select on readmodel.warranties to coresync_engine, coresync_app, coresync_reader;

-- +goose Down
drop view readmodel.warranties;
drop view readmodel.projections;
