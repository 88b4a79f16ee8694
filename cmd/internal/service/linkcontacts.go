package service

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coresync/domain"
	"coresync/domain/contactlink"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

var contactLinkDecider = decide.Decider[contactlink.State, any]{Evolve: contactlink.Evolve, Decide: contactlink.Decide}

// Decide implements api.ContactLinks. Rows are carried out one after the other, since
// two of them may be about one contact.
func (s contactLinks) Decide(ctx context.Context, c api.Command, rows []api.ContactLinkDecision) (api.ContactLinksWritten, error) {
	out := api.ContactLinksWritten{Rows: make([]api.ContactLinkResult, len(rows)), Replayed: len(rows) > 0}
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New()
	}
	offers, contacts, err := s.about(ctx, c.Tenant, rows)
	if err != nil {
		return out, err
	}
	newest := eventstore.Appended{Tenant: c.Tenant}
	for i, row := range rows {
		offer, there := offers[personRow(c.Tenant, row)]
		result, done, err := s.decideOne(ctx, c, row, offer, there, contacts)
		if err != nil {
			return out, conflicts(err)
		}
		if done.Last > newest.Last {
			newest = done
		}
		out.Rows[i], out.Replayed = result, out.Replayed && done.Replayed
	}
	w, err := written(ctx, s.directoryWriter.log, newest, uuid.Nil, 0)
	if err != nil {
		return out, err
	}
	out.Position = w.Position
	out.Undo, err = undoOf(ctx, s.directoryWriter.log, c.Tenant, newest)
	return out, err
}

func (s contactLinks) about(ctx context.Context, tenant uuid.UUID, rows []api.ContactLinkDecision) (map[uuid.UUID]openedOffer, map[uuid.UUID]api.Contact, error) {
	offers := make(map[uuid.UUID]openedOffer, len(rows))
	var contacts map[uuid.UUID]api.Contact
	err := projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		var ids, named []uuid.UUID
		for _, row := range rows {
			ids = append(ids, personRow(tenant, row))
			if row.Contact != nil {
				named = append(named, *row.Contact)
			}
		}
		found, err := s.offers(ctx, r, suggestion.OfferFilter{IDs: ids}, query.Page{Limit: query.MaxLimit})
		if err != nil {
			return err
		}
		for _, o := range found.Items {
			offers[o.ID] = o
			named = append(named, o.Suggested)
		}
		contacts, err = s.contacts(ctx, r, named)
		return err
	})
	return offers, contacts, conflicts(err)
}

func personRow(tenant uuid.UUID, row api.ContactLinkDecision) uuid.UUID {
	return rowid.NinjaPerson(tenant, event.PersonSource(row.Source), row.Connection, row.PersonID)
}

// decideOne carries out one row. An error is the store's; what is wrong with the row is
// part of the result.
func (s contactLinks) decideOne(ctx context.Context, c api.Command, row api.ContactLinkDecision, o openedOffer, there bool, contacts map[uuid.UUID]api.Contact) (api.ContactLinkResult, eventstore.Appended, error) {
	result := api.ContactLinkResult{Connection: row.Connection, Source: row.Source, PersonID: row.PersonID, Version: o.Version}
	stream := event.ContactLinkStream(event.PersonSource(row.Source), row.Connection, row.PersonID)
	request := decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Correlation: c.Correlation, Version: row.ExpectedVersion,
	}
	if c.AppendID != uuid.Nil {
		request.ID = uuid.NewSHA1(c.AppendID, []byte(stream))
	}
	var refusal *domain.Error
	err := error(domain.NotFound("person"))
	if there {
		request.Command, err = s.command(ctx, c, row, o, contacts)
	}
	if link, is := request.Command.(contactlink.Link); is {
		request.Also = subjectOf(o, link.Contact)
	}
	var done eventstore.Appended
	if err == nil {
		done, err = decide.Handle(ctx, s.directoryWriter.log, contactLinkDecider, request)
	}
	var conflict *eventstore.VersionConflictError
	switch {
	case errors.As(err, &conflict):
		result.Outcome, result.Code, result.Version = "conflict", "version_conflict", conflict.Got
		result.Message = "Somebody else decided about this person in between. Look at it again and decide again."
	case errors.As(err, &refusal):
		result.Outcome, result.Code, result.Message = "refused", refusal.Reason, faultsOf(refusal)
	case err != nil:
		return result, done, err
	case done.Last == 0:
		result.Outcome = "unchanged"
	default:
		result.Outcome, result.Version = "saved", max(done.Versions[stream], row.ExpectedVersion+1)
		if link, is := request.Command.(contactlink.Link); is {
			result.Contact = &api.ContactRef{ID: link.Contact, Name: o.name(), Email: o.person.Email.Text()}
			if ref := refOf(contacts, link.Contact); ref != nil {
				result.Contact = ref
			}
		}
	}
	return result, done, nil
}

