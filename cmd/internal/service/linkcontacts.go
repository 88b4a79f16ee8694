package service

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"coresync/domain"
	"coresync/domain/contactlink"
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

// linkedAtOnce is how many rows are carried out in one append: each comes to three events
// at most, a contact, its link and whom it is tied to.
const linkedAtOnce = eventstore.MaxChunk / 3

// Decide implements api.ContactLinks. Rows are carried out in few appends, each of which is
// written whole or not at all; what is wrong with a row leaves the others alone.
func (s contactLinks) Decide(ctx context.Context, c api.Command, rows []api.ContactLinkDecision) (api.ContactLinksWritten, error) {
	out := api.ContactLinksWritten{Rows: make([]api.ContactLinkResult, 0, len(rows))}
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New()
	}
	found, err := s.about(ctx, c.Tenant, rows)
	if err != nil {
		return out, err
	}
	newest, wrote := eventstore.Appended{Tenant: c.Tenant}, false
	for n, part := range parts(c.Tenant, rows) {
		part := linkPart{contactLinks: s, found: found, command: c, rows: part}
		if c.AppendID != uuid.Nil {
			part.command.AppendID = uuid.NewSHA1(c.AppendID, fmt.Appendf(nil, "links %d", n))
		}
		results, done, err := part.carryOut(ctx)
		if err != nil {
			return out, conflicts(err)
		}
		if done.Last > newest.Last {
			newest = done
		}
		out.Rows = append(out.Rows, results...)
		wrote, out.Replayed = wrote || done.Last != 0 && !done.Replayed, out.Replayed || done.Replayed
	}
	out.Replayed = out.Replayed && !wrote
	w, err := written(ctx, s.directoryWriter.log, newest, uuid.Nil, 0)
	if err != nil {
		return out, err
	}
	out.Position = w.Position
	out.Undo, err = undoOf(ctx, s.directoryWriter.log, c.Tenant, newest)
	return out, err
}

// parts cuts rows into those of one append: a part names nobody twice.
func parts(tenant uuid.UUID, rows []api.ContactLinkDecision) iter.Seq2[int, []api.ContactLinkDecision] {
	return func(yield func(int, []api.ContactLinkDecision) bool) {
		for n := 0; len(rows) > 0; n++ {
			size, met := 0, make(map[uuid.UUID]bool)
			for size < min(len(rows), linkedAtOnce) && !met[personRow(tenant, rows[size])] {
				met[personRow(tenant, rows[size])] = true
				size++
			}
			if !yield(n, rows[:size]) {
				return
			}
			rows = rows[size:]
		}
	}
}

// linkable are the people that rows are about, and the contacts that they name.
type linkable struct {
	offers   map[uuid.UUID]openedOffer
	contacts map[uuid.UUID]api.Contact
}

func (s contactLinks) about(ctx context.Context, tenant uuid.UUID, rows []api.ContactLinkDecision) (linkable, error) {
	about := linkable{offers: make(map[uuid.UUID]openedOffer, len(rows))}
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
			about.offers[o.ID] = o
			named = append(named, o.Suggested)
		}
		about.contacts, err = s.contacts(ctx, r, named)
		return err
	})
	return about, conflicts(err)
}

func personRow(tenant uuid.UUID, row api.ContactLinkDecision) uuid.UUID {
	return rowid.NinjaPerson(tenant, event.PersonSource(row.Source), row.Connection, row.PersonID)
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
