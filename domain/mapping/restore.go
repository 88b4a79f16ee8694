package mapping

import (
	"slices"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Restore gives the events that bring a place from the decisions that hold now to
// those that held before: none where they are equal (undo of a save).
func Restore(p Place, now, before State) []event.Payload {
	if now.equal(&before) {
		return nil
	}
	var events []event.Payload
	if !subset(now.Rejected, before.Rejected) || before.Customer == uuid.Nil && !before.Ignored && (now.Customer != uuid.Nil || now.Ignored) {
		events = append(events, p.unmapped())
		now = State{}
	}
	for _, customer := range before.Rejected {
		if !slices.Contains(now.Rejected, customer) {
			events = append(events, p.rejected(customer))
		}
	}
	switch {
	case before.Ignored && (!now.Ignored || now.Reason != before.Reason):
		events = append(events, p.ignored(before.Reason))
	case before.Customer != uuid.Nil && before.Customer != now.Customer:
		events = append(events, p.mapped(before.Customer))
	}
	return events
}

func (s *State) equal(other *State) bool {
	return s.Customer == other.Customer && s.Ignored == other.Ignored && s.Reason == other.Reason &&
		subset(s.Rejected, other.Rejected) && subset(other.Rejected, s.Rejected)
}

// subset tells whether all of a are in b.
func subset(a, b []uuid.UUID) bool {
	return !slices.ContainsFunc(a, func(id uuid.UUID) bool { return !slices.Contains(b, id) })
}
