package ninjasim

import (
	"sync"
	"time"
)

// pacer counts the requests of each second of real time.
type pacer struct {
	limit int
	now   func() time.Time

	mu     sync.Mutex
	second int64
	served int
}

// exceeded counts a request and says whether it is one too many.
func (p *pacer) exceeded() bool {
	if p.limit == 0 {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.now().Unix(); s != p.second {
		p.second, p.served = s, 0
	}
	p.served++
	return p.served > p.limit
}
