-- +goose Up

-- A run that reads accounts and roles alone, between two syncs of its connection.
alter table poller.runs drop constraint runs_trigger_check;
alter table poller.runs add constraint runs_trigger_check check (trigger in ('first', 'manual', 'scheduled', 'access'));

-- +goose Down
delete from poller.runs where trigger = 'access';
alter table poller.runs drop constraint runs_trigger_check;
alter table poller.runs add constraint runs_trigger_check check (trigger in ('first', 'manual', 'scheduled'));
