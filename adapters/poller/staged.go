package poller

import (
	"context"

	"coresync/domain/event"
)

// EachStaged calls yield for the observations of some types that a run which has not
// ended keeps aside, in their order, and stops at the first error, which it returns.
// Personal members are sealed.
func (p *Poller) EachStaged(ctx context.Context, run Run, types []event.Type, yield func(event.Payload) error) error {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	for after := int64(0); ; {
		steps, last, err := p.stagedSteps(ctx, run, after, names)
		if err != nil || last == 0 {
			return err
		}
		for _, s := range steps {
			if err := yield(s.payload); err != nil {
				return err
			}
		}
		after = last
	}
}
