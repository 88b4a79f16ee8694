package projections

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Widen gives tables of an older shape the columns that this program reads, with
// nothing in them: so it answers from them until tables of its own shape are live, and
// when somebody goes back to them. Who writes them names its columns, and does not
// notice. Making a column rewrites no row.
func (e *Engine) Widen(ctx context.Context) error {
	for _, l := range e.live {
		builds, err := e.older(ctx, l.model)
		if err != nil {
			return err
		}
		for _, g := range builds {
			if err := e.widen(ctx, l.model, g); err != nil {
				return fmt.Errorf("give the tables of %s the columns that this program reads: %w", g.Schema(), err)
			}
		}
	}
	return nil
}

// older lists the builds of a model that have an older shape than this program writes.
func (e *Engine) older(ctx context.Context, m *Model) ([]Generation, error) {
	rows, err := e.pool.Query(ctx, `select model, build, 0 from projection.builds where model = $1 and shape < $2 order by build`, m.Name, m.Shape)
	if err != nil {
		return nil, fmt.Errorf("list builds of an older shape: %w", err)
	}
	builds, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Generation])
	if err != nil {
		return nil, fmt.Errorf("list builds of an older shape: %w", err)
	}
	return builds, nil
}

// widenTries bounds how often readers may be in the way, of whom each waits for two
// seconds at most.
const widenTries = 5

func (e *Engine) widen(ctx context.Context, m *Model, g Generation) error {
	if e.cfg.Owner == nil {
		return errors.New("this engine was given no pool of the owner's role")
	}
	for try := 1; ; try++ {
		err := pgx.BeginFunc(ctx, e.cfg.Owner, func(tx pgx.Tx) error {
			statements, err := m.widening(ctx, tx, g)
			if err != nil || len(statements) == 0 {
				return err
			}
			for _, sql := range append([]string{`set local lock_timeout = '2s'`}, statements...) {
				if _, err := tx.Exec(ctx, sql); err != nil {
					return err
				}
			}
			return nil
		})
		var inTheWay *pgconn.PgError
		if errors.As(err, &inTheWay) && inTheWay.Code == "55P03" && try < widenTries {
			continue
		}
		return err
	}
}

// widening lists what a build of an older shape lacks, as SQL.
func (m *Model) widening(ctx context.Context, tx pgx.Tx, g Generation) (statements []string, err error) {
	for _, t := range m.allTables() {
		name := g.Schema() + "." + t.info().name
		var there bool
		if err := tx.QueryRow(ctx, `select to_regclass($1) is not null`, name).Scan(&there); err != nil {
			return nil, err
		}
		if !there {
			statements = append(statements, t.info().create(g)...)
			continue
		}
		stored, err := columnsOf(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		for _, c := range t.info().columns {
			if indexOf(stored, c.name) >= 0 {
				continue
			}
			column := c.name + " " + c.sqlType
			if nothing := none(c.sqlType); nothing != "null" {
				column += " default " + nothing
			}
			statements = append(statements, "alter table "+name+" add column if not exists "+column)
		}
	}
	return statements, nil
}
