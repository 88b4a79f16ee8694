-- +goose Up

-- What the workspace counts money in, as ISO 4217 has it; '': nobody said.
alter table web.settings add column currency text not null default ''
    constraint settings_currency check (currency ~ '^([A-Z]{3})?$');

-- +goose Down
alter table web.settings drop column currency;
