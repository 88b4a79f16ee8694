package topic

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// headsSQL looks behind what is known only: one step in the newest partition's
// primary key for each tenant, however long its log is.
const headsSQL = `
select t.tenant_id, t.partition, h.position, h.recorded_at
from eventstore.tenants t
left join unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as known(tenant_id, position, recorded_at)
    on known.tenant_id = t.tenant_id
left join lateral (
    select e.position, e.recorded_at from eventstore.events e
    where e.tenant_id = t.tenant_id and e.position > coalesce(known.position, 0)
      and e.recorded_at >= coalesce(known.recorded_at, '-infinity')
    order by e.position desc limit 1
) h on true`

const checkpointsSQL = `select tenant_id, consumer, position from eventstore.checkpoints where consumer = any ($1)`

// polled is what one poll saw.
type polled struct {
	heads    map[uuid.UUID]logHead // position 0: nothing behind what was known
	progress map[checkpointKey]int64
}

// polling polls: soon after something happened, seldom when all is quiet.
func (w *Waker) polling(ctx context.Context) {
	interval := w.cfg.Poll
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.poke:
			interval = w.cfg.Poll
		case <-timer.C:
		}
		news, err := w.poll(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.report("look at the heads of the logs", err)
			interval = w.cfg.Poll
		case news || !w.isListening():
			interval = w.cfg.Poll
		default:
			interval = min(2*interval, w.cfg.IdlePoll)
		}
		timer.Reset(interval)
	}
}

func (w *Waker) isListening() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.listening
}

// poll asks in one round trip for heads and checkpoints; news tells whether a
// head had moved that no hint had told of.
func (w *Waker) poll(ctx context.Context) (news bool, err error) {
	tenants, positions, times, consumers := w.known()
	limited, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	p := polled{heads: make(map[uuid.UUID]logHead), progress: make(map[checkpointKey]int64)}
	batch := &pgx.Batch{}
	batch.Queue(headsSQL, tenants, positions, times).Query(p.readHeads)
	if len(consumers) > 0 {
		batch.Queue(checkpointsSQL, consumers).Query(p.readProgress)
	}
	if err := w.pool.SendBatch(limited, batch).Close(); err != nil {
		w.forget()
		return false, fmt.Errorf("poll: %w", err)
	}
	return w.learn(p), nil
}

func (p *polled) readHeads(rows pgx.Rows) error {
	var tenant uuid.UUID
	var partition int16
	var position *int64
	var at *time.Time
	_, err := pgx.ForEachRow(rows, []any{&tenant, &partition, &position, &at}, func() error {
		head := logHead{partition: partition}
		if position != nil {
			head.position, head.recordedAt = *position, *at
		}
		p.heads[tenant] = head
		return nil
	})
	return err
}

func (p *polled) readProgress(rows pgx.Rows) error {
	var key checkpointKey
	var position int64
	_, err := pgx.ForEachRow(rows, []any{&key.tenant, &key.consumer, &position}, func() error {
		p.progress[key] = position
		return nil
	})
	return err
}

// known lists what the next poll need not look at again, and whose checkpoints
// are of interest.
func (w *Waker) known() (tenants []uuid.UUID, positions []int64, times []time.Time, consumers []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for tenant, l := range w.logs {
		if l.polled > 0 {
			tenants, positions, times = append(tenants, tenant), append(positions, l.polled), append(times, l.recordedAt)
		}
	}
	named := make(map[string]bool)
	w.eachSub(func(sub *subscription) {
		if name := sub.cfg.Consumer; !named[name] {
			named[name] = true
			consumers = append(consumers, name)
		}
	})
	return tenants, positions, times, consumers
}

// forget drops what is known: after a lost connection the database may be another
// one, such as an older backup that was restored.
func (w *Waker) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.logs {
		l.position, l.polled, l.recordedAt = 0, 0, time.Time{}
	}
}

// learn takes in a poll and passes it on to the subscriptions.
func (w *Waker) learn(p polled) (news bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	byPartition := make(map[int16][]uuid.UUID)
	for tenant, head := range p.heads {
		l, ok := w.logs[tenant]
		if !ok {
			l = &logHead{}
			w.logs[tenant] = l
		}
		l.partition = head.partition
		if head.position > 0 {
			news = news || head.position > l.position
			l.polled, l.recordedAt = head.position, head.recordedAt
			l.position = max(l.position, head.position)
		}
		byPartition[l.partition] = append(byPartition[l.partition], tenant)
	}
	for tenant := range w.logs {
		if _, there := p.heads[tenant]; !there {
			delete(w.logs, tenant)
		}
	}
	w.pass(byPartition, p.progress)
	return news
}

// pass hands what was learned to who depends on it; mu is held.
func (w *Waker) pass(byPartition map[int16][]uuid.UUID, progress map[checkpointKey]int64) {
	topics := make(map[int16]bool, len(byPartition))
	for partition := range byPartition {
		topics[partition] = true
	}
	if !maps.Equal(topics, w.topics) {
		w.topics = topics
		w.tellWatchers()
	}
	w.eachSub(func(sub *subscription) {
		all := make(map[uuid.UUID]seen, len(byPartition[sub.partition]))
		for _, tenant := range byPartition[sub.partition] {
			all[tenant] = seen{head: w.logs[tenant].position, position: progress[checkpointKey{tenant, sub.cfg.Consumer}]}
		}
		sub.polled(all)
	})
}
