package http

import (
	"fmt"
	"net/http"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// mappingBatch is the body of PUT and of the preview.
type mappingBatch struct {
	Rows []api.Mapping `json:"rows"`
}

// mappingsSaved is the answer to PUT; Conflicts and Refused count rows that were not saved.
type mappingsSaved struct {
	Rows      []api.MappingResult `json:"rows"`
	Saved     int                 `json:"saved"`
	Conflicts int                 `json:"conflicts"`
	Refused   int                 `json:"refused"`
	Position  api.Position        `json:"position"`
	Replayed  bool                `json:"replayed"`
	Undo      *uuid.UUID          `json:"undo,omitempty"`
}

func (s *Server) putMappings(w http.ResponseWriter, r *request) error {
	batch, err := r.mappings()
	if err != nil {
		return err
	}
	done, err := s.services.Organizations.Map(r.Context(), r.command(), batch.Rows)
	if err != nil {
		return err
	}
	out := mappingsSaved{Rows: done.Rows, Position: done.Position, Replayed: done.Replayed, Undo: done.Undo}
	for _, row := range done.Rows {
		switch row.Outcome {
		case "saved":
			out.Saved++
		case "conflict":
			out.Conflicts++
		case "refused":
			out.Refused++
		}
	}
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, out)
}

// mappingEffects is the answer of the preview; Assets counts all that would move.
type mappingEffects struct {
	Rows   []api.MappingEffect `json:"rows"`
	Assets int                 `json:"assets"`
}

func (s *Server) previewMappings(w http.ResponseWriter, r *request) error {
	batch, err := r.mappings()
	if err != nil {
		return err
	}
	found, err := s.services.Organizations.Preview(r.Context(), api.Scope{Tenant: r.who.Tenant}, batch.Rows)
	if err != nil {
		return err
	}
	out := mappingEffects{Rows: found.Data}
	filled(&out.Rows)
	for _, row := range out.Rows {
		out.Assets += row.Assets
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, out)
}

// mappings reads a batch whose rows make sense: each has the customer that its action
// needs, and nothing is decided twice.
func (r *request) mappings() (mappingBatch, error) {
	var batch mappingBatch
	if err := r.decode(&batch); err != nil {
		return batch, err
	}
	var faults []domain.Fault
	type key struct {
		connection             uuid.UUID
		organization, location int64
	}
	seen := map[key]int{}
	for i, row := range batch.Rows {
		at := fmt.Sprintf("/rows/%d", i)
		faults = append(faults, mappingFaults(at, row)...)
		k := key{row.Connection, row.OrganizationID, row.LocationID}
		if first, twice := seen[k]; twice {
			faults = append(faults, domain.Fault{Pointer: at, Code: "repeated",
				Message: fmt.Sprintf("Row %d decides the same. Keep one of them.", first)})
			continue
		}
		seen[k] = i
	}
	return batch, domain.Invalid(faults)
}

// mappingFaults finds what is wrong with a row by itself.
func mappingFaults(at string, row api.Mapping) (faults []domain.Fault) {
	fault := func(member, code, message string) {
		faults = append(faults, domain.Fault{Pointer: at + member, Code: code, Message: message})
	}
	if (row.OrganizationID == 0) == (row.LocationID == 0) {
		fault("", "one_of", "Name either an organization or a location.")
	}
	switch row.Action {
	case "map", "reject":
		if row.Customer == nil {
			fault("/customer", "required", "Name the customer.")
		}
	case "ignore", "unmap":
		if row.Customer != nil {
			fault("/customer", "not_allowed", "This action has no customer.")
		}
	}
	if row.LocationID != 0 && (row.Action == "confirm" || row.Action == "reject") {
		fault("/action", "not_allowed", "Nothing is suggested for a location: map, ignore or unmap it.")
	}
	return faults
}
