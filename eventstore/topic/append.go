package topic

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
)

// MessageError says that a message can't become an event, and why.
type MessageError struct {
	UUID string // of the message
	Err  error
}

func (e *MessageError) Error() string { return fmt.Sprintf("message %s: %s", e.UUID, e.Err) }

// Unwrap gives the reason.
func (e *MessageError) Unwrap() error { return e.Err }

// appendOf makes one append of messages that go together.
func (p *Publisher) appendOf(messages []*message.Message) (eventstore.Append, error) {
	var a eventstore.Append
	for i, msg := range messages {
		one, err := p.envelope(msg)
		if err == nil && i > 0 {
			err = sameAppend(a, one)
		}
		if err != nil {
			return eventstore.Append{}, &MessageError{UUID: msg.UUID, Err: err}
		}
		if i == 0 {
			a = one
			continue
		}
		a.Events = append(a.Events, one.Events...)
		for stream, expected := range one.Expect {
			if already, twice := a.Expect[stream]; twice && already != expected {
				return eventstore.Append{}, &MessageError{UUID: msg.UUID,
					Err: fmt.Errorf("stream %s is expected at %s and at %s in one append", stream, already, expected)}
			}
			a.Expect[stream] = expected
		}
	}
	return a, nil
}

// sameAppend checks that two messages agree on what an append has once.
func sameAppend(a, b eventstore.Append) error {
	if a.Tenant != b.Tenant || a.Actor != b.Actor || a.CorrelationID != b.CorrelationID || a.CausationID != b.CausationID {
		return errors.New("messages with one append id differ in tenant, actor, correlation or causation")
	}
	return nil
}

// envelope reads one message as an append of one event.
func (p *Publisher) envelope(msg *message.Message) (eventstore.Append, error) {
	m := metadata{from: msg.Metadata}
	a := eventstore.Append{
		Tenant:        m.id(MetaTenant),
		ID:            named(firstOf(m.from.Get(MetaAppend), msg.UUID)),
		Actor:         m.required(MetaActor),
		CorrelationID: named(m.from.Get(MetaCorrelation)),
		CausationID:   m.optionalID(MetaCausation),
		Expect:        make(map[string]eventstore.Expected),
	}
	n := event.New{Stream: m.required(MetaStream), OccurredAt: m.time(MetaOccurredAt)}
	if expected, given := m.expected(); given {
		a.Expect[n.Stream] = expected
	}
	typ, version := event.Type(m.required(MetaType)), m.schemaVersion()
	if err := errors.Join(m.faults...); err != nil {
		return a, err
	}
	var err error
	if n.Metadata, err = extras(msg.Metadata); err != nil {
		return a, fmt.Errorf("metadata: %w", err)
	}
	n.Payload, err = p.decode(typ, version, msg.Payload)
	a.Events = []event.New{n}
	return a, err
}

// decode reads a payload through the registry, which refuses what it doesn't know.
func (p *Publisher) decode(typ event.Type, version int16, payload []byte) (event.Payload, error) {
	definition, err := p.registry.Lookup(typ)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		version = definition.SchemaVersion
	}
	decoded, err := p.registry.Decode(event.Recorded{Type: typ, SchemaVersion: version, Payload: payload})
	if err != nil {
		return nil, err
	}
	for _, m := range event.PersonalMembers(decoded) {
		if m.Value.Sealed() {
			// The cipher text is bound to the id of the event that it was sealed for.
			return nil, fmt.Errorf("%s: member %s is sealed for another event and would be unreadable in this one", typ, m.Path)
		}
	}
	return decoded, nil
}

// named makes an id of any text: a UUID is itself; zero for none.
func named(text string) uuid.UUID {
	if text == "" {
		return uuid.Nil
	}
	if id, err := uuid.Parse(text); err == nil {
		return id
	}
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(text))
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// metadata reads a message's metadata and gathers all faults.
type metadata struct {
	from   message.Metadata
	faults []error
}

func (m *metadata) fault(key string, err error) {
	m.faults = append(m.faults, fmt.Errorf("metadata %s: %w", key, err))
}

func (m *metadata) required(key string) string {
	text := m.from.Get(key)
	if text == "" {
		m.fault(key, errors.New("is missing"))
	}
	return text
}

func (m *metadata) id(key string) uuid.UUID {
	id, err := uuid.Parse(m.required(key))
	if err != nil && m.from.Get(key) != "" {
		m.fault(key, err)
	}
	return id
}

func (m *metadata) optionalID(key string) uuid.UUID {
	if m.from.Get(key) == "" {
		return uuid.Nil
	}
	return m.id(key)
}

func (m *metadata) time(key string) time.Time {
	text := m.from.Get(key)
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		m.fault(key, err)
	}
	return at
}

func (m *metadata) schemaVersion() int16 {
	text := m.from.Get(MetaSchemaVersion)
	if text == "" {
		return 0
	}
	version, err := strconv.ParseInt(text, 10, 16)
	if err != nil {
		m.fault(MetaSchemaVersion, err)
	}
	return int16(version)
}

func (m *metadata) expected() (expected eventstore.Expected, given bool) {
	switch text := m.from.Get(MetaExpected); text {
	case "":
		return expected, false
	case "any":
		return eventstore.Any(), true
	case "none":
		return eventstore.NoStream(), true
	default:
		version, err := strconv.ParseInt(text, 10, 64)
		if err != nil || version < 0 {
			m.fault(MetaExpected, fmt.Errorf(`%q is neither "any" nor "none" nor a version`, text))
		}
		return eventstore.Exact(version), true
	}
}
