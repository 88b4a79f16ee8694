package event

import (
	"fmt"
	"slices"

	"github.com/goccy/go-json"
)

// Upcast turns a payload's JSON of one schema version into the next.
type Upcast func(payload []byte) ([]byte, error)

// Definition says how one event type is stored and read.
type Definition struct {
	Type Type
	// SchemaVersion is the version that is written now, from 1.
	SchemaVersion int16
	// Snapshot marks a type whose newest event in a stream supersedes all
	// earlier ones of the same type in that stream: a rebuild reads only it.
	// A stream holds at most one snapshot type.
	Snapshot bool
	// Upcasts[i] turns schema version i+1 into i+2.
	Upcasts []Upcast

	empty func() Payload
}

// Define describes an event type by its struct. It panics on an impossible
// definition, which a program meets at its start or never.
func Define[P any, PP interface {
	*P
	Payload
}](version int16, snapshot bool, upcasts ...Upcast) Definition {
	var zero P
	if len(upcasts) != int(version)-1 {
		panic(fmt.Sprintf("event %s: %d upcasts for schema version %d", PP(&zero).EventType(), len(upcasts), version))
	}
	return Definition{
		Type:          PP(&zero).EventType(),
		SchemaVersion: version,
		Snapshot:      snapshot,
		Upcasts:       upcasts,
		empty:         func() Payload { return PP(new(P)) },
	}
}

// UnknownTypeError is the answer for a type, or a schema version of a type, that
// this program does not know. It is never skipped: a newer program wrote it.
type UnknownTypeError struct {
	Type          Type
	SchemaVersion int16
}

func (e *UnknownTypeError) Error() string {
	return fmt.Sprintf("event type %q with schema version %d is unknown to this program; upgrade it", e.Type, e.SchemaVersion)
}

// Registry knows a closed set of event types.
type Registry struct {
	byType map[Type]Definition
}

// NewRegistry makes a registry of the given definitions; a type named twice panics.
func NewRegistry(definitions ...Definition) *Registry {
	r := &Registry{byType: make(map[Type]Definition, len(definitions))}
	for _, d := range definitions {
		if _, twice := r.byType[d.Type]; twice {
			panic(fmt.Sprintf("event %s: defined twice", d.Type))
		}
		r.byType[d.Type] = d
	}
	return r
}

// Lookup returns the definition of a type, or an *UnknownTypeError.
func (r *Registry) Lookup(t Type) (Definition, error) {
	d, ok := r.byType[t]
	if !ok {
		return Definition{}, &UnknownTypeError{Type: t}
	}
	return d, nil
}

// Types lists all known types in order of name.
func (r *Registry) Types() []Type {
	types := make([]Type, 0, len(r.byType))
	for t := range r.byType {
		types = append(types, t)
	}
	slices.Sort(types)
	return types
}

// Upcasted returns the payload of a stored event in the shape that is written
// now. The bytes are returned as they are when the schema version is current.
// Errors: *UnknownTypeError, or the upcast's own.
func (r *Registry) Upcasted(e Recorded) ([]byte, error) {
	d, ok := r.byType[e.Type]
	if !ok || e.SchemaVersion < 1 || e.SchemaVersion > d.SchemaVersion {
		return nil, &UnknownTypeError{Type: e.Type, SchemaVersion: e.SchemaVersion}
	}
	payload := []byte(e.Payload)
	for v := e.SchemaVersion; v < d.SchemaVersion; v++ {
		next, err := d.Upcasts[v-1](payload)
		if err != nil {
			return nil, fmt.Errorf("upcast %s at position %d from schema version %d: %w", e.Type, e.Position, v, err)
		}
		payload = next
	}
	return payload, nil
}

// Decode returns the payload of a stored event as a pointer to its struct.
// Sealed members stay sealed; open them with a Sealer.
func (r *Registry) Decode(e Recorded) (Payload, error) {
	raw, err := r.Upcasted(e)
	if err != nil {
		return nil, err
	}
	p := r.byType[e.Type].empty()
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, fmt.Errorf("decode %s at position %d: %w", e.Type, e.Position, err)
	}
	return p, nil
}

// Encode writes a payload's JSON. A personal member that is still plain is
// refused: nothing personal reaches the log unsealed.
func Encode(p Payload) ([]byte, error) {
	for _, m := range PersonalMembers(p) {
		if m.Value.Plain() {
			return nil, fmt.Errorf("encode %s: member %s is personal and not sealed", p.EventType(), m.Path)
		}
	}
	if a, ok := p.(Appender); ok {
		return a.AppendJSON(nil)
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", p.EventType(), err)
	}
	return raw, nil
}
