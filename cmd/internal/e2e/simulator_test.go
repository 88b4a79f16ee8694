package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/fleet"

	"github.com/stretchr/testify/require"
)

// simulator is a simulated NinjaOne behind a listener of its own, which remembers
// every token that it issued.
type simulator struct {
	*ninjasim.Sim
	URL string

	mu     sync.Mutex
	tokens []string
}

// simulate starts a simulator that ends with the test.
func simulate(t *testing.T, cfg ninjasim.Config) *simulator {
	t.Helper()
	cfg.RealTimeTokens = true
	s := &simulator{Sim: ninjasim.New(cfg)}
	server := httptest.NewServer(s.remembering(t, s.Handler()))
	t.Cleanup(func() {
		s.ClearFaults()
		server.Close()
	})
	s.URL = server.URL
	return s
}

// remembering keeps what the token endpoint answers.
func (s *simulator) remembering(t *testing.T, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/oauth/token") {
			handler.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		var issued struct {
			Access  string `json:"access_token"`
			Refresh string `json:"refresh_token"`
		}
		if answer.Code == http.StatusOK {
			if err := json.Unmarshal(answer.Body.Bytes(), &issued); err != nil {
				t.Errorf("token answer: %v", err)
			}
		}
		s.mu.Lock()
		for _, token := range []string{issued.Access, issued.Refresh} {
			if token != "" {
				s.tokens = append(s.tokens, token)
			}
		}
		s.mu.Unlock()
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // the client may have gone
	})
}

// issued lists the tokens so far.
func (s *simulator) issued() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tokens)
}

// arm arms faults.
func (s *simulator) arm(t testing.TB, specs ...string) {
	t.Helper()
	for _, spec := range specs {
		require.NoError(t, s.ArmFault(spec))
	}
}

// approved are the devices that listings show.
func (s *simulator) approved() []ninjasim.Device {
	var devices []ninjasim.Device
	for _, d := range s.Devices() {
		if d.Status == fleet.Approved {
			devices = append(devices, d)
		}
	}
	return devices
}
