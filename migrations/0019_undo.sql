-- +goose Up

-- A run that was undone by a person: until a later one is complete, the next run
-- of its connection is held.
alter table poller.runs drop constraint runs_state_check;
alter table poller.runs add constraint runs_state_check
    check (state in ('running', 'held', 'completed', 'failed', 'discarded', 'undone'));
alter table poller.runs add column undone_at timestamptz;

-- +goose Down
update poller.runs set state = 'completed' where state = 'undone';
alter table poller.runs drop column undone_at;
alter table poller.runs drop constraint runs_state_check;
alter table poller.runs add constraint runs_state_check
    check (state in ('running', 'held', 'completed', 'failed', 'discarded'));
