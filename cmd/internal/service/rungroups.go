package service

import (
	"sync"

	"coresync/domain/change"
	"coresync/http/api"

	"github.com/google/uuid"
)

// mostRunGroups is how many runs' numbers are kept in memory.
const mostRunGroups = 64

// runTotals are what the changes of a run come to.
type runTotals struct {
	api.ChangeGroups
	devices map[int64]map[change.Kind]int // changes of devices by organization
}

// runGroups keeps the numbers of runs that have ended: to work them out, all that a run
// wrote is read, tens of thousands of events after a first sync. They name fields and
// organizations and no person.
type runGroups struct {
	mu  sync.Mutex
	all map[uuid.UUID]runTotals
}

// of tells the numbers of a run, and whether they are kept.
func (g *runGroups) of(run uuid.UUID) (groups runTotals, kept bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	groups, kept = g.all[run]
	return groups, kept
}

// keep keeps them, in place of any other run's where there are too many.
func (g *runGroups) keep(run uuid.UUID, groups runTotals) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all == nil {
		g.all = make(map[uuid.UUID]runTotals)
	}
	for other := range g.all {
		if len(g.all) < mostRunGroups {
			break
		}
		delete(g.all, other)
	}
	g.all[run] = groups
}
