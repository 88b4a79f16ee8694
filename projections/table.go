package projections

import (
	"context"
	"fmt"
	"sync"

	"coresync/domain/rules"
	"coresync/projections/column"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// TableSpec describes a table of rows of type R. Its key is tenant, variant and
// the row's id.
type TableSpec[R any] struct {
	Name    string
	Comment string
	// Columns are the row's columns; the first is its id.
	Columns []column.Column[R]
	// ID returns the row's id.
	ID func(*R) uuid.UUID
	// Effect names what it means for people that a row differs between two generations,
	// such as "merge" or "category"; "" is just a change. Optional; pure.
	Effect func(old, now *R) string
	// Indexes are further indexes, as SQL after "on <table>", without tenant and variant.
	Indexes []Index

	// Keys names the rows that an event concerns. Pure.
	Keys func(e *Event) []uuid.UUID
	// Fold makes the row after an event from the one before; nil is no row. Pure: it
	// reads the event, the row and the rules, and neither clock nor table nor network,
	// and it changes none of them. It may return old, or a row that the event's body
	// holds.
	Fold func(r *rules.Set, id uuid.UUID, old *R, e *Event) (*R, error)
	// Stale tells which rows Fold may make otherwise after changes of rules; nil: none.
	// A row that is not there must not come by them, and a snapshot must concern the row
	// of its stream alone (rowid.OfStream). Kin are settled, and stage 3 is resolved, from
	// all rows whatever it says. Without it every row may differ. Pure.
	Stale func(changes []rules.Change) func(*R) bool
	// Kin settles rows that are about each other, after the folds of a batch. Optional.
	Kin *Kin[R]
	// Glimpse bounds what resolvers see of the table. Optional: they see all rows.
	Glimpse *Glimpse[R]
}

// Index is an index of a table; it always begins with tenant and variant.
type Index struct {
	Name string
	On   string // columns or expressions, such as "name_key, id"
	// Where makes it partial. It is needed, such as "x is not null": an index that
	// holds all rows of a tenant would be as good as the key in the planner's eyes.
	Where string
}

// Table is a table of stage 1, made by NewTable.
type Table interface {
	info() *tableInfo
	newWork(t target) work
	// effect names what the difference of two canonical forms means; "": nothing in particular.
	effect(old, now []byte) (string, error)
}

// tableInfo is what the engine knows of a table without its row type.
type tableInfo struct {
	name    string
	comment string
	columns []columnInfo
	indexes []Index
	kin     []string
	group   int      // of columns that an update writes together
	sql     sync.Map // *statements by build
}

type columnInfo struct {
	name, sqlType, comment string
	oid                    uint32
	indexed                bool
}

// target is where a work's rows are.
type target struct {
	tenant uuid.UUID
	gen    Generation
	rules  *rules.Set
}

// work is one batch of changes to one table. It is used by one goroutine.
type work interface {
	info() *tableInfo
	// where is where the work's rows are.
	where() target
	// touch notes the rows that the event concerns and tells how many they are.
	touch(e *Event) int
	// load reads the touched rows in one query.
	load(ctx context.Context, tx pgx.Tx) error
	// forget lets rows be looked up anew; ids are those that were touched.
	forget(ids []uuid.UUID)
	ids() []uuid.UUID
	// fold applies the event to its rows; blocked rows are left as they are.
	fold(e *Event, b *blocks) (failed bool)
	// settle settles the families of changed rows, see Kin.
	settle(ctx context.Context, tx pgx.Tx, ring *keyring, b *neighbours) (*keyring, error)
	// note brings a keyring up to what became of the rows.
	note(ring *keyring)
	// settleAll settles all rows in memory.
	settleAll(b *neighbours) error
	// changed tells whether some row is otherwise than before, asBefore gives all rows as
	// they were, out of those that are there now.
	changed() bool
	asBefore(now any) glimpsed
	// write writes what changed, one statement each for new, changed and gone rows.
	write(ctx context.Context, tx pgx.Tx) (changes, error)
	// rows returns all rows in memory, a []*R.
	rows() any
	// copyAll writes all rows in memory as new ones.
	copyAll(ctx context.Context, pool *pgxpool.Pool) (changes, error)
	// copyPast writes all rows in memory into a temporary table with only these columns
	// (none: all), count counts them.
	copyPast(ctx context.Context, tx pgx.Tx, only []string) error
	count() int
	// eachStored and eachRow give the canonical forms of all rows, stored or in memory.
	eachStored(ctx context.Context, tx pgx.Tx, yield func(uuid.UUID, []byte)) error
	eachRow(yield func(uuid.UUID, []byte))
	// meetStored lays what is stored beside the rows in memory.
	meetStored(ctx context.Context, tx pgx.Tx) error
	// compare holds the stored rows against those in memory.
	compare(ctx context.Context, tx pgx.Tx, b *blocks) (TableFindings, error)
	// standStill leaves blocked rows as they are stored.
	standStill(ctx context.Context, tx pgx.Tx, b *blocks) error
	// state sums up the rows in memory.
	state() TableState
	// loadStored fills the work with all stored rows of the tenant.
	loadStored(ctx context.Context, tx pgx.Tx) error
	// glimpse and glimpseStored are what resolvers see, of the rows in memory or of the
	// stored ones.
	glimpse() glimpsed
	glimpseStored(ctx context.Context, tx pgx.Tx) (glimpsed, error)
	// takeOver fills the work with the live rows that changes of rules can't make
	// otherwise; isStale tells which others are to be folded.
	takeOver(ctx context.Context, tx pgx.Tx, live target, ruleFree bool, changes []rules.Change, recorded TableState) (stale int64, usable bool, err error)
	isStale(id uuid.UUID) bool
}

type table[R any] struct {
	spec TableSpec[R]
	meta tableInfo
}

// NewTable makes a table of stage 1. It panics on a spec that can't work, which a
// program meets at its start or never.
func NewTable[R any](spec TableSpec[R]) Table {
	if spec.Keys == nil || spec.Fold == nil {
		panic(fmt.Sprintf("table %s: Keys and Fold are needed", spec.Name))
	}
	return newTable(spec)
}

func newTable[R any](spec TableSpec[R]) *table[R] {
	if len(spec.Columns) == 0 || spec.Columns[0].Name != "id" || spec.ID == nil {
		panic(fmt.Sprintf("table %s: the first column must be the id", spec.Name))
	}
	for _, x := range spec.Indexes {
		if x.Where == "" {
			panic(fmt.Sprintf("table %s: index %s must be partial, see Index", spec.Name, x.Name))
		}
	}
	t := &table[R]{spec: spec}
	t.meta.name, t.meta.comment, t.meta.indexes = spec.Name, spec.Comment, spec.Indexes
	if spec.Kin != nil {
		t.meta.kin = spec.Kin.Columns
	}
	for _, c := range spec.Columns {
		t.meta.columns = append(t.meta.columns, columnInfo{c.Name, c.Type, c.Comment, c.OID, t.meta.isIndexed(c.Name)})
	}
	t.meta.group = groupSize
	return t
}

func (t *table[R]) info() *tableInfo { return &t.meta }
