-- +goose Up

-- How somebody reads dates: a language of BCP 47, or iso as ISO 8601 has it.
alter table web.users add column language text not null default 'en-GB'
    constraint users_language check (language in ('en-GB', 'en-US', 'de', 'fr', 'es', 'it', 'nl', 'iso'));

-- +goose Down
alter table web.users drop column language;
