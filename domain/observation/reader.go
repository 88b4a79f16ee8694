package observation

import (
	"encoding/binary"
	"math"
	"strconv"
)

// Reader reads rows of one table. It is reused for every row, so that a row costs
// no memory of its own, and belongs to one goroutine. What it returned is valid
// until the next Read.
type Reader struct {
	table *Table

	raw    []byte
	at     int
	text   []byte // values that are not in the row as they are written
	stack  []node // children of objects and lists that have not ended yet
	nodes  []node
	root   node
	shape  shape // of the rows before
	shapes int   // how many names are remembered
	done   int   // members of the row that were read, as long as it has not ended

	flaw      flaw
	notes     []note
	moreNotes int

	stored []byte
	pieces []span    // of a set, while it is sorted
	tagged [2][]byte // what the last tag was made of
}

// NewReader makes a reader of rows of a table.
func NewReader(t *Table) *Reader { return &Reader{table: t} }

// Read reads a row: one JSON object and nothing behind it. The row must not change
// until the next Read. The error is a *RowError; the other methods then say
// nothing, save for ID, which may be known even so.
func (r *Reader) Read(raw []byte) error {
	r.raw, r.at = raw, 0
	r.text, r.stack, r.nodes = r.text[:0], r.stack[:0], r.nodes[:0]
	r.notes, r.moreNotes, r.flaw = r.notes[:0], 0, 0
	r.stored, r.root, r.done = r.stored[:0], node{}, 0
	if len(raw) >= ownText {
		return &RowError{ReasonTooLarge, "the row has " + strconv.Itoa(len(raw)) + " bytes"}
	}
	r.space()
	if r.at < len(raw) && raw[r.at] != '{' {
		return &RowError{ReasonNotObject, "the row is not a JSON object"}
	}
	if err := r.value(&r.root, top, &r.shape, 0); err != nil {
		r.salvage()
		return err
	}
	if r.space(); r.at < len(raw) {
		return r.bad("something stands behind the row")
	}
	r.stored = r.write(r.stored, &r.root, storedForm)
	if most := max(r.table.most, MaxStored); len(r.stored) > most {
		return &RowError{ReasonTooLarge, "the stored form has " + strconv.Itoa(len(r.stored)) +
			" bytes, the most is " + strconv.Itoa(most)}
	}
	return nil
}

// salvage keeps the members that were read before an error, so that ID still
// names the row that failed.
func (r *Reader) salvage() {
	r.root = node{kind: object}
	r.root.children.lo = uint32(len(r.nodes))
	r.nodes = append(r.nodes, r.stack[:r.done]...)
	r.root.children.hi = uint32(len(r.nodes))
}

// Stored is the canonical form without personal members.
func (r *Reader) Stored() []byte { return r.stored }

// TagInputs appends what the two halves of a row's tag are made of: the table's
// version with the digested members, and the same with the sampled ones.
func (r *Reader) TagInputs(digested, sampled []byte) (d, s []byte) {
	return r.filter(r.tagHead(digested, 'd'), &r.root, digestedForm), r.filter(r.tagHead(sampled, 's'), &r.root, sampledForm)
}

// tagHead keeps tags of different tables, versions and halves apart.
func (r *Reader) tagHead(dst []byte, half byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(r.table.Version))
	dst = append(append(dst, half), r.table.Kind...)
	return append(dst, 0)
}

// ID reads the row's own id, a whole number above zero that fits a bitmap of 32
// bits (NinjaOne's are int32). The error is a *RowError.
func (r *Reader) ID(member string) (int64, error) {
	n := r.find(member)
	if n == nil || r.isNull(n) {
		return 0, &RowError{ReasonNoID, "the row has no member " + member}
	}
	id, err := strconv.ParseInt(string(r.bytes(n.value)), 10, 64)
	if n.kind != scalar || err != nil || id <= 0 || id > math.MaxUint32 {
		return 0, &RowError{ReasonBadID, "member " + member + " is not a number from 1 to 4294967295"}
	}
	return id, nil
}

// Int reads a whole number; 0 where there is none.
func (r *Reader) Int(path ...string) int64 {
	n := r.find(path...)
	if n == nil || n.kind != scalar {
		return 0
	}
	v, err := strconv.ParseInt(string(r.bytes(n.value)), 10, 64)
	if err != nil {
		return 0
	}
	return v
}

// Text reads a string; empty where there is none.
func (r *Reader) Text(path ...string) string {
	n := r.find(path...)
	if n == nil || n.kind != scalar {
		return ""
	}
	return unquote(r.bytes(n.value))
}

// Bool reads a truth value; known is false where there is none.
func (r *Reader) Bool(path ...string) (value, known bool) {
	n := r.find(path...)
	if n == nil || n.kind != scalar {
		return false, false
	}
	switch string(r.bytes(n.value)) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// AppendJSON appends the canonical text of a member with all that is in it,
// personal members too; nothing where it is absent or null.
func (r *Reader) AppendJSON(dst []byte, path ...string) []byte {
	n := r.find(path...)
	if n == nil || r.isNull(n) {
		return dst
	}
	return r.write(dst, n, wholeForm)
}

// find follows names from the top of the row.
func (r *Reader) find(path ...string) *node {
	n := &r.root
	for _, name := range path {
		if n = r.child(n, name); n == nil {
			return nil
		}
	}
	return n
}

func (r *Reader) child(n *node, name string) *node {
	if n.kind != object {
		return nil
	}
	var padded [8]byte
	copy(padded[:], name)
	prefix := binary.BigEndian.Uint64(padded[:])
	children := r.children(n)
	for i := range children {
		if c := &children[i]; c.prefix == prefix && string(r.bytes(c.name)) == name {
			return c
		}
	}
	return nil
}
