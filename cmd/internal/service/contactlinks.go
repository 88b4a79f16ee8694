package service

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// contactLinks implements api.ContactLinks.
type contactLinks struct {
	directoryWriter
	associations
}

// List implements api.ContactLinks.
func (s contactLinks) List(ctx context.Context, scope api.Scope, f api.ContactOfferFilter, l api.List) (api.Answer[api.ContactOfferPage], error) {
	filter := offerFilter(f)
	return answer(ctx, s.reads, scope, suggestion.Models(), func(r *projections.Reading) (page api.ContactOfferPage, err error) {
		if page.Counts, err = offerCounts(ctx, r, filter, l.Q); err != nil {
			return page, err
		}
		found, err := s.offers(ctx, r, filter, asked(l))
		page.Items, page.Next, page.Total = make([]api.ContactOffer, len(found.Items)), found.Next, found.Total
		for i, o := range found.Items {
			page.Items[i] = o.view()
		}
		return page, err
	})
}

// Counts implements api.ContactLinks.
func (s contactLinks) Counts(ctx context.Context, scope api.Scope, f api.ContactOfferFilter) (api.Answer[api.ContactOfferCounts], error) {
	return answer(ctx, s.reads, scope, suggestion.Models(), func(r *projections.Reading) (api.ContactOfferCounts, error) {
		return offerCounts(ctx, r, offerFilter(f), "")
	})
}

func offerFilter(f api.ContactOfferFilter) suggestion.OfferFilter {
	filter := suggestion.OfferFilter{Connection: f.Connection, Customer: f.Customer, Suggested: f.Suggested, Created: f.Created}
	for _, state := range f.States {
		filter.States = append(filter.States, suggestion.OfferState(state))
	}
	return filter
}

func offerCounts(ctx context.Context, r *projections.Reading, f suggestion.OfferFilter, q string) (api.ContactOfferCounts, error) {
	n, err := suggestion.CountOffers(ctx, r, f, q)
	return api.ContactOfferCounts{Offered: n.Offered, Suggested: n.Suggested, Linked: n.Linked, Created: n.Created, Ignored: n.Ignored, Unmapped: n.Unmapped}, err
}

// openedOffer is a person in NinjaOne with clear names.
type openedOffer struct {
	suggestion.Offer
	person           *event.UserObserved
	suggested, known *api.ContactRef
}

// offers reads and opens people and the contacts that they may be.
func (s contactLinks) offers(ctx context.Context, r *projections.Reading, f suggestion.OfferFilter, p query.Page) (query.Result[openedOffer], error) {
	found, err := suggestion.Offers(ctx, r, f, p)
	opened := query.Result[openedOffer]{Next: found.Next, Total: found.Total}
	if err != nil {
		return opened, err
	}
	var contacts, ids []uuid.UUID
	var sealed []event.Payload
	for _, o := range found.Items {
		// Contacts and accounts are sealed under the same paths, each for its own event.
		e := &event.UserObserved{}
		for member, raw := range map[*event.Personal][]byte{&e.FirstName: o.FirstName, &e.LastName: o.LastName, &e.Email: o.Email, &e.Phone: o.Phone} {
			if len(raw) == 0 {
				continue
			}
			if err := member.UnmarshalJSON(raw); err != nil {
				return opened, fmt.Errorf("open person %s: %w", o.ID, err)
			}
		}
		contacts, ids, sealed = append(contacts, o.Suggested, o.Known), append(ids, o.Event), append(sealed, e)
		opened.Items = append(opened.Items, openedOffer{Offer: o, person: e})
	}
	if err := s.people.sealer.Open(ctx, r.Tenant, ids, sealed); err != nil {
		return opened, fmt.Errorf("open %d people: %w", len(ids), err)
	}
	named, err := s.contacts(ctx, r, contacts)
	for i := range opened.Items {
		o := &opened.Items[i]
		o.suggested, o.known = refOf(named, o.Suggested), refOf(named, o.Known)
	}
	return opened, err
}

func refOf(contacts map[uuid.UUID]api.Contact, id uuid.UUID) *api.ContactRef {
	contact, there := contacts[id]
	if !there {
		return nil
	}
	ref := contactRef(contact)
	return &ref
}

func (o openedOffer) name() string {
	return strings.TrimSpace(o.person.FirstName.Text() + " " + o.person.LastName.Text())
}

// subject is whom the person is sealed for; zero: nothing personal is known.
func (o openedOffer) subject() uuid.UUID {
	for _, member := range []*event.Personal{&o.person.FirstName, &o.person.LastName, &o.person.Email} {
		if member.Subject != uuid.Nil {
			return member.Subject
		}
	}
	return uuid.Nil
}

func (o openedOffer) erased() bool {
	return o.person.FirstName.Erased() || o.person.LastName.Erased() || o.person.Email.Erased()
}

func (o openedOffer) view() api.ContactOffer {
	view := api.ContactOffer{
		Connection: o.Connection, Source: o.Source, PersonID: o.PersonID, Name: o.name(),
		Email: o.person.Email.Text(), Phone: o.person.Phone.Text(), Erased: o.erased(), Organization: o.OrganizationName,
		State: string(o.State), Contact: o.known, Created: o.Created && o.known != nil,
		DecidedAt: when(o.LinkedAt), DecidedBy: o.LinkedBy, Version: o.Version,
	}
	if o.State == suggestion.Offered {
		view.Suggested = o.suggested
	}
	if o.CustomerName != "" {
		view.Customer = &api.Ref{ID: o.Offer.Customer, Name: o.CustomerName}
	}
	return view
}
