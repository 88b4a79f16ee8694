package poller

import (
	"time"

	"github.com/google/uuid"
)

// Progress is where a run is. Done and Total count what Step lists; Total is what
// the run before found, 0 where that is not known.
type Progress struct {
	Tenant, Run, Connection uuid.UUID
	State                   string
	Step                    string
	Done, Total             int
	Message                 string
	At                      time.Time
	Wait                    Wait // the pause that it took last; zero: none
}

// Progress tells where the run is.
func (r *Run) Progress() Progress {
	p := Progress{
		Tenant: r.Tenant, Run: r.ID, Connection: r.Connection, State: r.State, Step: r.Step,
		Done: r.Listings[Kind(r.Step)].Rows, Message: r.Message, At: r.UpdatedAt,
	}
	if Kind(r.Step) == Devices {
		p.Total = max(r.Expected, p.Done)
		if r.Expected == 0 {
			p.Total = 0
		}
	}
	if len(r.Waits) > 0 {
		p.Wait = r.Waits[len(r.Waits)-1]
	}
	if r.Ended() || r.State == StateHeld {
		p.Done, p.Total = r.Counts.Found, r.Counts.Found
	}
	return p
}

// Percent is how far a run is, for "already running, 40 %" (SYN-09): the devices of
// its listing. -1: not known, since no run before was complete.
func (r *Run) Percent() int {
	switch {
	case r.Ended() || r.State == StateHeld:
		return 100
	case r.Expected == 0:
		return -1
	}
	return min(99, r.Listings[Devices].Rows*100/r.Expected)
}
