package contactlink

import "coresync/domain/event"

// Restore gives the events that bring a person from the decision that holds now to the
// one that held before: none where they are equal (undo).
func Restore(p Person, now, before State) ([]event.Payload, error) {
	switch {
	case now == before:
		return nil, nil
	case before.Ignored:
		return Decide(now, Ignore{Person: p})
	case before == State{}:
		return Decide(now, Unlink{Person: p})
	}
	return Decide(now, Link{Person: p, Contact: before.Contact})
}

// PersonOf names the person that a stream of decisions is about.
func PersonOf(stream string) (p Person, ok bool) {
	p.Connection, p.ID, ok = event.NinjaID(stream)
	if p.Source = event.NinjaContact; ok && stream == event.ContactLinkStream(event.NinjaEndUser, p.Connection, p.ID) {
		p.Source = event.NinjaEndUser
	}
	return p, ok
}
