package e2e

import (
	"encoding/json"
	"strings"

	"github.com/stretchr/testify/require"
)

// logged is an event as `events list --json` prints it.
type logged struct {
	Position int64           `json:"position"`
	Stream   string          `json:"stream"`
	Version  int64           `json:"version"`
	Type     string          `json:"type"`
	Payload  json.RawMessage `json:"payload"`
}

// log reads all events of the place; their positions must have no gap.
func (p *place) log(more ...string) []logged {
	p.t.Helper()
	all := lines[logged](p.t, p.has(append([]string{"events", "list", "--limit", "0", "--json"}, more...)...))
	for i, e := range all {
		require.EqualValues(p.t, i+1, e.Position)
	}
	return all
}

// kinds counts events by type.
func kinds(events []logged) map[string]int {
	counts := make(map[string]int)
	for _, e := range events {
		counts[e.Type]++
	}
	return counts
}

// versions maps the streams of a prefix, without the connection, to their versions.
func versions(events []logged, prefix string) map[string]int64 {
	newest := make(map[string]int64)
	for _, e := range events {
		if rest, is := strings.CutPrefix(e.Stream, prefix); is {
			_, id, _ := strings.Cut(rest, "/")
			newest[id] = e.Version
		}
	}
	return newest
}

// syncRun is a run as `sync run --json` and the API show it.
type syncRun struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Step    string `json:"step"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Counts  counts `json:"counts"`
}

// counts are the numbers of a run that must add up.
type counts struct {
	Found           int            `json:"devices_found"`
	Created         int            `json:"assets_created"`
	Updated         int            `json:"assets_updated"`
	Unchanged       int            `json:"unchanged"`
	Skipped         int            `json:"skipped"`
	Failed          int            `json:"failed"`
	Missing         int            `json:"missing"`
	PresenceChanged int            `json:"presence_changed"`
	FailedReasons   map[string]int `json:"failed_reasons"`
}
