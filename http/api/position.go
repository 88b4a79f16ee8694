package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Position names one place in one epoch of a tenant's log. Its text is
// "<epoch>:<n>", as in the header Coresync-Position.
type Position struct {
	Epoch uuid.UUID
	N     int64 // 0: before the first event
}

// String is the text form.
func (p Position) String() string { return p.Epoch.String() + ":" + strconv.FormatInt(p.N, 10) }

// MarshalText gives the text form, so that JSON holds a string.
func (p Position) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the text form.
func (p *Position) UnmarshalText(text []byte) error {
	read, err := ParsePosition(string(text))
	if err == nil {
		*p = read
	}
	return err
}

// ParsePosition reads "<epoch>:<n>".
func ParsePosition(text string) (Position, error) {
	epoch, number, ok := strings.Cut(text, ":")
	if !ok || len(epoch) != 36 {
		return Position{}, fmt.Errorf("position %q: not <epoch>:<number>", text)
	}
	id, err := uuid.Parse(epoch)
	if err != nil {
		return Position{}, fmt.Errorf("position %q: its epoch is no UUID", text)
	}
	n, err := strconv.ParseUint(number, 10, 63)
	if err != nil {
		return Position{}, fmt.Errorf("position %q: no number after the colon", text)
	}
	return Position{Epoch: id, N: int64(n)}, nil
}

// Positions lets a read wait for what a command wrote (min_position).
type Positions interface {
	// Head is where the tenant's log stands, as this database knows it.
	Head(ctx context.Context, tenant uuid.UUID) (Position, error)
	// Wait returns nil as soon as all live read models of the tenant stand at n or
	// after it, and the context's error when that ends first. It is woken by a
	// notification and does not poll fast.
	Wait(ctx context.Context, tenant uuid.UUID, n int64) error
}
