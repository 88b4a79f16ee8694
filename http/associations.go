package http

import (
	"fmt"
	"net/http"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// associationPage is a page and how many devices there are in each state.
type associationPage struct {
	page[api.ContactSuggestion]
	Counts  map[string]int64 `json:"counts"`
	Matched api.Position     `json:"matched_position"`
}

func (s *Server) listSuggestions(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Associations.List(r.Context(), scope, api.AssociationFilter{
		Customer: r.id("customer"), Connection: r.id("connection"), States: r.texts("state"),
		Unassigned: r.flag("unassigned"), Contact: r.id("contact"),
	}, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Candidates)
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, associationPage{page: p, Counts: found.Data.Counts, Matched: found.Data.Matched})
}

// associationsSaved is the answer to a batch of decisions.
type associationsSaved struct {
	Rows      []api.AssociationResult `json:"rows"`
	Saved     int                     `json:"saved"`
	Unchanged int                     `json:"unchanged"`
	Conflicts int                     `json:"conflicts"`
	Refused   int                     `json:"refused"`
	More      bool                    `json:"more"`
	Position  api.Position            `json:"position"`
	Replayed  bool                    `json:"replayed"`
	Undo      *uuid.UUID              `json:"undo,omitempty"`
}

func (r *request) writeAssociations(w http.ResponseWriter, done api.AssociationsWritten) error {
	out := associationsSaved{Rows: done.Rows, More: done.More, Position: done.Position, Replayed: done.Replayed, Undo: done.Undo}
	filled(&out.Rows)
	for i, row := range out.Rows {
		filled(&out.Rows[i].Notes)
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

// decisionBatch is the body of decisions about suggestions.
type decisionBatch struct {
	Rows []api.AssociationDecision `json:"rows"`
}

// decideSuggestions applies, skips or ends suggestions row by row (CON-14).
func (s *Server) decideSuggestions(w http.ResponseWriter, r *request) error {
	var body decisionBatch
	if err := r.decode(&body); err != nil {
		return err
	}
	return s.decide(w, r, body.Rows)
}

// highBatch says whose suggestions are applied; nil: everybody's.
type highBatch struct {
	Customer   *uuid.UUID `json:"customer"`
	Connection *uuid.UUID `json:"connection"`
}

// applyHighSuggestions applies all suggestions of 80 % and above (CON-15).
func (s *Server) applyHighSuggestions(w http.ResponseWriter, r *request) error {
	var body highBatch
	if err := r.decode(&body); err != nil {
		return err
	}
	var only api.AssociationFilter
	if body.Customer != nil {
		only.Customer = *body.Customer
	}
	if body.Connection != nil {
		only.Connection = *body.Connection
	}
	done, err := s.services.Associations.ApplyHigh(r.Context(), r.command(), only)
	if err != nil {
		return err
	}
	return r.writeAssociations(w, done)
}

// assignmentBatch assigns assets to a contact each, or all to one (ASG-02, ASG-03).
type assignmentBatch struct {
	Contact *uuid.UUID      `json:"contact"` // of every row that names none
	Rows    []assignmentRow `json:"rows"`
}

type assignmentRow struct {
	Asset           uuid.UUID  `json:"asset"`
	Contact         *uuid.UUID `json:"contact"`
	Unassign        bool       `json:"unassign"`
	OtherCustomer   bool       `json:"other_customer"`
	Replace         bool       `json:"replace"`
	ExpectedVersion int64      `json:"expected_version"`
}

func (s *Server) assign(w http.ResponseWriter, r *request) error {
	var body assignmentBatch
	if err := r.decode(&body); err != nil {
		return err
	}
	rows := make([]api.AssociationDecision, len(body.Rows))
	var faults []domain.Fault
	for i, row := range body.Rows {
		rows[i] = api.AssociationDecision{
			Asset: row.Asset, Action: "assign", Contact: row.Contact, OtherCustomer: row.OtherCustomer,
			Replace: row.Replace, ExpectedVersion: row.ExpectedVersion,
		}
		switch {
		case row.Unassign && row.Contact != nil:
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/rows/%d/contact", i), Code: "not_allowed", Message: "Who takes an asset back names no contact."})
		case row.Unassign:
			rows[i].Action = "unassign"
		case row.Contact == nil && body.Contact == nil:
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/rows/%d/contact", i), Code: "required", Message: "Choose a contact."})
		case row.Contact == nil:
			rows[i].Contact = body.Contact
		}
	}
	if err := domain.Invalid(faults); err != nil {
		return err
	}
	return s.decide(w, r, rows)
}

// decide refuses a batch that decides about an asset twice, and carries it out.
func (s *Server) decide(w http.ResponseWriter, r *request, rows []api.AssociationDecision) error {
	var faults []domain.Fault
	seen := make(map[uuid.UUID]int, len(rows))
	for i, row := range rows {
		if first, twice := seen[row.Asset]; twice {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/rows/%d", i), Code: "repeated",
				Message: fmt.Sprintf("Row %d decides about the same asset. Keep one of them.", first)})
			continue
		}
		seen[row.Asset] = i
		if row.Contact != nil && row.Action != "apply" && row.Action != "assign" {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/rows/%d/contact", i), Code: "not_allowed", Message: "Only apply takes a contact."})
		}
	}
	if err := domain.Invalid(faults); err != nil {
		return err
	}
	done, err := s.services.Associations.Decide(r.Context(), r.command(), rows)
	if err != nil {
		return err
	}
	return r.writeAssociations(w, done)
}
