package projections

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"coresync/projections/column"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func itoa(n int) string { return strconv.Itoa(n) }

// baseType is a column's type without its constraint.
func baseType(sqlType string) string { return strings.TrimSuffix(sqlType, " not null") }

// statements are the texts for one table of one build; they name everything.
//
// None of them leaves the planner a choice that could go wrong. The tables are
// filled for new tenants long before anybody has gathered statistics, and then a
// plan that reads all rows of the tenant looks as good as one that reads a
// thousand by their keys (measured: 100 µs an updated row instead of 30). So load
// is a lateral join that can't be turned round, over the only index that its
// condition allows, and what was loaded is written to by its place: nobody else
// writes while the checkpoint is locked, and the place is checked.
type statements struct {
	load, loadAll, insert, remove, copy string
	// keys reads the ids and the keys of kin of the rows that have any.
	keys string
	// updates are texts by the groups of columns that they write.
	updates sync.Map
	target  string
	info    *tableInfo
}

func (t *tableInfo) statements(g Generation) *statements {
	if made, ok := t.sql.Load(g.Build); ok {
		return made.(*statements)
	}
	made, _ := t.sql.LoadOrStore(g.Build, t.makeStatements(g))
	return made.(*statements)
}

func (t *tableInfo) makeStatements(g Generation) *statements {
	target := g.Schema() + "." + t.name
	list, unnest := t.unnest(allGroups, 3)
	const mine = "tenant_id = $1 and variant = $2"
	return &statements{
		load: "select t.* from unnest($3::uuid[]) as n (id) cross join lateral (select ctid, " + list +
			" from " + target + " where " + mine + " and id = n.id offset 0) as t",
		loadAll: "select ctid, " + list + " from " + target + " where " + mine,
		insert:  "insert into " + target + " (tenant_id, variant, " + list + ") select $1, $2, " + list + " from unnest(" + unnest + ") as n (" + list + ")",
		remove:  "delete from " + target + " as t using unnest($1::tid[], $2::uuid[]) as n (at, id) where t.ctid = n.at and t.id is not distinct from n.id",
		copy:    "copy " + target + " (tenant_id, variant, " + list + ") from stdin binary",
		target:  target,
		keys: "select " + strings.Join(append([]string{"id"}, t.kin...), ", ") + " from " + target +
			" where " + mine + " and coalesce(" + strings.Join(append(t.kin[:len(t.kin):len(t.kin)], "null"), ", ") + ") is not null",
		info: t,
	}
}

// update is the text that writes the columns of the groups.
func (s *statements) update(groups uint64) string {
	if made, ok := s.updates.Load(groups); ok {
		return made.(string)
	}
	list, unnest := s.info.unnest(groups, 3)
	var sets []string
	for _, name := range strings.Split(list, ", ")[1:] { // the id stays
		sets = append(sets, name+" = n."+name)
	}
	text := "update " + s.target + " as t set " + strings.Join(sets, ", ") +
		" from unnest($2::tid[], " + unnest + ") as n (at, " + list + ")" +
		" where t.ctid = n.at and t.id is not distinct from n.id and t.tenant_id is not distinct from $1"
	s.updates.Store(groups, text)
	return text
}

// unnest lists the columns of the groups, and parameters for an array of each.
func (t *tableInfo) unnest(groups uint64, parameter int) (names, arrays string) {
	var n, a []string
	for i, c := range t.columns {
		if t.inGroups(i, groups) {
			n = append(n, c.name)
			a = append(a, "$"+itoa(parameter+len(a))+"::"+baseType(c.sqlType)+"[]")
		}
	}
	return strings.Join(n, ", "), strings.Join(a, ", ")
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

// run runs a statement that must concern exactly so many rows.
func run(ctx context.Context, conn *pgx.Conn, sql string, params [][]byte, rows int) error {
	result, err := exec(ctx, conn, sql, params)
	if err != nil {
		return err
	}
	tag, err := result.Close()
	if err == nil && tag.RowsAffected() != int64(rows) {
		err = fmt.Errorf("%d rows were there, %d were expected: somebody else writes to this table", tag.RowsAffected(), rows)
	}
	return err
}

// own are the first two parameters of every statement: tenant and variant.
func (t target) own() [][]byte {
	v := t.gen.Variant
	return [][]byte{t.tenant[:], {byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}}
}

const (
	oidUUID = 2950
	oidTID  = 27
)

// place is where a stored row is: its ctid.
type place [6]byte

func placeArray(places []place) []byte {
	b := column.ArrayHeader(nil, oidTID, len(places))
	for i := range places {
		b = append(b, 0, 0, 0, 6)
		b = append(b, places[i][:]...)
	}
	return b
}

func uuidArray(ids []uuid.UUID) []byte {
	b := column.ArrayHeader(nil, oidUUID, len(ids))
	for i := range ids {
		b = append(b, 0, 0, 0, 16)
		b = append(b, ids[i][:]...)
	}
	return b
}
