package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"coresync/adapters/importer"
	"coresync/cmd/internal/service"
	"coresync/http"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"
)

// Services are what the JSON API and the command line ask.
func (a *App) Services() api.Services { return service.New(a.parts()) }

// parts are what the services are made of.
func (a *App) parts() service.Parts {
	return service.Parts{
		Store: a.Store, Models: a.Models, Web: a.db.web, Engine: a.db.engine,
		Poller: a.Poller, Inbox: a.Inboxes, Letters: a.letters(), SignOn: a.signOn, Port: a, Long: a, Provision: a, Turns: a, Proofs: a, Webhooks: a, Erasures: a.Vault.Erasures, Keys: a.Vault,
		Watch: a.progress.watch, Now: time.Now,
		Zone: a.Settings.Zone, Log: a.Log,
	}
}

// AssetsNamed finds the assets that a file about warranties names.
func (a *App) AssetsNamed(tenant uuid.UUID) importer.FindAssets {
	return service.AssetsNamed(a.db.web, tenant, time.Now)
}

// ServeOptions say what a serving process does besides.
type ServeOptions struct {
	// Listener is where to serve; nil: workers only.
	Listener net.Listener
	// Ready is called when requests are taken and the log is followed. Optional.
	Ready func()
}

// Serve runs workers, and HTTP where there is a listener, until the context ends;
// then it finishes what is at hand.
func (a *App) Serve(ctx context.Context, o ServeOptions) error {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), a.backlogMetrics())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return a.FollowLog(ctx, FollowOptions{Metrics: metrics, Started: o.Ready})
	})
	group.Go(func() error { return a.Jobs.Run(ctx) })
	group.Go(func() error { return a.housekeep(ctx) })
	group.Go(func() error { a.tellRefusals(ctx); return nil })
	group.Go(func() error { a.courier().Run(ctx, courierTick); return nil })
	group.Go(func() error { a.webhookCourier().Run(ctx, webhookTick); return nil })
	if o.Listener != nil {
		server, err := http.NewServer(http.Config{
			Log: a.Log, Registry: metrics, TrustedProxies: a.Settings.TrustedProxies, PublicURL: a.publicURL(),
		}, a.Services())
		if err != nil {
			return fmt.Errorf("serve: %w", err)
		}
		group.Go(func() error { return server.Run(ctx, o.Listener) })
	}
	return group.Wait()
}

// housekeepEvery is how often a serving process clears up.
const housekeepEvery = time.Hour

// housekeep keeps the log's house until the context ends. What fails is logged and
// tried again an hour later.
func (a *App) housekeep(ctx context.Context) error {
	tick := time.NewTicker(housekeepEvery)
	defer tick.Stop()
	for {
		if err := a.Store.Housekeep(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "keep the log's house", "error", err)
		}
		if err := a.expireLastUsers(ctx, a.Store.Now()); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "end what is kept of last users", "error", err)
		}
		if err := a.scheduleAccess(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "schedule reading accounts and roles", "error", err)
		}
		if err := a.scheduleReports(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "schedule reports by mail", "error", err)
		}
		if err := a.scheduleChecks(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "schedule the checks of read models and log", "error", err)
		}
		if err := a.PruneWebhooks(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "prune what webhooks took", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Listen opens the address of the settings. Where that leaves the port to the system,
// the public address gets the port that was given.
func (a *App) Listen() (net.Listener, error) {
	l, err := net.Listen("tcp", a.Settings.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another address with --listen", a.Settings.Listen, err)
	}
	if public := a.Settings.PublicURL; public != nil && public.Port() == "0" {
		given := *public
		given.Host = l.Addr().String()
		a.Settings.PublicURL = &given
	}
	if a.Settings.TLSCert == "" {
		return l, nil
	}
	certificate, err := tls.LoadX509KeyPair(a.Settings.TLSCert, a.Settings.TLSKey)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read --tls-cert and --tls-key: %w", err), l.Close())
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}), nil
}

// publicURL is where people reach the program, without a slash at its end.
func (a *App) publicURL() string {
	if a.Settings.PublicURL == nil {
		return ""
	}
	return strings.TrimSuffix(a.Settings.PublicURL.String(), "/")
}
