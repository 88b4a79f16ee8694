package service

import (
	"context"

	"coresync/domain"
	"coresync/domain/assignment"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// Actions of a decision about who uses an asset.
const (
	actionApply    = "apply"
	actionAssign   = "assign"
	actionUnassign = "unassign"
	actionSkip     = "skip"
	actionNever    = "never"
	actionReopen   = "reopen"
)

var assignmentDecider = decide.Decider[assignment.State, any]{Evolve: assignment.Evolve, Decide: assignment.Decide}

// batch is what the rows of a request are held against: the read models as one snapshot
// has them.
type batch struct {
	suggestions map[uuid.UUID]suggestion.Suggestion
	contacts    map[uuid.UUID]api.Contact
}

// Decide implements api.Associations. Rows are written in a few appends.
func (s associations) Decide(ctx context.Context, c api.Command, rows []api.AssociationDecision) (api.AssociationsWritten, error) {
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New()
	}
	b, err := s.batch(ctx, c.Tenant, rows)
	if err != nil {
		return api.AssociationsWritten{}, err
	}
	results := make([]api.AssociationResult, 0, len(rows))
	newest, replayed := eventstore.Appended{Tenant: c.Tenant}, len(rows) > 0
	for n := 0; len(rows) > 0; n++ {
		part := ofOneAppend(rows)
		rows = rows[len(part):]
		told, done, err := s.decidePart(ctx, c, partID(c, n), b, part)
		if err != nil {
			return api.AssociationsWritten{}, conflicts(err)
		}
		if done.Last > newest.Last {
			newest = done
		}
		replayed = replayed && done.Replayed
		results = append(results, told...)
	}
	w, err := written(ctx, s.log, newest, uuid.Nil, 0)
	if err != nil {
		return api.AssociationsWritten{}, err
	}
	undo, err := undoOf(ctx, s.log, c.Tenant, newest)
	return api.AssociationsWritten{Rows: results, Position: w.Position, Replayed: replayed, Undo: undo}, err
}

func (s associations) batch(ctx context.Context, tenant uuid.UUID, rows []api.AssociationDecision) (b batch, err error) {
	assets := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		assets[i] = row.Asset
	}
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		if b.suggestions, err = s.suggestionsOf(ctx, r, assets); err != nil {
			return err
		}
		var ids []uuid.UUID
		for _, row := range rows {
			if row.Contact != nil {
				ids = append(ids, *row.Contact)
			}
			ids = append(ids, b.suggestions[row.Asset].Suggested, b.suggestions[row.Asset].Contact)
		}
		b.contacts, err = s.contacts(ctx, r, ids)
		return err
	})
	return b, conflicts(err)
}

func refused(result api.AssociationResult, why *domain.Error) api.AssociationResult {
	result.Outcome, result.Code, result.Message = "refused", why.Reason, why.Message
	if why.Reason == "already_assigned" {
		result.Outcome = "conflict"
	}
	return result
}

// saved says what came of a row that was carried out.
func (b batch) saved(result api.AssociationResult, row api.AssociationDecision, now suggestion.Suggestion, version int64) api.AssociationResult {
	result.Outcome, result.Version = "saved", version
	if row.Action != actionApply && row.Action != actionAssign {
		return result
	}
	contact := b.contacts[chosen(row, now)]
	ref := contactRef(contact)
	result.Contact = &ref
	if now.Status == "available" {
		result.Notes = append(result.Notes, "The asset was available; it is in use now.")
	}
	if contact.Customer.ID != now.Customer {
		result.Notes = append(result.Notes, "The contact belongs to another customer, "+contact.Customer.Name+".")
	}
	return result
}

// chosen is the contact that a row is about: the one that it names, else the suggested one.
func chosen(row api.AssociationDecision, now suggestion.Suggestion) uuid.UUID {
	if row.Contact != nil {
		return *row.Contact
	}
	return now.Suggested
}

// maxApplied bounds what one ApplyHigh takes on.
const maxApplied = 5000

// ApplyHigh implements api.Associations. Each asset is expected as the list has it, so
// that nobody's decision of the same moment is lost.
func (s associations) ApplyHigh(ctx context.Context, c api.Command, f api.AssociationFilter) (all api.AssociationsWritten, err error) {
	all.Rows = []api.AssociationResult{}
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New() // all batches are one save
	}
	filter := suggestion.Filter{Customer: f.Customer, Connection: f.Connection, States: []suggestion.State{suggestion.High}}
	var rows []api.AssociationDecision
	page := query.Page{Limit: query.MaxLimit}
	err = projections.Read(ctx, s.pool, c.Tenant, s.now(), func(r *projections.Reading) error {
		for len(rows) < maxApplied {
			found, err := suggestion.List(ctx, r, s.now(), filter, page)
			if err != nil {
				return err
			}
			for _, row := range found.Items {
				rows = append(rows, api.AssociationDecision{Asset: row.Asset, Action: actionApply, Contact: &row.Suggested, ExpectedVersion: row.Version})
			}
			if page.After = found.Next; page.After == nil {
				return nil
			}
		}
		all.More = true
		return nil
	})
	if err != nil {
		return all, conflicts(err)
	}
	for at := 0; ; at += query.MaxLimit {
		part := rows[min(at, len(rows)):min(at+query.MaxLimit, len(rows))]
		done, err := s.Decide(ctx, c, part)
		if err != nil {
			return all, err
		}
		all.Rows, all.Position, all.Replayed = append(all.Rows, done.Rows...), done.Position, done.Replayed
		if done.Undo != nil {
			all.Undo = done.Undo
		}
		if at+query.MaxLimit >= len(rows) {
			return all, nil
		}
	}
}
