// Package coresync reaches a NinjaOne tenant through Coresync, which reads NinjaOne,
// keeps what it read in a log, and changes NinjaOne by requests that others may have
// to approve. What it shows is as fresh as Coresync's last reading.
package coresync

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"

	"coresync/cmd/baton-ninja-one/tenant"
)

// Settings say which Coresync to ask, and for which of its connections.
type Settings struct {
	URL, Token string
	// Connection is the id of a NinjaOne connection; empty: the only one there is.
	Connection string
	// Patience is how long a change may take until it is told to be under way; zero: a minute.
	Patience time.Duration
}

// Tenant is a tenant reached through Coresync.
type Tenant struct {
	base, token string
	client      *http.Client
	connection  string
	patience    time.Duration
}

var _ tenant.Tenant = (*Tenant)(nil)

// New makes a tenant. It sends nothing yet.
func New(s Settings) (*Tenant, error) {
	u, err := url.Parse(strings.TrimSpace(s.URL))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("coresync-url: %q is no address; write it like https://coresync.example.com", s.URL)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("coresync-url: %q would carry the token in the clear; use https", s.URL)
	}
	if s.Patience == 0 {
		s.Patience = time.Minute
	}
	return &Tenant{
		base: strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/"), token: s.Token, connection: s.Connection, patience: s.Patience,
		client: &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// Check looks for the connection. The log, which only the feed reads, is not asked for:
// a token without audit:view still syncs and provisions.
func (t *Tenant) Check(ctx context.Context) error {
	_, err := t.of(ctx)
	return err
}

// of is the id of the connection.
func (t *Tenant) of(ctx context.Context) (string, error) {
	var all struct {
		Items []struct{ Connection ref }
	}
	if err := t.get(ctx, "/access/connectors", nil, &all); err != nil {
		return "", err
	}
	var names []string
	for _, c := range all.Items {
		if strings.EqualFold(c.Connection.ID, t.connection) || t.connection == "" && len(all.Items) == 1 {
			return c.Connection.ID, nil
		}
		names = append(names, c.Connection.ID+" ("+c.Connection.Name+")")
	}
	if len(names) == 0 {
		return "", grpcstatus.Error(codes.FailedPrecondition, "Coresync has no connection to NinjaOne yet; make one there first")
	}
	return "", grpcstatus.Errorf(codes.InvalidArgument, "coresync-connection: %q is none of Coresync's connections; give one of %s", t.connection, strings.Join(names, ", "))
}
