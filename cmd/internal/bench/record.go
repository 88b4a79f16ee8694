package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"coresync/adapters/ninjaone"
	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/cmd/internal/ninjasource"
)

// kinds are all listings of a sync.
var kinds = []poller.Kind{
	poller.Organizations, poller.Locations, poller.LastUsers, poller.Devices, poller.Contacts, poller.Accounts, poller.Roles,
}

// recorder passes requests on and keeps what was answered.
type recorder struct {
	to   http.Handler
	tape *Tape
	err  error
}

// kept is an answer that is being written.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }

// ServeHTTP implements http.Handler.
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	k := &kept{header: w.Header(), status: http.StatusOK}
	r.to.ServeHTTP(k, req)
	if req.URL.Path != tokenPath {
		err := r.tape.add(req.URL.RequestURI(), answer{k.status, k.header.Get("Content-Type"), k.body.Bytes()})
		r.err = errors.Join(r.err, err)
	}
	w.WriteHeader(k.status)
	_, _ = w.Write(k.body.Bytes()) // fails only for a client that has gone
}

// Record asks a simulator for all that a sync asks, through the program's own
// client, so that the addresses are the same, and keeps the answers in the deck.
func (d *Deck) Record(ctx context.Context, sim *ninjasim.Sim) (*Tape, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the recording: %w", err)
	}
	rec := &recorder{to: sim.Handler(), tape: &Tape{answers: make(map[string][]answer)}}
	d.tapes = append(d.tapes, rec.tape)
	server := &http.Server{Handler: rec}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	err = askAll(ctx, "http://"+listener.Addr().String())
	closed := server.Shutdown(ctx)
	<-served // before rec.err is read
	if err := errors.Join(err, closed, rec.err); err != nil {
		return nil, fmt.Errorf("record pages: %w", err)
	}
	return rec.tape, nil
}

// askAll reads every listing to its end.
func askAll(ctx context.Context, url string) error {
	client, err := ninjaone.New(ninjaone.Config{
		BaseURL: url, AllowLoopback: true, Grant: ninjaone.ClientCredentials, ClientID: ninjasim.DefaultClientID,
		Secret: func(context.Context) (ninjaone.Secret, error) {
			return ninjaone.NewSecret(ninjasim.DefaultClientSecret), nil
		},
	})
	if err != nil {
		return err
	}
	source := ninjasource.New(client, ninjasource.Options{})
	for _, kind := range kinds {
		for _, err := range source.Pages(ctx, kind, "") {
			if err != nil && !errors.Is(err, poller.ErrNotOffered) {
				return fmt.Errorf("list %s: %w", kind, err)
			}
		}
	}
	return nil
}
