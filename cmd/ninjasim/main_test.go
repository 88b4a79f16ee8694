package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func noEnv(string) string { return "" }

func TestHelpDescribesTheProgram(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"--help", "-h"} {
		var out, errs bytes.Buffer
		require.Equal(t, 0, run(t.Context(), []string{arg}, &out, &errs, noEnv))
		for _, part := range []string{"--listen", "--devices", "--orgs", "--users", "--seed", "--latency", "--rate-limit", "--fault", "/sim/", "cut-listing"} {
			require.Contains(t, out.String(), part)
		}
		require.Empty(t, errs.String())
	}
}

func TestWrongUsageIsExitCode2(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"--nonsense":          "nonsense",
		"--devices many":      "devices",
		"--fault flood":       `fault "flood": unknown name`,
		"--start yesterday":   "neither RFC 3339 nor now",
		"extra":               `unexpected argument "extra"`,
		"--users -3":          "must not be negative",
		"--redirect-uri here": "not absolute",
	} {
		var out, errs bytes.Buffer
		require.Equal(t, exitUsage, run(t.Context(), strings.Fields(args), &out, &errs, noEnv), args)
		require.Contains(t, errs.String(), says)
		require.Empty(t, out.String())
	}
}

func TestListenFailureIsExitCode1(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	require.Equal(t, exitFailure, run(t.Context(), []string{"--listen", "127.0.0.1:99999"}, &out, &errs, noEnv))
	require.Contains(t, errs.String(), "listen")
}

func TestServesUntilToldToStop(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan int)
	var errs bytes.Buffer
	go func() {
		defer close(done)
		done <- run(ctx, []string{"--listen", "127.0.0.1:0", "--devices", "30", "--start", "2026-01-02T03:04:05Z", "--seed", "9"}, w, &errs, noEnv)
	}()
	line := make([]byte, 4096)
	n, err := r.Read(line)
	require.NoError(t, err)
	address := strings.TrimSpace(strings.TrimPrefix(string(line[:n]), "ninjasim listening on "))
	go func() { _, _ = io.Copy(io.Discard, r) }() // the rest of what it says
	resp, err := http.Get(address + "/sim/state")
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Contains(t, string(body), `"now":"2026-01-02T03:04:05Z","seed":9`)
	stop()
	require.Equal(t, 0, <-done)
	require.Contains(t, errs.String(), "stopped")
}
