package http

import (
	"fmt"
	"net/http"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// contactOfferPage adds how many people there are in each state.
type contactOfferPage struct {
	page[api.ContactOffer]
	Counts api.ContactOfferCounts `json:"counts"`
}

func (s *Server) listContactLinks(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.ContactLinks.List(r.Context(), scope, api.ContactOfferFilter{
		Connection: r.id("connection"), Customer: r.id("customer"), States: r.texts("state"),
		Suggested: r.flag("suggested"), Created: r.choice("created"),
	}, list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, contactOfferPage{page: p, Counts: found.Data.Counts})
}

// linkBatch is the body of decisions about people in NinjaOne.
type linkBatch struct {
	Rows []api.ContactLinkDecision `json:"rows"`
}

// linksSaved is the answer to it.
type linksSaved struct {
	Rows      []api.ContactLinkResult `json:"rows"`
	Saved     int                     `json:"saved"`
	Unchanged int                     `json:"unchanged"`
	Conflicts int                     `json:"conflicts"`
	Refused   int                     `json:"refused"`
	Position  api.Position            `json:"position"`
	Replayed  bool                    `json:"replayed"`
	Undo      *uuid.UUID              `json:"undo,omitempty"`
}

func (s *Server) decideContactLinks(w http.ResponseWriter, r *request) error {
	var body linkBatch
	if err := r.decode(&body); err != nil {
		return err
	}
	if err := checkLinks(body.Rows); err != nil {
		return err
	}
	done, err := s.services.ContactLinks.Decide(r.Context(), r.command(), body.Rows)
	if err != nil {
		return err
	}
	out := linksSaved{Rows: done.Rows, Position: done.Position, Replayed: done.Replayed, Undo: done.Undo}
	filled(&out.Rows)
	for _, row := range out.Rows {
		switch row.Outcome {
		case "saved":
			out.Saved++
		case "unchanged":
			out.Unchanged++
		case "conflict":
			out.Conflicts++
		case "refused":
			out.Refused++
		}
	}
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, out)
}

// checkLinks refuses a batch that decides about a person twice, or names a contact for
// what needs none.
func checkLinks(rows []api.ContactLinkDecision) error {
	type key struct {
		connection uuid.UUID
		source     string
		person     int64
	}
	seen := make(map[key]int, len(rows))
	var faults []domain.Fault
	for i, row := range rows {
		k := key{row.Connection, row.Source, row.PersonID}
		if first, twice := seen[k]; twice {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/rows/%d", i), Code: "repeated",
				Message: fmt.Sprintf("Row %d decides about the same person. Keep one of them.", first)})
			continue
		}
		seen[k] = i
		if row.Contact != nil && row.Action != "link" {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/rows/%d/contact", i), Code: "not_allowed", Message: "Only link takes a contact."})
		}
	}
	return domain.Invalid(faults)
}
