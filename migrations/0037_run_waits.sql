-- +goose Up

-- The pauses that a run took before it asked NinjaOne once more, see poller.Wait. They
-- are noted when they begin, by a statement of their own: the row's next one comes with
-- a page, which is what waits.
alter table poller.runs add column waits jsonb not null default '[]';

-- Who asked for it; empty: nobody did, as where a schedule starts it.
alter table poller.runs add column started_by text not null default '';

-- +goose Down
alter table poller.runs drop column started_by;
alter table poller.runs drop column waits;
