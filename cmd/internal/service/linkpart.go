package service

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coresync/adapters/importer"
	"coresync/domain"
	"coresync/domain/contactlink"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

// linkPart are the rows of one append.
type linkPart struct {
	contactLinks
	found   linkable
	command api.Command
	rows    []api.ContactLinkDecision
}

// carryOut decides and writes the rows. An error is the store's; what is wrong with a row
// is part of its result.
func (p linkPart) carryOut(ctx context.Context) ([]api.ContactLinkResult, eventstore.Appended, error) {
	const attempts = 3
	for attempt := 1; ; attempt++ {
		results, batch, at, err := p.plan(ctx)
		if err != nil {
			return nil, eventstore.Appended{}, err
		}
		outcomes, done, err := decide.Together(ctx, p.directoryWriter.log, contactLinkDecider, batch)
		var conflict *eventstore.VersionConflictError
		if errors.As(err, &conflict) && attempt < attempts {
			continue // a contact that was to be made was made meanwhile
		}
		if err != nil {
			return nil, done, err
		}
		for n, outcome := range outcomes {
			if err := p.tell(&results[at[n]], batch.Rows[n].Command, outcome); err != nil {
				return nil, done, err
			}
		}
		return results, done, nil
	}
}

// plan turns rows into commands; at are the places of those that make one.
func (p linkPart) plan(ctx context.Context) (results []api.ContactLinkResult, batch decide.Batch[any], at []int, err error) {
	batch = decide.Batch[any]{Tenant: p.command.Tenant, Actor: p.command.Actor, ID: p.command.AppendID, Correlation: p.command.Correlation}
	contacts, err := p.heads(ctx)
	if err != nil {
		return nil, batch, nil, err
	}
	results = make([]api.ContactLinkResult, len(p.rows))
	for i, row := range p.rows {
		o, there := p.found.offers[personRow(batch.Tenant, row)]
		results[i] = api.ContactLinkResult{Connection: row.Connection, Source: row.Source, PersonID: row.PersonID, Version: o.Version}
		planned := decide.Row[any]{Stream: event.ContactLinkStream(event.PersonSource(row.Source), row.Connection, row.PersonID), Version: row.ExpectedVersion}
		err := error(domain.NotFound("person"))
		if there {
			err = p.order(ctx, &planned, row, o, contacts)
		}
		var refusal *domain.Error
		switch {
		case errors.As(err, &refusal):
			results[i].Outcome, results[i].Code, results[i].Message = "refused", refusal.Reason, faultsOf(refusal)
			continue
		case err != nil:
			return nil, batch, nil, err
		}
		batch.Rows, at = append(batch.Rows, planned), append(at, i)
	}
	return results, batch, at, nil
}

// order gives a row its command, and with it the contact that is to be made.
func (p linkPart) order(ctx context.Context, planned *decide.Row[any], row api.ContactLinkDecision, o openedOffer, contacts map[string]eventstore.StreamHead) error {
	person := contactlink.Person{Connection: row.Connection, Source: event.PersonSource(row.Source), ID: row.PersonID}
	link := contactlink.Link{Person: person}
	var err error
	switch row.Action {
	case "ignore":
		planned.Command = contactlink.Ignore{Person: person}
		return nil
	case "unlink":
		planned.Command = contactlink.Unlink{Person: person}
		return nil
	case "create":
		link.Created = true
		link.Contact, err = p.create(ctx, planned, row, o, contacts)
	default:
		link.Contact, err = p.known(row, o)
	}
	planned.Command, planned.Also = link, subjectOf(o, link.Contact)
	return err
}

// known is the contact that a person is linked to.
func (p linkPart) known(row api.ContactLinkDecision, o openedOffer) (uuid.UUID, error) {
	id := o.Suggested
	if row.Contact != nil {
		id = *row.Contact
	}
	contact, known := p.found.contacts[id]
	switch {
	case id == uuid.Nil:
		return id, &domain.Error{Code: domain.CodeConflict, Reason: "no_suggestion", Message: "No contact has this e-mail address. Choose one, or create it."}
	case !known:
		return id, domain.NotFound("contact")
	case contact.Customer.ID != o.Offer.Customer:
		return id, &domain.Error{Code: domain.CodeConflict, Reason: "other_customer",
			Message: "This contact belongs to another customer than the person's organization. Choose one of that customer."}
	}
	return id, nil
}

// made is the external id of the contact that is made for a person.
func made(row api.ContactLinkDecision) string {
	return fmt.Sprintf("ninjaone-%s-%s-%d", row.Source, row.Connection, row.PersonID)
}

