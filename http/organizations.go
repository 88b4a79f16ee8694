package http

import (
	"fmt"
	"net/http"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// organizationPage is a page and how many organizations there are of each status.
type organizationPage struct {
	page[api.Organization]
	Counts api.OrganizationCounts `json:"counts"`
}

func (s *Server) listOrganizations(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	filter := api.OrganizationFilter{Connection: r.id("connection"), Status: r.text("status")}
	found, err := s.services.Organizations.List(r.Context(), scope, filter, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Suggestions)
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, organizationPage{page: p, Counts: found.Data.Counts})
}

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
	out := mappingsSaved{Rows: done.Rows, Position: done.Position, Replayed: done.Replayed}
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

// mappings reads a batch whose rows make sense: a customer belongs to "map" alone,
// and no organization is decided twice.
func (r *request) mappings() (mappingBatch, error) {
	var batch mappingBatch
	if err := r.decode(&batch); err != nil {
		return batch, err
	}
	var faults []domain.Fault
	type key struct {
		connection   uuid.UUID
		organization int64
	}
	seen := map[key]int{}
	for i, row := range batch.Rows {
		at := fmt.Sprintf("/rows/%d", i)
		switch {
		case row.Action == "map" && row.Customer == nil:
			faults = append(faults, domain.Fault{Pointer: at + "/customer", Code: "required", Message: "Name the customer to map to."})
		case row.Action != "map" && row.Customer != nil:
			faults = append(faults, domain.Fault{Pointer: at + "/customer", Code: "not_allowed", Message: "Only the action map has a customer."})
		}
		k := key{row.Connection, row.OrganizationID}
		if first, twice := seen[k]; twice {
			faults = append(faults, domain.Fault{Pointer: at, Code: "repeated",
				Message: fmt.Sprintf("Row %d decides the same organization. Keep one of them.", first)})
			continue
		}
		seen[k] = i
	}
	return batch, domain.Invalid(faults)
}
