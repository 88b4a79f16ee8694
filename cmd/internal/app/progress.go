package app

import (
	"sync"

	"coresync/adapters/poller"

	"github.com/google/uuid"
)

// progress hands the progress of the runs that this process drives to whoever
// watches them. A watcher that is slow sees the newest state, not every one.
type progress struct {
	mu       sync.Mutex
	watchers map[uuid.UUID]map[chan poller.Progress]bool
}

// tell is called by the poller after every page; it never blocks.
func (p *progress) tell(at poller.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for watcher := range p.watchers[at.Run] {
		select {
		case watcher <- at:
		default: // full: replace what was not read yet
			select {
			case <-watcher:
			default:
			}
			watcher <- at
		}
	}
}

// watch returns a channel with the progress of a run; call stop at the end.
func (p *progress) watch(run uuid.UUID) (at <-chan poller.Progress, stop func()) {
	watcher := make(chan poller.Progress, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.watchers == nil {
		p.watchers = make(map[uuid.UUID]map[chan poller.Progress]bool)
	}
	if p.watchers[run] == nil {
		p.watchers[run] = make(map[chan poller.Progress]bool)
	}
	p.watchers[run][watcher] = true
	return watcher, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.watchers[run], watcher)
		if len(p.watchers[run]) == 0 {
			delete(p.watchers, run)
		}
	}
}
