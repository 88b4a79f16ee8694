package vault

import "sync"

// cache holds at most size entries in two generations: who is used moves to the
// young one, and when that is full the old one is dropped whole. That is close to
// least recently used at the price of two maps and no list.
//
// An entry carries the stamp of its tenant at the time it was made, and is found
// only under the same one.
type cache[K comparable, V any] struct {
	mu         sync.Mutex
	half       int
	young, old map[K]cached[V]
}

type cached[V any] struct {
	value V
	stamp uint64
}

func newCache[K comparable, V any](size int) *cache[K, V] {
	return &cache[K, V]{half: max(1, size/2), young: make(map[K]cached[V])}
}

func (c *cache[K, V]) get(k K, stamp uint64) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.young[k]
	if !ok {
		if entry, ok = c.old[k]; ok && entry.stamp == stamp {
			c.insert(k, entry)
		}
	}
	if !ok || entry.stamp != stamp {
		var none V
		return none, false
	}
	return entry.value, true
}

func (c *cache[K, V]) put(k K, v V, stamp uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.insert(k, cached[V]{v, stamp})
}

func (c *cache[K, V]) insert(k K, entry cached[V]) {
	if len(c.young) >= c.half {
		c.young, c.old = make(map[K]cached[V], c.half), c.young
	}
	c.young[k] = entry
}
