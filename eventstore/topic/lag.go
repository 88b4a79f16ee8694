package topic

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
)

var (
	lagEvents = prometheus.NewDesc("coresync_consumer_lag_events",
		"Events in the logs of all tenants that a consumer has not read yet.", []string{"consumer"}, nil)
	lagSeconds = prometheus.NewDesc("coresync_consumer_lag_seconds",
		"Age of the oldest event that a consumer has not read yet; 0 when it has read all.", []string{"consumer"}, nil)
)

// lag is a collector: how far the consumers of this process are behind. Numbers
// are as of the newest poll or hint; only for who is behind the database is asked
// how old the next event is.
type lag struct{ waker *Waker }

// Describe implements prometheus.Collector.
func (l *lag) Describe(ch chan<- *prometheus.Desc) {
	ch <- lagEvents
	ch <- lagSeconds
}

// Collect implements prometheus.Collector.
func (l *lag) Collect(ch chan<- prometheus.Metric) {
	events, behind := l.waker.behind()
	oldest, err := l.waker.oldest(behind)
	if err != nil {
		l.waker.report("measure the lag of the consumers", err)
		ch <- prometheus.NewInvalidMetric(lagSeconds, err)
	}
	for consumer, n := range events {
		ch <- prometheus.MustNewConstMetric(lagEvents, prometheus.GaugeValue, float64(n), consumer)
		if err != nil {
			continue
		}
		age := 0.0
		if at, ok := oldest[consumer]; ok {
			age = max(0, l.waker.cfg.Clock().Sub(at).Seconds())
		}
		ch <- prometheus.MustNewConstMetric(lagSeconds, prometheus.GaugeValue, age, consumer)
	}
}

// behind sums the unread events by consumer and names the first unread of each
// log that has some. What a subscription has seen itself is newer than the poll.
func (w *Waker) behind() (events map[string]int64, next map[checkpointKey]int64) {
	events, next = make(map[string]int64), make(map[checkpointKey]int64)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.eachSub(func(sub *subscription) {
		name := sub.cfg.Consumer
		events[name] += 0
		sub.mu.Lock()
		defer sub.mu.Unlock()
		for tenant, r := range sub.tenants {
			if unread := r.head - r.position; unread > 0 {
				events[name] += unread
				next[checkpointKey{tenant, name}] = r.position + 1
			}
		}
	})
	return events, next
}

// oldest tells by consumer when the oldest of the named events was recorded.
func (w *Waker) oldest(next map[checkpointKey]int64) (map[string]time.Time, error) {
	found := make(map[string]time.Time)
	if len(next) == 0 {
		return found, nil
	}
	var tenants []uuid.UUID
	var consumers []string
	var positions []int64
	for key, position := range next {
		tenants, consumers, positions = append(tenants, key.tenant), append(consumers, key.consumer), append(positions, position)
	}
	ctx, cancel := context.WithTimeout(context.Background(), settleTimeout)
	defer cancel()
	rows, err := w.pool.Query(ctx, `
select n.consumer, min(e.recorded_at)
from unnest($1::uuid[], $2::text[], $3::bigint[]) as n(tenant_id, consumer, position)
join eventstore.events e on e.tenant_id = n.tenant_id and e.position = n.position
group by n.consumer`, tenants, consumers, positions)
	if err != nil {
		return nil, err
	}
	var consumer string
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&consumer, &at}, func() error {
		found[consumer] = at
		return nil
	})
	return found, err
}
