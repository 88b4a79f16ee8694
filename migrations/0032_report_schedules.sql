-- +goose Up

-- Reports are sent weekly or monthly.
alter table jobs.schedules drop constraint schedules_every_check;
alter table jobs.schedules add constraint schedules_every_check check (every in ('hourly', 'daily', 'weekly', 'monthly', 'manual'));

-- What became of the letters of a sending.
create index effects_about on effect.effects (tenant_id, about);

-- +goose Down
drop index effect.effects_about;
delete from jobs.schedules where every = 'monthly';
alter table jobs.schedules drop constraint schedules_every_check;
alter table jobs.schedules add constraint schedules_every_check check (every in ('hourly', 'daily', 'weekly', 'manual'));
