package secrets

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what is printed in place of a secret.
const Redacted = "[redacted]"

// Text is a secret such as a client secret, a refresh token or a password. However
// it is printed, logged or encoded, Redacted comes out; only Reveal gives the value.
// The zero value is the empty secret.
//
// The value is behind a pointer, since package fmt walks into the private fields of
// a struct without asking their methods: it finds an address there.
type Text struct {
	value *string
}

// NewText keeps a secret.
func NewText(value string) Text { return Text{value: &value} }

// Reveal gives the secret itself, for the one call that needs it.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// Empty tells whether there is nothing to keep.
func (t Text) Empty() bool { return t.Reveal() == "" }

// Equal compares in a time that says nothing of where two secrets differ.
func (t Text) Equal(other Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.Reveal()), []byte(other.Reveal())) == 1
}

// String implements fmt.Stringer.
func (Text) String() string { return Redacted }

// GoString implements fmt.GoStringer.
func (Text) GoString() string { return Redacted }

// Format implements fmt.Formatter: every verb and flag gives Redacted.
func (Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// LogValue implements slog.LogValuer.
func (Text) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalJSON implements json.Marshaler; what it writes can't be read back.
func (Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalText implements encoding.TextMarshaler, which other encoders and map keys use.
func (Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// UnmarshalJSON takes a secret from a request or an answer.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var value *string
	if err := json.Unmarshal(raw, &value); err != nil {
		return fmt.Errorf("a secret must be a JSON string") // the decoder's error could quote it
	}
	t.value = value
	return nil
}

// UnmarshalText takes a secret from an environment variable or a settings file.
func (t *Text) UnmarshalText(raw []byte) error {
	*t = NewText(string(raw))
	return nil
}
