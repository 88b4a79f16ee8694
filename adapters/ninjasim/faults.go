package ninjasim

import (
	"fmt"
	"strconv"
	"strings"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/fleet"
)

// struckDevice is a device whose members a fault replaced.
type struckDevice struct{ id int }

// ArmFault arms a fault; package fault has the grammar.
func (s *Sim) ArmFault(spec string) error {
	f, err := fault.Parse(spec)
	if err != nil {
		return err
	}
	if path, value := deviceFault(f); path != nil {
		if err := s.strikeDevice(f.Device, path, value); err != nil {
			return fmt.Errorf("fault %q: %w", spec, err)
		}
	}
	s.faults.Arm(f)
	return nil
}

// deviceFault gives the member that a fault replaces, nil for other faults.
func deviceFault(f *fault.Fault) (path []string, value []byte) {
	switch f.Name {
	case fault.UnknownClass:
		return []string{"nodeClass"}, []byte(strconv.Quote(f.Argument))
	case fault.HugeDevice:
		n, err := strconv.Atoi(f.Argument)
		if err != nil {
			return nil, nil
		}
		return []string{"notes"}, []byte(`[{"text":"` + strings.Repeat("all work and no play ", n/21+1)[:n] + `"}]`)
	case fault.InvalidUTF8:
		return []string{"systemName"}, []byte("\"PC-\xff\xfe\xc3(-01\"")
	case fault.NULBytes:
		if f.Argument == "raw" {
			return []string{"systemName"}, []byte("\"PC-\x00-01\"")
		}
		return []string{"systemName"}, []byte(`"PC-\u0000-01"`)
	}
	return nil, nil
}

// strikeDevice replaces a member of a device, the first approved one when id
// is 0.
func (s *Sim) strikeDevice(id int, path []string, value []byte) error {
	return s.change(func(w *fleet.World) error {
		if id == 0 {
			w.Scan(0, func(_ int, row fleet.Row) bool {
				id = row.ID
				return row.Status != fleet.Approved
			})
		}
		if err := w.SetRaw(id, path, value); err != nil {
			return err
		}
		s.struck = append(s.struck, struckDevice{id})
		return nil
	})
}

// ClearFaults disarms all faults; devices that faults had spoilt are whole
// again.
func (s *Sim) ClearFaults() {
	s.faults.Clear()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.struck {
		s.world.ClearRaw(d.id)
	}
	s.struck = nil
}

// Faults lists the specs of the faults that are armed.
func (s *Sim) Faults() []string { return s.faults.Specs() }
