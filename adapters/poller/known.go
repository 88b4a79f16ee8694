package poller

import (
	"strconv"
	"strings"

	"coresync/domain/observation"
	"coresync/eventstore"
)

// known follows the heads of the devices' streams through a session: those of the
// beginning of the listing, and what the session itself appended since. The proof of
// an unchanged fleet needs no second look at a hundred thousand streams then.
type known struct {
	before heads
	since  []head
}

// note takes in what an append made of the devices' streams.
func (k *known) note(prefix string, events []pending, done eventstore.Appended) {
	for _, e := range events {
		text, ok := strings.CutPrefix(e.Stream, prefix)
		if !ok {
			continue
		}
		id, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			continue
		}
		h := head{id: uint32(id), version: uint32(done.Versions[e.Stream])}
		h.tag, h.tagged = observation.TagOf(e.Tag)
		k.since = append(k.since, h)
	}
}

// now gives the heads as they are.
func (k *known) now() heads {
	if len(k.since) == 0 {
		return k.before
	}
	return k.before.with(k.since)
}
