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
	answers map[string][]answer // by address and query, in the order in which they came
	paths   []string            // of good answers, in the order in which they were asked for
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

// add keeps an answer behind those that the address had before: the pages of a
// report are all asked for by one cursor.
func (t *Tape) add(address string, a answer) error {
	body, err := offHeap(a.body)
	if err != nil {
		return err
	}
	a.body = body
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answers[address] = append(t.answers[address], a)
	t.bytes += len(body)
	if a.status == http.StatusOK {
		t.paths = append(t.paths, address)
	}
	return nil
}

// free gives the memory back.
func (t *Tape) free() (err error) {
	for _, all := range t.answers {
		for _, a := range all {
			if len(a.body) > 0 {
				err = errors.Join(err, syscall.Munmap(a.body))
			}
		}
	}
	return err
}

// play is a tape that is being served.
type play struct {
	tape *Tape

	mu     sync.Mutex
	served map[string]int // how often an address was answered
}

// next is what the address is answered now; the last answer is repeated.
func (p *play) next(address string) (answer, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.tape.answers[address]
	if len(all) == 0 {
		return answer{}, false
	}
	n := p.served[address]
	p.served[address]++
	return all[min(n, len(all)-1)], true
}

// Deck serves tapes from memory on the loopback interface.
type Deck struct {
	URL string

	play   atomic.Pointer[play]
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

// Insert makes a tape the one that is served, from its beginning.
func (d *Deck) Insert(t *Tape) { d.play.Store(&play{tape: t, served: make(map[string]int)}) }

// ServeHTTP implements http.Handler.
func (d *Deck) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := token, true
	if r.URL.Path != tokenPath {
		a, ok = d.play.Load().next(r.URL.RequestURI())
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
		err = errors.Join(err, t.free())
	}
	return err
}
