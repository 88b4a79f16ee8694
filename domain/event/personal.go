package event

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// SubjectKind says what kind of value identifies a data subject.
type SubjectKind string

// The kinds of subject that personal members belong to.
const (
	SubjectUserString SubjectKind = "user"     // a logon name such as EXAMPLE\jdoe
	SubjectEmail      SubjectKind = "email"    // an address, lower case
	SubjectAccount    SubjectKind = "account"  // a NinjaOne user: connection and id
	SubjectContact    SubjectKind = "contact"  // a contact of a customer or of NinjaOne
	SubjectOperator   SubjectKind = "operator" // a user of Coresync
)

// SubjectRef finds a subject: the store keeps only an HMAC of it.
type SubjectRef struct {
	Kind  SubjectKind
	Value string // normalised by whoever makes the event
}

// Personal is one personal member of a payload. It is in one of four states:
// absent (the zero value, JSON null), plain (on its way to the log), sealed (as
// the log holds it), or erased (its key is gone). A plain one cannot be marshalled.
type Personal struct {
	// Of is who it is about; needed while it is plain.
	Of SubjectRef
	// Value is the plain text; meaningful when Plain or Opened.
	Value string

	Subject    uuid.UUID
	KeyVersion int32
	Cipher     []byte

	state personalState
}

type personalState uint8

const (
	personalAbsent personalState = iota
	personalPlain
	personalSealed
	personalOpened
	personalErased
)

// PlainPersonal makes a personal member that the store will seal. An empty value is absent.
func PlainPersonal(kind SubjectKind, subject, value string) Personal {
	if value == "" {
		return Personal{}
	}
	return Personal{Of: SubjectRef{Kind: kind, Value: subject}, Value: value, state: personalPlain}
}

// Absent tells whether there is no value at all.
func (p *Personal) Absent() bool { return p.state == personalAbsent }

// Plain tells whether the value is there but not sealed yet.
func (p *Personal) Plain() bool { return p.state == personalPlain }

// Sealed tells whether only cipher text is there.
func (p *Personal) Sealed() bool { return p.state == personalSealed }

// Erased tells whether the value can't be read any more, by wish of the person.
func (p *Personal) Erased() bool { return p.state == personalErased }

// Text is the value for a read model: empty when absent, sealed or erased.
func (p *Personal) Text() string {
	if p.state == personalPlain || p.state == personalOpened {
		return p.Value
	}
	return ""
}

// Seal replaces the plain value by its cipher text. For Sealers only.
func (p *Personal) Seal(subject uuid.UUID, keyVersion int32, cipher []byte) {
	p.Subject, p.KeyVersion, p.Cipher, p.state = subject, keyVersion, cipher, personalSealed
}

// Open gives a sealed member its plain text. For Sealers only.
func (p *Personal) Open(value string) { p.Value, p.state = value, personalOpened }

// Erase marks a sealed member as unreadable for ever. For Sealers only.
func (p *Personal) Erase() { p.Value, p.state = "", personalErased }

type sealedJSON struct {
	Subject    uuid.UUID `json:"$s"`
	KeyVersion int32     `json:"k"`
	Cipher     []byte    `json:"c"`
}

// MarshalJSON writes null or {"$s": subject, "k": key version, "c": cipher text}.
func (p Personal) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil) }

// AppendJSON is MarshalJSON without an allocation of its own.
func (p *Personal) AppendJSON(dst []byte) ([]byte, error) {
	switch p.state {
	case personalAbsent:
		return append(dst, "null"...), nil
	case personalPlain:
		return nil, fmt.Errorf("a personal value of kind %q is not sealed", p.Of.Kind)
	}
	dst = append(dst, `{"$s":"`...)
	dst = append(dst, p.Subject.String()...)
	dst = fmt.Appendf(dst, `","k":%d,"c":"`, p.KeyVersion)
	dst = base64.StdEncoding.AppendEncode(dst, p.Cipher)
	return append(dst, `"}`...), nil
}

// UnmarshalJSON reads what MarshalJSON wrote; the value is sealed afterwards. A
// member that could never be opened is refused here, by what it lacks.
func (p *Personal) UnmarshalJSON(raw []byte) error {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		*p = Personal{}
		return nil
	}
	var s sealedJSON
	if err := json.Unmarshal(raw, &s); err != nil {
		return fmt.Errorf("sealed personal value: %w", err)
	}
	if s.Subject == uuid.Nil || s.KeyVersion < 1 || len(s.Cipher) == 0 {
		return fmt.Errorf("sealed personal value: subject, key version and cipher text are needed")
	}
	*p = Personal{}
	p.Seal(s.Subject, s.KeyVersion, s.Cipher)
	return nil
}

// Member is a personal member of a payload with its path, which is part of the
// associated data of its cipher text.
type Member struct {
	Path  string
	Value *Personal
}

// personalHolder is a payload with personal members; the closed list of them is
// what these methods return together, and a test prints it.
type personalHolder interface {
	Personals() []Member
}

// PersonalMembers lists the personal members of a payload, absent ones too.
func PersonalMembers(p Payload) []Member {
	if h, ok := p.(personalHolder); ok {
		return h.Personals()
	}
	return nil
}
