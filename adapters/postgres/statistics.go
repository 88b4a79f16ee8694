package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// outgrownSQL names the tables of the session's role that have some pages, and more than twice as many as when
// PostgreSQL last looked at them: a table of which it knows nothing has no pages for it. Sizes
// are of the files, since counts of changed rows reach others seconds later.
const outgrownSQL = `
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relowner = current_user::regrole and c.relpersistence <> 't'
and pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * c.relpages + 4
order by 1`

// KnowTables has PostgreSQL look at the tables that grew much since it last did. A first sync
// fills tables of which it knows nothing, and would have it plan as if they were empty: what
// takes a second takes minutes then. Autovacuum comes by later, and looks closer. The pool's role
// owns the tables. A table that somebody else has locked is left for the next time.
func KnowTables(ctx context.Context, owner *pgxpool.Pool) error {
	rows, err := owner.Query(ctx, outgrownSQL)
	if err != nil {
		return fmt.Errorf("look which tables grew: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look which tables grew: %w", err)
	}
	for _, table := range tables {
		err := pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
			// A coarse look is enough to tell many rows from few.
			_, err := tx.Exec(ctx, `set local lock_timeout = '1s'; set local default_statistics_target = 10; analyze `+table)
			return err
		})
		if err != nil && !passes(err) {
			return fmt.Errorf("look at what %s holds: %w", table, err)
		}
	}
	return nil
}

// passes tells whether a table was locked, or dropped meanwhile.
func passes(err error) bool {
	var failed *pgconn.PgError
	return errors.As(err, &failed) && (failed.Code == "55P03" || failed.Code == "42P01" || failed.Code == "3F000")
}