// heads are those of the streams of contacts that are to be made, and of their customers.
func (p linkPart) heads(ctx context.Context) (map[string]eventstore.StreamHead, error) {
	var streams []string
	for _, row := range p.rows {
		if row.Action == "create" {
			streams = append(streams, event.ContactStream(directory.ID(p.command.Tenant, directory.Contacts, made(row))),
				event.CustomerStream(p.found.offers[personRow(p.command.Tenant, row)].Offer.Customer))
		}
	}
	if len(streams) == 0 {
		return nil, nil
	}
	return p.directoryWriter.log.Streams(ctx, p.command.Tenant, streams)
}

// create plans the contact for a person, once: one that is there is left as it is.
func (p linkPart) create(ctx context.Context, planned *decide.Row[any], row api.ContactLinkDecision, o openedOffer, heads map[string]eventstore.StreamHead) (uuid.UUID, error) {
	customer := o.Offer.Customer
	switch {
	case customer == uuid.Nil:
		return uuid.Nil, &domain.Error{Code: domain.CodeConflict, Reason: "organization_unmapped",
			Message: "The person's organization belongs to no customer. Map it first."}
	case o.erased():
		return uuid.Nil, &domain.Error{Code: domain.CodeConflict, Reason: "person_erased", Message: "This person was erased; nothing can be taken over."}
	case len(heads[event.CustomerStream(customer)].Tag) == 0:
		return uuid.Nil, &domain.Error{Code: domain.CodeConflict, Reason: "customer_removed",
			Message: "The customer of the person's organization was removed. Map the organization to another one first."}
	}
	external := made(row)
	id := directory.ID(p.command.Tenant, directory.Contacts, external)
	head, was := heads[event.ContactStream(id)]
	if len(head.Tag) > 0 {
		return id, nil
	}
	e, err := p.contact(ctx, id, external, o)
	if err != nil {
		return id, err
	}
	planned.First = []event.New{e}
	planned.Expect = map[string]eventstore.Expected{e.Stream: eventstore.NoStream()}
	if was { // it ended, and may begin again
		planned.Expect[e.Stream] = eventstore.Exact(head.Version)
	}
	return id, nil
}

// contact is the event that makes the contact.
func (p linkPart) contact(ctx context.Context, id uuid.UUID, external string, o openedOffer) (e event.New, err error) {
	name, email := o.name(), strings.ToLower(strings.TrimSpace(o.person.Email.Text()))
	if name == "" {
		name = email
	}
	recorded := &event.ContactRecorded{
		ID: id, ExternalID: external, Customer: o.Offer.Customer, Name: personal(id, name), Email: personal(id, email),
		Phone: personal(id, o.person.Phone.Text()), EmailDomain: event.MailDomain(email),
	}
	if err := p.check(ctx, p.command.Tenant, recorded, nil); err != nil {
		return e, err
	}
	tagger, err := p.directoryWriter.log.Sealer().Tagger(ctx, p.command.Tenant)
	if err != nil {
		return e, err
	}
	e = event.New{Stream: event.ContactStream(id), Payload: recorded, TagVersion: importer.TagVersion}
	e.Tag, err = importer.ChangeTag(tagger, recorded)
	return e, err
}

// tell says in a row's result what became of it.
func (p linkPart) tell(result *api.ContactLinkResult, command any, outcome decide.Outcome) error {
	var conflict *eventstore.VersionConflictError
	switch {
	case errors.As(outcome.Err, &conflict):
		result.Outcome, result.Code, result.Version = "conflict", "version_conflict", conflict.Got
		result.Message = "Somebody else decided about this person in between. Look at it again and decide again."
	case errors.Is(outcome.Err, decide.ErrLeft):
		result.Outcome, result.Code, result.Version = "refused", "left_before", outcome.Version
		result.Message = "This request was carried out before and left this person as it was. Decide again."
	case outcome.Err != nil:
		return outcome.Err
	case !outcome.Changed:
		result.Outcome, result.Version = "unchanged", outcome.Version
	default:
		result.Outcome, result.Version = "saved", outcome.Version
		if link, is := command.(contactlink.Link); is {
			o := p.found.offers[personRow(p.command.Tenant, api.ContactLinkDecision{Connection: result.Connection, Source: result.Source, PersonID: result.PersonID})]
			result.Contact = &api.ContactRef{ID: link.Contact, Name: o.name(), Email: o.person.Email.Text()}
			if ref := refOf(p.found.contacts, link.Contact); ref != nil {
				result.Contact = ref
			}
		}
	}
	return nil
}
