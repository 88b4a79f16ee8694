package service

import (
	"context"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/connection"
	"coresync/projections/mapping"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// runConnection is what a run tells of its connection as it is now: its name, the
// organizations that are linked and that wait (SYN-08, SYN-09), and the contacts
// that are offered (SCH-04).
type runConnection struct {
	name               string
	matched, unmatched int
	offers             suggestion.OfferCounts
}

// runConnections remembers them for one answer: many runs are of the same connection.
type runConnections map[uuid.UUID]runConnection

// of is what runs of a connection tell of it, or its name alone. One that is gone has no name.
func (known runConnections) of(ctx context.Context, r *projections.Reading, id uuid.UUID, bare bool) (runConnection, error) {
	if told, ok := known[id]; ok {
		return told, nil
	}
	var told runConnection
	c, err := connection.Get(ctx, r, id)
	if err != nil && domain.ErrorCode(err) != domain.CodeNotFound {
		return told, err
	}
	told.name = c.Name
	if bare {
		known[id] = told
		return told, nil
	}
	counts, err := mapping.Counts(ctx, r, mapping.Filter{Connection: id})
	if err != nil {
		return told, err
	}
	told.matched, told.unmatched = Matched(counts)
	if told.offers, err = suggestion.CountOffers(ctx, r, suggestion.OfferFilter{Connection: id}, ""); err != nil {
		return told, err
	}
	known[id] = told
	return told, nil
}

// Matched counts the organizations that are linked to customers, by people or by
// name (SYN-08), and those that wait for somebody (SYN-09).
func Matched(counts map[mapping.State]int64) (matched, unmatched int) {
	for state, n := range counts {
		switch {
		case state.Linked():
			matched += int(n)
		case state == mapping.Unmatched, state == mapping.AutoMatched, state == mapping.Stale:
			unmatched += int(n)
		}
	}
	return matched, unmatched
}
