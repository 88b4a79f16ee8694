package projections

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"coresync/projections/column"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func itoa(n int) string { return strconv.Itoa(n) }

// baseType is a column's type without its constraint.
func baseType(sqlType string) string { return strings.TrimSuffix(sqlType, " not null") }

// statements are the texts for one table of one build; they name everything.
type statements struct{ load, loadAll, insert, update, remove, copy string }

func (t *table[R]) statements(g Generation) *statements {
	if made, ok := t.sql.Load(g.Build); ok {
		return made.(*statements)
	}
	made, _ := t.sql.LoadOrStore(g.Build, t.makeStatements(g))
	return made.(*statements)
}

func (t *table[R]) makeStatements(g Generation) *statements {
	target := g.Schema() + "." + t.meta.name
	names := make([]string, len(t.meta.columns))
	sets := make([]string, 0, len(names))
	params := make([]string, len(names))
	for i, c := range t.meta.columns {
		names[i] = c.name
		params[i] = "$" + itoa(i+3) + "::" + baseType(c.sqlType) + "[]"
		if i > 0 {
			sets = append(sets, c.name+" = n."+c.name)
		}
	}
	list := strings.Join(names, ", ")
	from := fmt.Sprintf("unnest(%s) as n (%s)", strings.Join(params, ", "), list)
	const mine = "tenant_id = $1 and variant = $2"
	return &statements{
		load:    "select " + list + " from " + target + " where " + mine + " and id = any($3)",
		loadAll: "select " + list + " from " + target + " where " + mine,
		insert:  "insert into " + target + " (tenant_id, variant, " + list + ") select $1, $2, " + list + " from " + from,
		update:  "update " + target + " as t set " + strings.Join(sets, ", ") + " from " + from + " where t.tenant_id = $1 and t.variant = $2 and t.id = n.id",
		remove:  "delete from " + target + " where " + mine + " and id = any($3)",
		copy:    "copy " + target + " (tenant_id, variant, " + list + ") from stdin binary",
	}
}

const binaryFormat = 1

// exec runs a statement with parameters that are in binary form already, prepared
// once a connection.
func exec(ctx context.Context, conn *pgx.Conn, sql string, params [][]byte) (*pgconn.ResultReader, error) {
	prepared, err := conn.Prepare(ctx, sql, sql)
	if err != nil {
		return nil, err
	}
	formats := []int16{binaryFormat}
	return conn.PgConn().ExecPrepared(ctx, prepared.Name, params, formats, formats), nil
}

func run(ctx context.Context, conn *pgx.Conn, sql string, params [][]byte) error {
	result, err := exec(ctx, conn, sql, params)
	if err != nil {
		return err
	}
	_, err = result.Close()
	return err
}

// own are the first two parameters of every statement: tenant and variant.
func (t target) own() [][]byte {
	v := t.gen.Variant
	return [][]byte{t.tenant[:], {byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}}
}

// OIDs of the key's columns.
const oidUUID = 2950

func uuidArray(ids []uuid.UUID) []byte {
	b := column.ArrayHeader(nil, oidUUID, len(ids))
	for i := range ids {
		b = append(b, 0, 0, 0, 16)
		b = append(b, ids[i][:]...)
	}
	return b
}
