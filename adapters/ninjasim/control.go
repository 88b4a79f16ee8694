package ninjasim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/wire"
)

// order is the body of a control request; each route reads the members that
// it needs.
type order struct {
	By             string    `json:"by"`
	Name           string    `json:"name"`
	Login          string    `json:"login"`
	Serial         string    `json:"serial"`
	Member         string    `json:"member"`
	Raw            string    `json:"raw"`
	Fault          string    `json:"fault"`
	Class          string    `json:"class"`
	Maker          string    `json:"maker"`
	Model          string    `json:"model"`
	Status         string    `json:"status"`
	IDs            []int     `json:"ids"`
	OrganizationID int       `json:"organizationId"`
	LocationID     int       `json:"locationId"`
	UserID         int       `json:"userId"`
	Offline        bool      `json:"offline"`
	Enabled        bool      `json:"enabled"`
	Start          time.Time `json:"start"`
	End            time.Time `json:"end"`
	Fulfilled      time.Time `json:"fulfilled"`
}

// control is a control route: id is that of the path, 0 if it has none. What
// it returns is sent as JSON.
type control func(s *Sim, id int, o order) (any, error)

// newID is the answer of a route that makes something.
type newID struct {
	ID int `json:"id"`
}

// do makes a control of a mutation without an answer.
func do(f func(s *Sim, id int, o order) error) control {
	return func(s *Sim, id int, o order) (any, error) { return nil, f(s, id, o) }
}

// controls are the routes under /sim/ that take and give JSON.
var controls = map[string]control{
	"GET /sim/state":          func(s *Sim, _ int, _ order) (any, error) { return s.state(), nil },
	"POST /sim/advance":       advance,
	"GET /sim/requests":       func(s *Sim, _ int, _ order) (any, error) { return s.Requests(), nil },
	"DELETE /sim/requests":    do(func(s *Sim, _ int, _ order) error { s.log.clear(); return nil }),
	"GET /sim/faults":         func(s *Sim, _ int, _ order) (any, error) { return s.Faults(), nil },
	"POST /sim/faults":        do(func(s *Sim, _ int, o order) error { return s.ArmFault(o.Fault) }),
	"DELETE /sim/faults":      do(func(s *Sim, _ int, _ order) error { s.ClearFaults(); return nil }),
	"POST /sim/tokens/expire": do(func(s *Sim, _ int, _ order) error { s.oauth.ExpireAll(); return nil }),
	"POST /sim/tokens/revoke": do(func(s *Sim, _ int, _ order) error { s.oauth.RevokeAll(); return nil }),
	"GET /sim/customers":      func(s *Sim, _ int, _ order) (any, error) { return s.Customers(), nil },
}

// controlRoutes wires everything under /sim/. An unknown route answers with the
// list of those that there are, which is what somebody who mistyped one needs.
func (s *Sim) controlRoutes() {
	for _, set := range []map[string]control{controls, deviceControls, structureControls} {
		for pattern, f := range set {
			s.mux.HandleFunc(pattern, s.controlled(f))
		}
	}
	s.mux.HandleFunc("GET /sim/devices", s.allDevices)
	s.csvRoutes()
	s.mux.HandleFunc("/sim/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/sim/" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, "control routes:\n")
		for _, set := range []map[string]control{controls, deviceControls, structureControls} {
			for _, p := range slices.Sorted(maps.Keys(set)) {
				_, _ = io.WriteString(w, p+"\n")
			}
		}
	})
}

// controlled reads id and body, runs the control and answers.
func (s *Sim) controlled(f control) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := s.runControl(f, w, r)
		status := http.StatusOK
		switch {
		case errors.Is(err, ErrNotFound):
			status = http.StatusNotFound
		case err != nil:
			status = http.StatusBadRequest
		}
		if err != nil {
			answer = struct {
				Error string `json:"error"`
			}{err.Error()}
		}
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer) // fails only when the client has gone
	}
}

// runControl reads the id of the path and the body, which may be missing. Bodies
// may be large, because a raw member may be.
func (s *Sim) runControl(f control, w http.ResponseWriter, r *http.Request) (any, error) {
	id := 0
	if text := r.PathValue("id"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("id %q: %w", text, ErrNotFound)
		}
		id = n
	}
	var o order
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<20))
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &o)
	}
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	return f(s, id, o)
}

// advance moves the simulated time. It only goes forward: a client is entitled
// to dates that never go back.
func advance(s *Sim, _ int, o order) (any, error) {
	d, err := time.ParseDuration(o.By)
	if err != nil || d <= 0 {
		return nil, fmt.Errorf(`advance by %q: give a duration such as {"by":"1h30m"}: %w`, o.By, ErrInvalid)
	}
	s.Advance(d)
	return s.state(), nil
}

// state is what a person wants to know first.
func (s *Sim) state() any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return struct {
		Now           time.Time `json:"now"`
		Seed          uint64    `json:"seed"`
		Devices       int       `json:"devices"`
		Organizations int       `json:"organizations"`
		Faults        []string  `json:"faults"`
	}{s.world.Now(), s.cfg.Seed, s.world.Len(), len(s.world.Organizations()), s.faults.Specs()}
}

// allDevices serves GET /sim/devices: every device of every approval status,
// with all references, and no paging.
func (s *Sim) allDevices(w http.ResponseWriter, _ *http.Request) {
	var out wire.Writer
	var d fleet.Device
	s.mu.RLock()
	out.Array()
	s.world.Scan(0, func(i int, _ fleet.Row) bool {
		s.world.Describe(i, &d, fleet.Full)
		wire.Device(&out, &d, true, wire.ExpandOrganization|wire.ExpandLocation|wire.ExpandWarranty|wire.ExpandAssignedOwner, s.world)
		return true
	})
	out.Close()
	s.mu.RUnlock()
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(out.Bytes())
}
