package c1z

import (
	"maps"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// message packs a protobuf message field by field, in ascending order of the fields.
// Empty fields are left out, as protobuf has it.
type message []byte

func (m *message) text(field protowire.Number, s string) {
	if s != "" {
		*m = protowire.AppendString(protowire.AppendTag(*m, field, protowire.BytesType), s)
	}
}

func (m *message) number(field protowire.Number, n uint64) {
	if n != 0 {
		*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), n)
	}
}

func (m *message) flag(field protowire.Number, b bool) { m.number(field, protowire.EncodeBool(b)) }

// message packs a message within, even an empty one.
func (m *message) message(field protowire.Number, in message) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), in)
}

// packed packs a list of one number, as lists of enumerations are packed.
func (m *message) packed(field protowire.Number, n uint64) {
	m.message(field, protowire.AppendVarint(nil, n))
}

// annotation packs a message of c1.connector.v2 as google.protobuf.Any.
func (m *message) annotation(field protowire.Number, name string, in message) {
	var a message
	a.text(1, "type.googleapis.com/c1.connector.v2."+name)
	if len(in) > 0 {
		a.message(2, in)
	}
	m.message(field, a)
}

// structure packs google.protobuf.Struct of texts, truths and numbers, by name.
func structure(members map[string]any) (s message) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var value, entry message
		switch v := members[name].(type) {
		case string:
			value = protowire.AppendString(protowire.AppendTag(nil, 3, protowire.BytesType), v)
		case bool:
			value = protowire.AppendVarint(protowire.AppendTag(nil, 4, protowire.VarintType), protowire.EncodeBool(v))
		case float64:
			value = protowire.AppendFixed64(protowire.AppendTag(nil, 2, protowire.Fixed64Type), math.Float64bits(v))
		}
		entry.text(1, name)
		entry.message(2, value)
		s.message(1, entry)
	}
	return s
}
