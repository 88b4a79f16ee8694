package projections

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// View is a view for dashboards in schema readmodel. It shows what is live.
type View struct {
	Name    string
	Comment string
	Columns []ViewColumn
	// From is the SQL after "from". It reads projection.live_<model>_<table>, which
	// has the columns of the table and tenant_id.
	From string
}

// ViewColumn is a column of a view. Columns are only ever added, at the end.
type ViewColumn struct{ Name, Expr, Comment string }

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// firstBuild is the build that a migration makes; later ones are made by rebuilds.
const firstBuild = 1

// Migration is the text of the migration that brings the model into a database:
// the tables of its build, its place in the releases, and its views. A test holds
// the files in package migrations against it.
func (m *Model) Migration() string {
	g := Generation{Model: m.Name, Build: firstBuild}
	var b strings.Builder
	b.WriteString("-- Made from the Go definition of the read model; a test compares them.\n\n-- +goose Up\n")
	for _, statement := range append(m.createTables(g), m.createIndexes(g)...) {
		b.WriteString(statement + ";\n")
	}
	fmt.Fprintf(&b, "select projection.add_model(%s, %d, %d);\n", quote(m.Name), firstBuild, m.Shape)
	for _, t := range m.allTables() {
		b.WriteString("\n" + m.liveView(t.info(), t.info().liveColumns(), []liveBuild{{build: firstBuild}}) + ";\n")
		fmt.Fprintf(&b, "grant select on %s to coresync_engine, coresync_app, coresync_reader;\n", m.liveName(t.info()))
	}
	for _, v := range m.Views {
		b.WriteString("\n" + v.sql())
	}
	b.WriteString("\n-- +goose Down\n")
	for i := len(m.Views) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "drop view readmodel.%s;\n", m.Views[i].Name)
	}
	for _, t := range m.allTables() {
		fmt.Fprintf(&b, "drop view %s;\n", m.liveName(t.info()))
	}
	fmt.Fprintf(&b, "drop schema %s cascade;\n", g.Schema())
	for _, table := range []string{"builds", "releases"} {
		fmt.Fprintf(&b, "delete from projection.%s where model = %s;\n", table, quote(m.Name))
	}
	fmt.Fprintf(&b, "delete from eventstore.checkpoints where consumer like %s;\n", quote(m.Name+"/%"))
	return b.String()
}

// allTables are the tables of all stages, in the order of replay.all.
func (m *Model) allTables() []Table {
	all := append([]Table(nil), m.Tables...)
	for _, s := range m.Sums {
		all = append(all, s)
	}
	for _, r := range m.Resolved {
		all = append(all, r)
	}
	return all
}

// factTables are those of all that hold rows of their own, in the order of
// replay.facts: what differs in them is what differs.
func (m *Model) factTables() []Table {
	facts := append([]Table(nil), m.Tables...)
	for _, r := range m.Resolved {
		facts = append(facts, r)
	}
	return facts
}

// createTables makes the tables of a build, without keys and indexes: they are
// made quicker when the rows are there.
func (m *Model) createTables(g Generation) []string {
	statements := []string{
		"create schema " + g.Schema(),
		"grant usage on schema " + g.Schema() + " to coresync_engine, coresync_app, coresync_reader",
	}
	for _, t := range m.allTables() {
		statements = append(statements, t.info().create(g)...)
	}
	return statements
}

func (t *tableInfo) create(g Generation) []string {
	name := g.Schema() + "." + t.name
	var b strings.Builder
	fmt.Fprintf(&b, "create table %s (\n    tenant_id uuid not null,\n    variant integer not null,\n", name)
	for i, c := range t.stored() {
		sqlType, comma := c.sqlType, ","
		if i == 0 {
			sqlType += " not null"
		}
		if i == len(t.columns)-1 {
			comma = ""
		}
		fmt.Fprintf(&b, "    %s %s%s\n", c.name, sqlType, comma)
	}
	// Room on the page keeps most updates from touching the indexes.
	b.WriteString(") with (fillfactor = 90)")
	statements := []string{
		b.String(),
		"select projection.secure(" + quote(name) + ")",
		"comment on table " + name + " is " + quote(t.comment),
	}
	for _, c := range t.columns {
		statements = append(statements, "comment on column "+name+"."+c.name+" is "+quote(c.comment))
	}
	return statements
}

// stored is the order of the columns in the table: those that indexes need come
// first. Making an index takes each row apart up to the last column that it needs,
// which was half of its cost.
func (t *tableInfo) stored() []columnInfo {
	first, rest := t.columns[:1:1], []columnInfo(nil)
	for _, c := range t.columns[1:] {
		if c.indexed {
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(first, rest...)
}

// isIndexed tells whether an index needs a column, in its entries or to know its rows.
func (t *tableInfo) isIndexed(column string) bool {
	return slices.ContainsFunc(t.indexes, func(x Index) bool {
		return slices.Contains(strings.FieldsFunc(x.On+" "+x.Where, func(r rune) bool {
			return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}), column)
	})
}

// createIndexes makes keys and indexes of a build; a rebuild does so after COPY.
func (m *Model) createIndexes(g Generation) []string {
	var statements []string
	for _, t := range m.allTables() {
		name := t.info().name
		statements = append(statements, fmt.Sprintf(
			"create unique index %s_pkey on %s.%s (tenant_id, variant, id)", name, g.Schema(), name))
		for _, x := range t.info().indexes {
			statements = append(statements, fmt.Sprintf("create index %s on %s.%s (tenant_id, variant, %s) where %s",
				x.Name, g.Schema(), name, x.On, x.Where))
		}
	}
	return statements
}

func (m *Model) liveName(t *tableInfo) string { return "projection.live_" + m.Name + "_" + t.name }

func (v *View) sql() string {
	name := "readmodel." + v.Name
	columns := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		columns[i] = "    " + c.Expr + " as " + c.Name
	}
	var b strings.Builder
	fmt.Fprintf(&b, "create view %s with (security_invoker = true) as select\n%s\nfrom %s;\n",
		name, strings.Join(columns, ",\n"), v.From)
	fmt.Fprintf(&b, "comment on view %s is %s;\n", name, quote(v.Comment))
	for _, c := range v.Columns {
		fmt.Fprintf(&b, "comment on column %s.%s is %s;\n", name, c.Name, quote(c.Comment))
	}
	fmt.Fprintf(&b, "grant select on %s to coresync_engine, coresync_app, coresync_reader;\n", name)
	return b.String()
}
