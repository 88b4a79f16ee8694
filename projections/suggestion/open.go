package suggestion

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// opener opens members of many rows in one go.
type opener struct {
	ctx      context.Context //nolint:containedctx // lives as long as one load
	sealer   eventstore.Sealer
	tenant   uuid.UUID
	ids      []uuid.UUID
	payloads []event.Payload
	opened   []func()
}

// part is a member of a payload, and what a row holds of it.
type part struct {
	member *event.Personal
	raw    []byte
}

// add puts the members of an event on the list; absent ones stay absent.
func (o *opener) add(id uuid.UUID, p event.Payload, parts ...part) error {
	some := false
	for _, x := range parts {
		if len(x.raw) == 0 {
			continue
		}
		if err := x.member.UnmarshalJSON(x.raw); err != nil {
			return err
		}
		some = true
	}
	if some {
		o.ids, o.payloads = append(o.ids, id), append(o.payloads, p)
	}
	return nil
}

// then calls fn once everything is open, in the order of the calls.
func (o *opener) then(fn func()) { o.opened = append(o.opened, fn) }

func (o *opener) open() error {
	if len(o.ids) == 0 {
		return nil
	}
	if err := o.sealer.Open(o.ctx, o.tenant, o.ids, o.payloads); err != nil {
		return fmt.Errorf("open %d members: %w", len(o.ids), err)
	}
	return nil
}