// command turns a row into a command; a contact that is to be created is there then.
func (s contactLinks) command(ctx context.Context, c api.Command, row api.ContactLinkDecision, o openedOffer, contacts map[uuid.UUID]api.Contact) (any, error) {
	person := contactlink.Person{Connection: row.Connection, Source: event.PersonSource(row.Source), ID: row.PersonID}
	switch row.Action {
	case "ignore":
		return contactlink.Ignore{Person: person}, nil
	case "unlink":
		return contactlink.Unlink{Person: person}, nil
	case "create":
		id, err := s.createContact(ctx, c, person, o)
		return contactlink.Link{Person: person, Contact: id, Created: true}, err
	}
	id := o.Suggested
	if row.Contact != nil {
		id = *row.Contact
	}
	contact, known := contacts[id]
	switch {
	case id == uuid.Nil:
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "no_suggestion", Message: "No contact has this e-mail address. Choose one, or create it."}
	case !known:
		return nil, domain.NotFound("contact")
	case contact.Customer.ID != o.Offer.Customer:
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "other_customer",
			Message: "This contact belongs to another customer than the person's organization. Choose one of that customer."}
	}
	return contactlink.Link{Person: person, Contact: id}, nil
}

// createContact makes the contact for a person, once: one that is there is left as it is.
func (s contactLinks) createContact(ctx context.Context, c api.Command, p contactlink.Person, o openedOffer) (uuid.UUID, error) {
	switch {
	case o.Offer.Customer == uuid.Nil:
		return uuid.Nil, &domain.Error{Code: domain.CodeConflict, Reason: "organization_unmapped",
			Message: "The person's organization belongs to no customer. Map it first."}
	case o.erased():
		return uuid.Nil, &domain.Error{Code: domain.CodeConflict, Reason: "person_erased", Message: "This person was erased; nothing can be taken over."}
	}
	external := fmt.Sprintf("ninjaone-%s-%s-%d", p.Source, p.Connection, p.ID)
	id := directory.ID(c.Tenant, directory.Contacts, external)
	name, email := o.name(), strings.ToLower(strings.TrimSpace(o.person.Email.Text()))
	if name == "" {
		name = email
	}
	if c.AppendID != uuid.Nil {
		c.AppendID = uuid.NewSHA1(c.AppendID, []byte("create "+external))
	}
	_, err := s.create(ctx, c, directory.Contacts, id, &event.ContactRecorded{
		ID: id, ExternalID: external, Customer: o.Offer.Customer, Name: personal(id, name), Email: personal(id, email), Phone: personal(id, o.person.Phone.Text()), EmailDomain: event.MailDomain(email),
	}, customerRef(o.Offer.Customer))
	var taken *domain.Error
	if errors.As(err, &taken) && taken.Reason == "external_id_taken" {
		err = nil
	}
	return id, err
}

// subjectOf ties the person to the contact, so that who asks about one finds the other.
func subjectOf(o openedOffer, contact uuid.UUID) []event.New {
	subject := o.subject()
	if subject == uuid.Nil {
		return nil
	}
	return []event.New{{Stream: event.SubjectStream(subject), Payload: &event.SubjectLinked{Subject: subject, Contact: contact}}}
}

// faultsOf puts the faults of an input into one sentence.
func faultsOf(e *domain.Error) string {
	text := e.Message
	for _, f := range e.Fields {
		text += " " + strings.Trim(f.Pointer, "/") + " " + f.Message + "."
	}
	return text
}
