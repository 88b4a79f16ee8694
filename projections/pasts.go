package projections

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// maxPastRows bounds what is remembered of pasts: rows of some KB each. A past that has
// more is large.
const maxPastRows = 100_000

// largePastFor is how long a large past is remembered that nobody asks for.
const largePastFor = 10 * time.Minute

// foldedPast is a past that can be put into tables.
type foldedPast struct {
	to    end
	rules string
	works []work
	rows  int
}

// pastKey names a past: facts never change, so it stays what it is. The time tells the
// events of two epochs apart that have one position.
type pastKey struct {
	tenant     uuid.UUID
	position   int64
	recordedAt int64
	rules      string
	models     string
}

// pasts remembers what was folded last: small pasts of most rows together, and one large
// one, the newest, so that the pages of a long list cost one fold. Of a log that can make
// a large one, one is folded at a time in a process, and the one before is let go then;
// who waits holds no connection and no rows. So there are in memory at most: the small
// ones, one that is large or is being folded, and what a reading has not put into its
// tables yet.
type pasts struct {
	most int           // rows
	turn chan struct{} // holds whoever folds a long log
	wait time.Duration // how long a large one is remembered
	// spacious makes room for a large one until what it returns is called; nil: none is needed.
	spacious func() (end func())

	mu     sync.Mutex
	all    []rememberedPast // the newest use last
	large  rememberedPast
	forget *time.Timer // lets the large one go
}

type rememberedPast struct {
	key  pastKey
	past *foldedPast
	end  func() // of the room that was made for it; nil: none was
}

func (p *pasts) find(key pastKey) *foldedPast {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.large.past != nil && p.large.key == key {
		p.forget.Reset(p.wait)
		return p.large.past
	}
	i := slices.IndexFunc(p.all, func(r rememberedPast) bool { return r.key == key })
	if i < 0 {
		return nil
	}
	found := p.all[i]
	p.all = append(slices.Delete(p.all, i, i+1), found)
	return found.past
}

// keep remembers a past; end gives back the room that was made to fold it, now or when a
// large one is let go.
func (p *pasts) keep(key pastKey, past *foldedPast, end func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if past.rows > p.most {
		p.keepLarge(rememberedPast{key, past, end})
		return
	}
	defer end()
	p.all = append(p.all, rememberedPast{key: key, past: past})
	rows := 0
	for i := len(p.all) - 1; i >= 0; i-- {
		if rows += p.all[i].past.rows; rows > p.most {
			p.all = slices.Delete(p.all, 0, i+1)
			return
		}
	}
}

// keepLarge takes the place of the large past before; the caller holds the lock.
func (p *pasts) keepLarge(r rememberedPast) {
	p.forgetLarge()
	p.large = r
	if p.forget == nil {
		p.forget = time.AfterFunc(p.wait, p.letGo)
	} else {
		p.forget.Reset(p.wait)
	}
}

// letGo forgets the large past.
func (p *pasts) letGo() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgetLarge()
}

// forgetLarge gives back the room of the large past; the caller holds the lock.
func (p *pasts) forgetLarge() {
	if p.large.end != nil {
		p.large.end()
	}
	p.large = rememberedPast{}
}

// await waits for the turn to fold a log up to a position. Rows come of events, so a short
// log makes no large past, and nobody waits for it. Error: the context's cause.
func (p *pasts) await(ctx context.Context, position int64) (done func(), err error) {
	if !p.long(position) {
		return func() {}, nil
	}
	select {
	case p.turn <- struct{}{}:
		return func() { <-p.turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (p *pasts) long(position int64) bool { return position > int64(p.most) }

// room makes room to fold a log up to a position: the large past before is let go, since
// both would not fit, and the process may use more memory until end is called.
func (p *pasts) room(position int64) (end func()) {
	if !p.long(position) {
		return func() {}
	}
	defer p.letGo() // when there is more room, so that its memory is not given back first
	if p.spacious == nil {
		return func() {}
	}
	return p.spacious()
}

// foldedPast folds the models, or remembers them.
func (e *Engine) foldedPast(ctx context.Context, tenant uuid.UUID, at Moment, models []string) (*foldedPast, error) {
	to, err := endAt(ctx, e.pool, tenant, at)
	if err != nil {
		return nil, err
	}
	set, err := e.rulesFor(ctx, e.pool, tenant, at.Rules, to.position)
	if err != nil {
		return nil, err
	}
	key := pastKey{tenant, to.position, to.recordedAt.UnixMicro(), set.Version, strings.Join(models, " ")}
	if past := e.pasts.find(key); past != nil {
		return past, nil
	}
	done, err := e.pasts.await(ctx, to.position)
	if err != nil {
		return nil, err
	}
	defer done()
	if past := e.pasts.find(key); past != nil { // somebody made it meanwhile
		return past, nil
	}
	past, end, kept := &foldedPast{to: to, rules: set.Version}, e.pasts.room(to.position), false
	defer func() { // also where a fold panics: else the process would keep the room for good
		if !kept {
			end()
		}
	}()
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, e.pool, snapshot, func(tx pgx.Tx) (err error) {
		past.works, err = e.worksAt(ctx, tx, target{tenant: tenant, rules: set}, to, models)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, w := range past.works {
		past.rows += w.count()
	}
	kept = true
	e.pasts.keep(key, past, end)
	return past, nil
}
