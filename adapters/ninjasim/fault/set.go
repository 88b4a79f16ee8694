package fault

import (
	"path"
	"strings"
	"sync"
)

// Set is the faults that are armed. It is safe for concurrent use.
type Set struct {
	mu    sync.Mutex
	armed []*Fault
}

// Fired is what strikes one request: argument by name.
type Fired map[string]string

// Arm adds a fault.
func (s *Set) Arm(f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = append(s.armed, f)
}

// Clear removes all faults and gives those that were armed.
func (s *Set) Clear() []*Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.armed
	s.armed = nil
	return was
}

// Specs lists the faults that are armed.
func (s *Set) Specs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, 0, len(s.armed))
	for _, f := range s.armed {
		out = append(out, f.Spec)
	}
	return out
}

// Request asks which faults strike a request to the API. First says that the
// request begins a listing.
func (s *Set) Request(route string, first bool) Fired {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.armed) == 0 {
		return nil
	}
	fired := Fired{}
	for _, f := range s.armed {
		if f.strikes(route, first) {
			fired[f.Name] = f.Argument
		}
	}
	s.drop()
	return fired
}

// Switch asks about a fault that isn't tied to a request of the API.
func (s *Set) Switch(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.armed {
		if f.Name == name && f.strikes("", true) {
			s.drop()
			return true
		}
	}
	return false
}

// drop forgets the faults that are used up.
func (s *Set) drop() {
	live := s.armed[:0]
	for _, f := range s.armed {
		if f.Times != 0 {
			live = append(live, f)
		}
	}
	s.armed = live
}

// strikes counts a request and says whether the fault plays on it. Pages are
// counted anew with each request that begins a listing.
func (f *Fault) strikes(route string, first bool) bool {
	if f.Times == 0 || route != "" && !matches(f.Route, route) || route != "" && f.isSwitch() {
		return false
	}
	if first {
		f.page = 0
	}
	f.page++
	f.seen++
	if f.seen <= f.After || f.Page != 0 && f.page != f.Page && (!f.kind.onward || f.page < f.Page) {
		return false
	}
	if f.Times > 0 {
		f.Times--
	}
	return true
}

// isSwitch says whether the fault concerns the authorization server.
func (f *Fault) isSwitch() bool {
	switch f.Name {
	case RefreshDead, RefreshKeep, WrongRegion, OfflineRefused:
		return true
	}
	return false
}

// matches compares a path with a pattern in which * stands for any part.
func matches(pattern, route string) bool {
	if pattern == "" {
		return true
	}
	if ok, err := path.Match(pattern, route); err == nil && ok {
		return true
	}
	prefix, open := strings.CutSuffix(pattern, "*")
	return open && strings.HasPrefix(route, prefix)
}
