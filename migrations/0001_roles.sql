-- The four roles themselves are made by cluster/roles.sql before every run, since a dump that is restored elsewhere
-- brings this file's version along but not the roles of its old cluster.

-- +goose Up
GRANT USAGE, CREATE ON SCHEMA coresync_meta TO coresync_owner;
GRANT USAGE ON SCHEMA coresync_meta TO coresync_engine, coresync_app;
GRANT ALL ON ALL TABLES IN SCHEMA coresync_meta TO coresync_owner;
GRANT ALL ON ALL SEQUENCES IN SCHEMA coresync_meta TO coresync_owner;
GRANT SELECT ON ALL TABLES IN SCHEMA coresync_meta TO coresync_engine, coresync_app;

-- +goose StatementBegin
-- Settings and grants of a database are copied neither by CREATE DATABASE … TEMPLATE nor by pg_dump, so they stand in
-- a function that is called after both.
CREATE FUNCTION coresync_meta.settle_database() RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $settle$
DECLARE
    db text := pg_catalog.current_database();
BEGIN
    EXECUTE pg_catalog.format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO coresync_owner', db);
    EXECUTE pg_catalog.format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO coresync_engine, coresync_app', db);
    EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO coresync_reader', db);
    EXECUTE pg_catalog.format('ALTER DATABASE %I SET timezone TO %L', db, 'UTC');
    EXECUTE pg_catalog.format('ALTER DATABASE %I SET default_toast_compression TO %L', db, 'lz4');
    EXECUTE pg_catalog.format('ALTER DATABASE %I SET idle_in_transaction_session_timeout TO %L', db, '60s');
END
$settle$;
-- +goose StatementEnd
COMMENT ON FUNCTION coresync_meta.settle_database() IS
    'Grants and settings of this database that neither a clone nor a dump carries along. Safe to repeat.';

-- Everything belongs to coresync_owner, so that a dump names no other role: where it is restored, whoever migrated the
-- old database may not exist.
ALTER SCHEMA coresync_meta OWNER TO coresync_owner;
ALTER TABLE coresync_meta.schema_versions OWNER TO coresync_owner;
ALTER FUNCTION coresync_meta.settle_database() OWNER TO coresync_owner;

-- +goose Down
DROP FUNCTION coresync_meta.settle_database();
