package bench_test

import (
	"context"
	"encoding/json"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"

	"coresync/cmd/internal/bench"
	"coresync/cmd/internal/cli"

	"github.com/stretchr/testify/require"
)

// asProgram makes this test binary the program, for benchmarks that start one.
const asProgram = "BENCH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	streams := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	code := cli.Run(ctx, cli.Version{Number: "test"}, streams, os.Args[1:])
	stop()
	os.Exit(code)
}

func TestBenchmarksRun(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts servers of its own; left out with -short")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	options := bench.Options{
		Devices: 60, Events: 300, Rounds: 1, Idle: time.Second, Note: testWriter{t},
		Program: []string{"env", asProgram + "=1", self},
	}
	want := map[string][]string{
		"append": {"append"}, "project": {"project"}, "sync": {"sync_first", "sync_unchanged"},
		"rebuild": {"rebuild_history", "rebuild_reading", "rebuild_all", "rebuild_all_history", "rebuild_all_replay"}, "asof": {"asof_fleet"},
		"visible": {"visible_p50", "visible_p99"}, "rss": {"rss"}, "idle": {"idle", "idle_queries"},
		"match": {"match_scratch", "match_change", "match_people"},
		"http":  {"reports", "report_companies", "report_ages", "report_warranties", "eol_counts", "eol_list", "eol_forecast", "eol_forecast_by_customer", "asset_filters", "asset_sorts", "pages"},
		"past":  {"report_past", "report_past_next", "assets_past", "assets_past_next", "report_past_compared"},
	}
	for _, name := range bench.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := bench.Run(t.Context(), name, options)
			require.NoError(t, err)
			var names []string
			for _, row := range rows {
				names = append(names, row.Name)
				requireSane(t, row)
			}
			require.Equal(t, want[name], names)
		})
	}
}

func TestCheckExitsWith3WhereAGoalIsMissed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a server of its own; left out with -short")
	}
	for goal, want := range map[string]int{"append=1000000": 3, "append=0": 0} {
		var out, said strings.Builder
		streams := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &said}
		code := cli.Run(t.Context(), cli.Version{Number: "test"}, streams,
			[]string{"bench", "append", "--events", "300", "--rounds", "1", "--json", "--check", "--goal", goal})
		require.Equal(t, want, code, said.String())
		var rows []bench.Row
		require.NoError(t, json.Unmarshal([]byte(out.String()), &rows), out.String())
		require.Len(t, rows, 1)
		require.Equal(t, want == 0, rows[0].Met)
	}
}

// requireSane holds a row against what any row must be.
func requireSane(t *testing.T, r bench.Row) {
	t.Helper()
	require.Positive(t, r.N, r.Name)
	require.Positive(t, r.Seconds, r.Name)
	require.Positive(t, r.Goal, r.Name)
	require.Contains(t, []string{"×", "ms", "MiB", "%", "1/s", "µs", "s"}, r.Unit, r.Name)
	require.Equal(t, r.Met, r.AtMost && r.Ratio <= r.Goal || !r.AtMost && r.Ratio >= r.Goal, r.Name)
	if r.Unit == "×" {
		require.Positive(t, r.Ratio, r.Name)
		require.Positive(t, r.Baseline, r.Name)
		require.InDelta(t, float64(r.N)/r.Seconds, r.PerSecond, 0.01*r.PerSecond, r.Name)
	}
	if r.Name == "rss" {
		require.Greater(t, r.Ratio, 10.0, "a Go program has more than 10 MiB")
	}
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(string(b))
	return len(b), nil
}
