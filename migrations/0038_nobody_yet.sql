-- +goose Up

-- Who is not signed in belongs to no workspace; that nobody can sign in at all is said
-- without one, and says nothing else. It runs as its owner, see web.user_of_email.
-- +goose StatementBegin
create function web.nobody_yet() returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select not exists (select from web.users)
$$;
-- +goose StatementEnd
revoke all on function web.nobody_yet() from public;
grant execute on function web.nobody_yet() to coresync_app, coresync_engine;

-- +goose Down
drop function web.nobody_yet();
