package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Tape is a recording of what NinjaOne answered to all that a sync asks.
type Tape struct {
	mu      sync.Mutex
	answers map[string]answer // by address and query
	paths   []string          // of good answers, in the order in which they were first asked
	bytes   int
}

type answer struct {
	status int
	kind   string // its media type
	body   []byte
}

// tokenPath is where an access token is asked for.
const tokenPath = "/ws/oauth/token"

// token is the answer there; a recording holds for ever.
var token = answer{http.StatusOK, "application/json",
	[]byte(`{"access_token":"recorded","token_type":"Bearer","expires_in":3600,"scope":"monitoring"}`)}

// offHeap keeps bytes where the collector does not see them: half a gigabyte of
// pages would else let both sides collect far more seldom than a program does that
// has no server within.
func offHeap(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	m, err := syscall.Mmap(-1, 0, len(b), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("memory for %d bytes: %w", len(b), err)
	}
	copy(m, b)
	return m, nil
}

// add keeps an answer, unless the address was answered before.
func (t *Tape) add(address string, a answer) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, there := t.answers[address]; there {
		return nil
	}
	body, err := offHeap(a.body)
	if err != nil {
		return err
	}
	a.body = body
	t.answers[address] = a
	t.bytes += len(body)
	if a.status == http.StatusOK {
		t.paths = append(t.paths, address)
	}
	return nil
}

func (t *Tape) at(address string) (answer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a, ok := t.answers[address]
	return a, ok
}

// Deck serves tapes from memory on the loopback interface.
type Deck struct {
	URL string

	tape   atomic.Pointer[Tape]
	server *http.Server
	served chan error
	tapes  []*Tape
}

// OpenDeck starts one without a tape.
func OpenDeck() (*Deck, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the recorded pages: %w", err)
	}
	d := &Deck{URL: "http://" + listener.Addr().String(), served: make(chan error, 1)}
	d.server = &http.Server{Handler: d, ReadHeaderTimeout: 10 * time.Second}
	go func() { d.served <- d.server.Serve(listener) }()
	return d, nil
}

// Insert makes a tape the one that is served.
func (d *Deck) Insert(t *Tape) { d.tape.Store(t) }

// ServeHTTP implements http.Handler.
func (d *Deck) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := token, true
	if r.URL.Path != tokenPath {
		a, ok = d.tape.Load().at(r.URL.RequestURI())
	}
	if !ok {
		http.Error(w, "not recorded: "+r.URL.RequestURI(), http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // fails only for a client that has gone
}

// Close ends the server and gives the tapes' memory back.
func (d *Deck) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := d.server.Shutdown(ctx)
	if served := <-d.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	for _, t := range d.tapes {
		for _, a := range t.answers {
			if len(a.body) > 0 {
				err = errors.Join(err, syscall.Munmap(a.body))
			}
		}
	}
	return err
}
