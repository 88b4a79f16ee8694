package event

import (
	"fmt"
	"io"
	"log/slog"
)

// What is printed of a personal member says its state, never its value: payloads
// end up in errors, logs and the output of failing tests.

// String implements fmt.Stringer.
func (p Personal) String() string {
	switch p.state {
	case personalAbsent:
		return "[personal: absent]"
	case personalPlain:
		return "[personal: plain]"
	case personalSealed:
		return "[personal: sealed]"
	case personalErased:
		return "[personal: erased]"
	}
	return "[personal: opened]"
}

// Format implements fmt.Formatter: every verb and flag prints the state alone.
func (p Personal) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// LogValue implements slog.LogValuer.
func (p Personal) LogValue() slog.Value { return slog.StringValue(p.String()) }
