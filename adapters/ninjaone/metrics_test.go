package ninjaone

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// counts collects metrics in order.
type counts struct {
	mu    sync.Mutex
	lines []string
	took  []time.Duration
}

func (c *counts) add(line string, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, line)
	c.took = append(c.took, took)
}

func (c *counts) Request(call, result string, took time.Duration) { c.add(call+": "+result, took) }
func (c *counts) Retry(call, reason string)                       { c.add(call+" again: "+reason, 0) }
func (c *counts) Wait(call string, held time.Duration)            { c.add(call+" waits", held) }

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := &counts{}
	b := setup(t, nil, func(c *Config) { c.Metrics = m })
	b.api = inTurn(
		func(w http.ResponseWriter, r *http.Request) {
			b.clock.advance(40 * time.Millisecond)
			say(502, "")(w, r)
		},
		say(401, `{"error":"not_authenticated"}`), say(429, ""), say(200, `[]`))
	_, err := b.Groups(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{
		"get token: ok",
		"list groups: server", "list groups again: server", "list groups waits",
		"list groups: unauthorized", "get token: ok",
		"list groups: rate_limited", "list groups again: rate_limited", "list groups waits",
		"list groups: ok",
	}, m.lines)
	require.Equal(t, 40*time.Millisecond, m.took[1])
	require.Equal(t, time.Second, m.took[3])
	require.Equal(t, 2*time.Second, m.took[8])
}
