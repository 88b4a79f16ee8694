-- +goose Up

-- When somebody was seen last, and until when he looked the time before: what changed since stands in the inbox.
alter table web.users
    add column last_seen_at timestamptz,
    add column looked_until timestamptz;
create index runs_ended on poller.runs (tenant_id, ended_at);

-- +goose Down
drop index poller.runs_ended;
alter table web.users drop column last_seen_at, drop column looked_until;
