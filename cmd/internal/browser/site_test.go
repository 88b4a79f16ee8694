package browser

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"
	"coresync/cmd/internal/settings"

	"github.com/stretchr/testify/require"
)

// site is a demo that serves, and has synced once. Nobody can sign in yet.
type site struct {
	*demo.Demo
	address, setup string
	database       string   // its URL
	paths          []string // of all pages, once they were looked up
}

func serve(t *testing.T, change ...func(*settings.Settings)) *site {
	t.Helper()
	return launch(t, func(a *app.App) *demo.Demo {
		d, err := demo.Start(t.Context(), a, demo.Options{Devices: 120, Orgs: 10, Seed: 1})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, d.Close()) })
		_, err = d.Sync(t.Context())
		require.NoError(t, err)
		return d
	}, change...)
}

// bare serves from an empty data folder; NinjaOne's simulator stands beside it, and
// nothing knows of it.
func bare(t *testing.T, change ...func(*settings.Settings)) *site {
	t.Helper()
	return launch(t, func(a *app.App) *demo.Demo {
		sim, err := demo.Simulate(ninjasim.Config{Devices: 80, Orgs: 8, Seed: 1, RealTimeTokens: true})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, sim.Close()) })
		sim.Advance(time.Since(sim.Now()))
		tenant, err := a.Tenant(t.Context())
		require.NoError(t, err)
		return &demo.Demo{App: a, Sim: sim, Tenant: tenant}
	}, change...)
}

func launch(t *testing.T, furnish func(a *app.App) *demo.Demo, change ...func(*settings.Settings)) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := "http://" + listener.Addr().String()
	public, err := url.Parse(address)
	require.NoError(t, err)
	dir := t.TempDir()
	s := settings.Settings{Data: dir, KeyFile: dir + "/master.key", Zone: time.UTC, PublicURL: public}
	for _, f := range change {
		f(&s)
	}
	if s.DatabaseURL == "" {
		s.DatabaseURL = pgtest.New(t).URL
	}
	log := slog.New(slog.DiscardHandler)
	_, err = app.Migrate(t.Context(), s, log)
	require.NoError(t, err)
	a, err := app.Open(t.Context(), s, log)
	require.NoError(t, err)
	t.Cleanup(a.Close)
	d := furnish(a)
	setup, err := a.SetupLink(t.Context(), d.Tenant)
	require.NoError(t, err)

	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- a.Serve(ctx, app.ServeOptions{Listener: listener, Ready: func() { close(ready) }})
	}()
	t.Cleanup(func() {
		stop()
		<-ended // the context's error
	})
	<-ready
	return &site{Demo: d, address: address, setup: setup, database: s.DatabaseURL}
}
