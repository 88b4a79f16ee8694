package ninjasim

import (
	"net/http"
	"sync"
	"time"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
)

// Sim is a simulated NinjaOne tenant. It is safe for concurrent use.
type Sim struct {
	cfg    Config
	oauth  *oauth.Server
	faults fault.Set
	mux    *http.ServeMux
	pace   pacer
	log    requestLog

	writers sync.Pool // of *wire.Writer

	mu      sync.RWMutex // guards world and what follows
	world   *fleet.World
	cursors map[string]*cursor
	counter uint64 // incidents, cursors, request ids
	struck  []struckDevice
}

// New makes a simulator. It panics when the configuration is one that
// Validate refuses: a test should not go on with half a set-up.
func New(cfg Config) *Sim {
	if err := cfg.Validate(); err != nil {
		panic("ninjasim: configuration: " + err.Error())
	}
	cfg = cfg.withDefaults()
	s := &Sim{cfg: cfg, cursors: map[string]*cursor{}}
	s.world = fleet.New(cfg.Seed, cfg.Start, fleet.Size{Devices: cfg.Devices, Orgs: cfg.Orgs, Users: cfg.Users})
	s.pace = pacer{limit: cfg.RateLimit, now: cfg.Clock}
	clients := append([]oauth.Client{{ID: cfg.ClientID, Secret: cfg.ClientSecret, RedirectURIs: cfg.RedirectURIs}}, cfg.Clients...)
	s.oauth = oauth.New(cfg.Seed, s.tokenClock(), authFaults{&s.faults}, clients...)
	s.routes()
	for _, spec := range cfg.Faults {
		if err := s.ArmFault(spec); err != nil {
			panic("ninjasim: configuration: " + err.Error())
		}
	}
	return s
}

// tokenClock chooses what tokens expire by: a test that moves the simulated time
// wants them to follow, a long-lived demonstration may not.
func (s *Sim) tokenClock() func() time.Time {
	if s.cfg.RealTimeTokens {
		return s.cfg.Clock
	}
	return s.Now
}

// Now is the simulated time.
func (s *Sim) Now() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.world.Now()
}

// Advance moves the simulated time by d. Then the volatile members of every
// device differ (lastContact, lastUpdate, free space, now and then the boot
// time, the order of addresses) and nothing else does.
func (s *Sim) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.Advance(d)
}

// authFaults tells the authorization server which of its faults are armed.
type authFaults struct{ set *fault.Set }

// RefuseOffline and the other three answer oauth.Behaviour.
func (a authFaults) RefuseOffline() bool { return a.set.Switch(fault.OfflineRefused) }
func (a authFaults) UnknownClient() bool { return a.set.Switch(fault.WrongRegion) }
func (a authFaults) RefreshDead() bool   { return a.set.Switch(fault.RefreshDead) }
func (a authFaults) KeepRefresh() bool   { return a.set.Switch(fault.RefreshKeep) }
