package poller

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
)

// Proof is what the log says that one listing of a run covered.
type Proof struct {
	Kind               Kind
	Complete           bool
	Reason             string // why it is not
	StartedAt, EndedAt time.Time
	Pages, Rows        int
	Position           int64 // of its event; of the first, where it has several parts
	Parts              int
	Root               string // SHA-256 over all of it, in hex
	Organizations      []OrganizationProof
}

// OrganizationProof is what a listing of devices showed of one organization.
type OrganizationProof struct {
	Organization int64
	Devices      int
	Digest       string // SHA-256 over its devices with their versions and tags, in hex
	// Position is of the event that holds the set of devices: the run's own, or the
	// one before with an equal set.
	Position int64
}

// Proofs reads from the log what each listing of a run covered (SYN-03): those of
// devices with every organization. A run that failed, or was not let go, has none.
func (p *Poller) Proofs(ctx context.Context, run Run) ([]Proof, error) {
	if run.Position == 0 {
		return nil, nil
	}
	var all []Proof
	err := p.cfg.Log.Read(ctx, run.Tenant, eventstore.Query{
		To: run.Position, Since: run.StartedAt, Types: []event.Type{"ListingCompleted", "ListingFailed"},
		Streams: []string{event.ListingStream(run.Connection)},
	}, func(e event.Recorded) error {
		if e.CorrelationID != run.ID {
			return nil
		}
		payload, err := p.cfg.Log.Registry().Decode(e)
		switch l := payload.(type) {
		case *event.ListingFailed:
			all = append(all, Proof{Kind: Kind(l.Kind), Reason: l.Reason, Pages: l.Pages, Position: e.Position})
		case *event.ListingCompleted:
			if l.Part == 1 {
				all = append(all, Proof{
					Kind: Kind(l.Kind), Complete: true, StartedAt: l.StartedAt, EndedAt: l.EndedAt, Pages: l.Pages, Rows: l.Rows,
					Position: e.Position, Parts: l.Parts, Root: hex.EncodeToString(l.Root),
				})
			}
			last := &all[len(all)-1]
			last.Organizations = append(last.Organizations, organizationsOf(l, e.Position)...)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the proofs of run %s: %w", run.ID, err)
	}
	return all, nil
}

// DevicesShown counts the devices of each organization that a run which has not ended
// showed so far; what one showed that has ended is in its proofs.
func (p *Poller) DevicesShown(ctx context.Context, run Run) (map[int64]int, error) {
	counts := make(map[int64]int)
	return counts, p.eachPage(ctx, run, Devices, func(_, _ int, r shown) { counts[r.org]++ })
}

func organizationsOf(l *event.ListingCompleted, position int64) []OrganizationProof {
	all := make([]OrganizationProof, len(l.Organizations))
	for i, o := range l.Organizations {
		all[i] = OrganizationProof{
			Organization: o.OrganizationID, Devices: o.Count, Digest: hex.EncodeToString(o.Digest), Position: orElse(o.SeenAt, position),
		}
	}
	return all
}
