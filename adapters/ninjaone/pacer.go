package ninjaone

import (
	"sync"
	"time"
)

// pacer spaces the requests of one client. It starts without a pace; the first
// rate limit sets one at half the speed that led to it, each further one halves it
// (once for all requests that were already under way), and answers raise it again
// by equal steps until it is no bound any more. NinjaOne publishes no limits, so
// they can only be found this way.
type pacer struct {
	now    func() time.Time
	jitter func() float64

	mu      sync.Mutex
	rate    float64       // requests a second; 0 while there is no pace
	step    float64       // what an answer adds to rate
	ceiling float64       // the rate from which there is no pace any more
	next    time.Time     // when the next request may go
	until   time.Time     // nothing goes before
	lowered time.Time     // when rate was lowered last
	last    time.Time     // when the last request went
	spacing time.Duration // between the last requests, averaged
	strikes int           // rate limits in a row
}

// Bounds of the pace.
const (
	minRate      = 0.1              // requests a second
	firstRate    = 1.0              // where the speed so far is unknown
	stepsUp      = 50               // answers that double a lowered rate
	freeAgain    = 8                // times the lowered rate, and the pace ends
	firstPause   = 2 * time.Second  // after a rate limit without Retry-After
	longestPause = 60 * time.Second // the same, after many in a row
)

// newPacer makes a pacer without a pace.
func newPacer(now func() time.Time, jitter func() float64) *pacer {
	return &pacer{now: now, jitter: jitter}
}

// reserve takes the next slot and returns how long to wait for it.
func (p *pacer) reserve() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at := now
	if p.next.After(at) {
		at = p.next
	}
	if p.until.After(at) {
		at = p.until
	}
	if p.rate > 0 {
		p.next = at.Add(time.Duration(float64(time.Second) / p.rate))
	}
	p.observe(at)
	return at.Sub(now)
}

// observe keeps the average spacing of requests.
func (p *pacer) observe(at time.Time) {
	if !p.last.IsZero() {
		gap := min(max(at.Sub(p.last), 0), 10*time.Second)
		if p.spacing == 0 {
			p.spacing = gap
		}
		p.spacing = (3*p.spacing + gap) / 4
	}
	p.last = at
}

// succeeded notes an answer and raises the pace.
func (p *pacer) succeeded() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.strikes = 0
	if p.rate == 0 {
		return
	}
	if p.rate += p.step; p.rate >= p.ceiling {
		p.rate, p.next = 0, time.Time{}
	}
}

// limited notes a rate limit of a request that was sent at sent, holds everything
// back for as long as was asked, and lowers the pace. It returns for how long.
func (p *pacer) limited(sent time.Time, asked time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	pause := min(firstPause<<min(p.strikes, 10), longestPause)
	p.strikes++
	pause = time.Duration(float64(pause) * (0.75 + p.jitter()/2))
	if asked > 0 {
		pause = asked + time.Duration(p.jitter()*float64(min(asked/10, time.Second)))
	}
	if until := now.Add(pause); until.After(p.until) {
		p.until = until
	}
	if !sent.Before(p.lowered) {
		p.lower(now)
	}
	return pause
}

// lower halves the pace, or sets the first one.
func (p *pacer) lower(now time.Time) {
	switch {
	case p.rate > 0:
		p.rate /= 2
	case p.spacing > 0:
		p.rate = float64(time.Second) / float64(p.spacing) / 2
	default:
		p.rate = firstRate
	}
	p.rate = max(p.rate, minRate)
	p.step = p.rate / stepsUp
	p.ceiling = p.rate * freeAgain
	p.lowered = now
}
