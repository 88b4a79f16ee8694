-- Roles belong to the whole cluster, not to one database. Several databases may be set up at the same moment, and
-- advisory locks don't reach across databases, so every step looks first and takes the other one's success as its own.
DO $roles$
DECLARE
    wanted  record;
    attempt integer := 0;
BEGIN
    LOOP
        BEGIN
            FOR wanted IN
                SELECT * FROM (VALUES
                    ('coresync_owner',  false),
                    ('coresync_engine', true),
                    ('coresync_app',    false),
                    ('coresync_reader', false)) AS w (name, bypass)
            LOOP
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
                    EXECUTE format('CREATE ROLE %I NOLOGIN %s', wanted.name,
                        CASE WHEN wanted.bypass THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END);
                END IF;
                -- COPY FROM is refused under row security, so the engine must be exempt.
                IF wanted.bypass AND NOT (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = wanted.name) THEN
                    EXECUTE format('ALTER ROLE %I BYPASSRLS', wanted.name);
                END IF;
                IF NOT EXISTS (
                    SELECT FROM pg_auth_members m
                      JOIN pg_roles g ON g.oid = m.roleid
                      JOIN pg_roles u ON u.oid = m.member
                     WHERE g.rolname = wanted.name AND u.rolname = current_user)
                THEN
                    EXECUTE format('GRANT %I TO %I', wanted.name, current_user);
                END IF;
            END LOOP;
            EXIT;
        EXCEPTION
            -- internal_error is "tuple concurrently updated": two databases granted the same role at once.
            WHEN duplicate_object OR unique_violation OR internal_error THEN
                attempt := attempt + 1;
                IF attempt > 50 THEN
                    RAISE;
                END IF;
                PERFORM pg_sleep(0.01 + random() * 0.04);
        END;
    END LOOP;
END
$roles$;
