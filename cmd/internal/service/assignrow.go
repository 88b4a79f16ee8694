package service

import (
	"coresync/domain"
	"coresync/domain/assignment"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// command turns a row into a command, or says what is wrong with it.
func (b batch) command(row api.AssociationDecision, now suggestion.Suggestion) (any, []event.New, *domain.Error) {
	switch row.Action {
	case actionUnassign:
		return assignment.Unassign{Asset: now.Asset, Held: now.Contact}, nil, nil
	case actionSkip:
		return assignment.Skip{Asset: now.Asset, User: now.LastUser()}, nil, nil
	case actionNever:
		return assignment.Never{Asset: now.Asset}, nil, nil
	case actionReopen:
		return assignment.Reopen{Asset: now.Asset}, nil, nil
	case actionApply, actionAssign:
		return b.assign(row, now)
	}
	return nil, nil, &domain.Error{Code: domain.CodeInvalid, Reason: "unknown_action",
		Message: "Choose apply, assign, unassign, skip, never or reopen."}
}

// assign holds a choice against what is known: contacts offered are those of the
// asset's customer, and nobody is replaced silently.
func (b batch) assign(row api.AssociationDecision, now suggestion.Suggestion) (any, []event.New, *domain.Error) {
	id := chosen(row, now)
	contact, there := b.contacts[id]
	other := contact.Customer.ID != now.Customer
	switch {
	case id == uuid.Nil:
		return nil, nil, &domain.Error{Code: domain.CodeConflict, Reason: "no_suggestion",
			Message: "Nobody is suggested for this asset. Choose a contact."}
	case !there:
		return nil, nil, domain.NotFound("contact")
	case other && !row.OtherCustomer:
		return nil, nil, &domain.Error{Code: domain.CodeConflict, Reason: "other_customer",
			Message: "This contact belongs to another customer. Choose one of the asset's customer, or say that another one's is wanted."}
	}
	holder, held := b.contacts[now.Contact] // one that was removed holds nothing
	if held && holder.ID != id && !row.Replace {
		return nil, nil, &domain.Error{Code: domain.CodeConflict, Reason: "already_assigned",
			Message: "This asset is assigned to somebody else. Look at it, and say that it shall be replaced."}
	}
	command := assignment.Assign{Asset: now.Asset, Contact: id, Held: now.Contact, OtherCustomer: other, Replace: row.Replace || !held}
	var also []event.New
	for _, candidate := range now.Candidates {
		if candidate.Contact != id {
			continue
		}
		command.Suggestion = &event.SuggestionSeen{Percent: candidate.Percent, Form: candidate.Form, Rules: now.Rules}
		if user := now.LastUser(); user != uuid.Nil && candidate.Form != "owner" && candidate.Form != "owner-name" {
			also = []event.New{{Stream: event.SubjectStream(user), Payload: &event.SubjectLinked{Subject: user, Contact: id}}}
		}
	}
	return command, also, nil
}
