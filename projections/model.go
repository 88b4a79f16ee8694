package projections

import (
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"

	"github.com/google/uuid"
)

// Model is one read model: a folder of its own and one line of wiring.
type Model struct {
	// Name is in schemas, checkpoints and messages, such as "asset".
	Name string
	// Shape goes up when columns or the meaning of rows change: this program writes
	// only builds of this shape.
	Shape int
	// Reads lists the types of events that it folds; all others it ignores.
	Reads []Source
	// Decode makes the body of an event out of its payload in the shape that is
	// written now. Pure, and called by several goroutines, so what is costly about an
	// event is best done here; e has no Body yet. Nil: the registry's own structs.
	Decode func(r *rules.Set, e *Event, payload []byte) (any, error)
	// Tables are the tables of stage 1.
	Tables []Table
	// Sums are the tables of stage 2.
	Sums []Sum
	// Resolved are the tables of stage 3.
	Resolved []Resolved
	// HistoryBound says that superseded observations count too, so that a rebuild
	// must read the whole history.
	HistoryBound bool
	// RuleFree says that no Fold reads the rules, but for tables that say which rows are
	// Stale: under other ones only those and stage 3 are made anew.
	RuleFree bool
	// Views are the stable views that it adds to schema readmodel.
	Views []View
}

// Source is a type of events that a model reads.
type Source struct {
	Type event.Type
	// Prefix is what the names of its streams begin with; needed for snapshot
	// types, whose newest events a rebuild finds through their streams.
	Prefix string
}

// Generation is one place where a model's rows of a tenant are: the tables of a
// build, and the variant in their keys.
type Generation struct {
	Model   string
	Build   int
	Variant int32
}

// Consumer is the name of the generation's checkpoint.
func (g Generation) Consumer() string {
	return g.Model + "/" + itoa(g.Build) + "/" + itoa(int(g.Variant))
}

// Schema is the name of the schema that holds the build's tables.
func (g Generation) Schema() string { return "rm_" + g.Model + "_b" + itoa(g.Build) }

func (m *Model) types() []string {
	types := make([]string, len(m.Reads))
	for i, s := range m.Reads {
		types[i] = string(s.Type)
	}
	return types
}

// rowOfStream names the row that a broken event is about.
func rowOfStream(tenant uuid.UUID, stream string) uuid.UUID {
	id, _ := rowid.OfStream(tenant, stream)
	return id
}
