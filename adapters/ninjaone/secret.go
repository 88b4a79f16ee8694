package ninjaone

import (
	"context"
	"fmt"
	"log/slog"
)

// redacted stands where a secret would otherwise be printed.
const redacted = "[redacted]"

// Secret is a client secret or a token. However it is printed, logged or
// marshalled, it shows as "[redacted]"; only [Secret.Reveal] gives the value.
type Secret struct{ value string }

// NewSecret wraps a secret value.
func NewSecret(value string) Secret { return Secret{value: value} }

// StaticSecret returns a source for [Config.Secret] that always gives value. A
// program that keeps its secrets sealed hands in a function that opens them
// instead, so that the value is in memory only while it is needed.
func StaticSecret(value string) func(context.Context) (Secret, error) {
	return func(context.Context) (Secret, error) { return NewSecret(value), nil }
}

// Reveal returns the value. Call it only to send or to seal it.
func (s Secret) Reveal() string { return s.value }

// Empty reports whether there is no value.
func (s Secret) Empty() bool { return s.value == "" }

// String hides the value.
func (Secret) String() string { return redacted }

// Format hides the value for every verb, %#v and %x included.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText hides the value in JSON and other encodings.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue hides the value in structured logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
