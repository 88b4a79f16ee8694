package sentence

import "coresync/domain/event"

// auditorEntries tell of links that let somebody without an account read (GAP-06).
var auditorEntries = []entry{
	on(func(p *event.AuditorLinkMade, _ int64) Sentence {
		return just("the read-only link ", quoted(p.Name), " was made, good until ", dayOf(p.ExpiresAt))
	}),
	on(func(p *event.AuditorLinkOpened, _ int64) Sentence {
		return just("a read-only link was opened", when(p.Network != "", " from the network "+p.Network))
	}),
	on(func(p *event.AuditorLinkRevoked, _ int64) Sentence { return just("a read-only link was revoked") }),
}
