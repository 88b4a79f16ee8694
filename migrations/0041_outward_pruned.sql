-- +goose Up

-- Up to which notice those that everybody took were pruned; 0: none was.
alter table outward.feeds add column pruned bigint not null default 0;
-- A subscription that begins with all that is there once notices were pruned is told all of it
-- apart: such notices are of no other one.
alter table outward.notices add column only_for uuid;

-- +goose Down
delete from outward.notices where only_for is not null;
alter table outward.notices drop column only_for;
alter table outward.feeds drop column pruned;
