package service

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/adapters/importer"
	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/directory"
	"coresync/projections/query"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// mostTicketed bounds for how many devices tickets are made at once.
const mostTicketed = 500

// MakeTickets implements api.Replacements: a ticket a customer, in one append. The id of a
// ticket follows from its devices and the tickets that were about them before, so of two
// who make the same at once one is told.
func (s replacements) MakeTickets(ctx context.Context, c api.Command, assets []uuid.UUID) (made api.TicketsMade, err error) {
	if len(assets) == 0 || len(assets) > mostTicketed {
		return made, domain.Invalid([]domain.Fault{{Pointer: "/assets", Code: "range", Message: "choose 1 to " + strconv.Itoa(mostTicketed) + " devices"}})
	}
	currency, err := s.money(ctx, c.Tenant)
	if err != nil {
		return made, err
	}
	var items []api.Recommendation
	var before []read.Entry[read.Ticket]
	_, err = answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, report.LifeModels(), func(r *projections.Reading) (struct{}, error) {
		items, before, err = s.ticketed(ctx, r, c.Tenant, assets)
		return struct{}{}, err
	})
	if err != nil {
		return made, err
	}
	made.Tickets, made.Left = []api.TicketMade{}, []api.TicketLeft{}
	a := eventstore.Append{Tenant: c.Tenant, ID: c.AppendID, Actor: c.Actor, CorrelationID: c.Correlation, Expect: map[string]eventstore.Expected{}}
	for _, devices := range byCustomer(items) {
		fresh, older, left := sortOut(devices, before)
		made.Left = append(made.Left, left...)
		if len(fresh) == 0 {
			continue
		}
		ticket := replacementTicket(c.Tenant, fresh, older, currency)
		if err := s.record(ctx, c.Tenant, &a, ticket); err != nil {
			return made, err
		}
		made.Tickets = append(made.Tickets, madeOf(ticket, *fresh[0].Customer))
	}
	done := eventstore.Appended{Tenant: c.Tenant}
	if len(a.Events) > 0 {
		if done, err = s.customers.log.Append(ctx, a); err != nil {
			return made, conflicts(err)
		}
		done.Tenant = c.Tenant
	}
	w, err := written(ctx, s.customers.log, done, uuid.Nil, 0)
	made.Position = w.Position
	return made, err
}

// ticketed reads what policies say of devices, and the tickets of their customers that were
// made about devices. Error: what is no device, all of it.
func (s replacements) ticketed(ctx context.Context, r *projections.Reading, tenant uuid.UUID, assets []uuid.UUID) ([]api.Recommendation, []read.Entry[read.Ticket], error) {
	now, err := s.asked(ctx, r, api.Scope{Tenant: tenant})
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.list(ctx, r, now, api.RecommendationFilter{Assets: assets, Virtual: true}, query.Page{Whole: true, Sort: "name"})
	if err != nil {
		return nil, nil, err
	}
	var items []api.Recommendation
	var customers []uuid.UUID
	for _, row := range rows.Items {
		items = append(items, recommendation(row, now.today))
		customers = append(customers, row.Customer)
	}
	var faults []domain.Fault
	for i, id := range assets {
		if !slices.ContainsFunc(items, func(x api.Recommendation) bool { return x.Asset.ID == id }) {
			faults = append(faults, domain.Fault{Pointer: "/assets/" + strconv.Itoa(i), Code: "unknown", Message: "There is no such device, or it is retired."})
		}
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, nil, err
	}
	before, err := read.TicketsAboutDevices(ctx, r, customers)
	return items, before, err
}

// byCustomer groups devices, those without a customer last.
func byCustomer(items []api.Recommendation) [][]api.Recommendation {
	at := make(map[uuid.UUID]int)
	var all [][]api.Recommendation
	for _, x := range items {
		customer := uuid.Nil
		if x.Customer != nil {
			customer = x.Customer.ID
		}
		i, there := at[customer]
		if !there {
			i = len(all)
			at[customer], all = i, append(all, nil)
		}
		all[i] = append(all[i], x)
	}
	return all
}

// sortOut tells devices apart that nobody can be billed for, or that an open ticket is
// about already; older are the closed tickets about the others.
func sortOut(devices []api.Recommendation, before []read.Entry[read.Ticket]) (fresh []api.Recommendation, older []uuid.UUID, left []api.TicketLeft) {
	for _, x := range devices {
		if x.Customer == nil {
			left = append(left, api.TicketLeft{Asset: x.Asset, Reason: "no_customer"})
			continue
		}
		var open *api.Ref
		for _, t := range before {
			switch about := slices.ContainsFunc(t.Thing.Devices.Items, func(d event.TicketDevice) bool { return d.Asset == x.Asset.ID }); {
			case about && ticketClosed(t.Thing.Status):
				older = append(older, t.Thing.ID)
			case about:
				open = &api.Ref{ID: t.Thing.ID, Name: t.Thing.Number}
			}
		}
		if open != nil {
			left = append(left, api.TicketLeft{Asset: x.Asset, Reason: "open_ticket", Ticket: open})
			continue
		}
		fresh = append(fresh, x)
	}
	return fresh, older, left
}

// ticketClosed tells whether nobody works on a ticket any more. Each service desk has its
// own words; what is none of these is open.
func ticketClosed(status string) bool {
	return slices.Contains([]string{"closed", "resolved", "done", "completed", "cancelled", "canceled"}, strings.ToLower(strings.TrimSpace(status)))
}

// replacementTicket is a ticket about devices of one customer.
func replacementTicket(tenant uuid.UUID, devices []api.Recommendation, older []uuid.UUID, currency string) *event.TicketRecorded {
	t := &event.TicketRecorded{Customer: devices[0].Customer.ID, Status: "open", Currency: currency, Subject: replacementSubject(devices)}
	var made []uuid.UUID
	for _, x := range devices {
		made = append(made, x.Asset.ID)
		t.Devices = append(t.Devices, event.TicketDevice{
			Asset: x.Asset.ID, Name: x.Asset.Name, Category: x.Category, AgeMonths: x.AgeMonths, DueOn: x.DueOn, UnitCost: x.UnitCost,
		})
	}
	made = append(made, older...)
	slices.SortFunc(made, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	var all []byte
	for _, id := range slices.Compact(made) {
		all = append(all, id[:]...)
	}
	t.ExternalID = "replacement-" + uuid.NewSHA1(t.Customer, all).String()
	t.ID = directory.ID(tenant, directory.Tickets, t.ExternalID)
	t.Number = "R-" + strings.ToUpper(t.ID.String()[:8])
	return t
}

func replacementSubject(devices []api.Recommendation) string {
	if len(devices) == 1 {
		return "Replace " + devices[0].Asset.Name
	}
	return fmt.Sprintf("Replace %d devices", len(devices))
}

// record adds a ticket to an append. A second one of the same id is refused.
func (s replacements) record(ctx context.Context, tenant uuid.UUID, a *eventstore.Append, t *event.TicketRecorded) error {
	tagger, err := s.customers.log.Sealer().Tagger(ctx, tenant)
	if err != nil {
		return err
	}
	tag, err := importer.ChangeTag(tagger, t)
	if err != nil {
		return err
	}
	stream := event.TicketStream(t.ID)
	a.Events = append(a.Events, event.New{Stream: stream, Payload: t, Tag: tag, TagVersion: importer.TagVersion})
	a.Expect[stream] = eventstore.NoStream()
	return nil
}

func madeOf(t *event.TicketRecorded, customer api.Ref) api.TicketMade {
	m := api.TicketMade{Ticket: api.Ref{ID: t.ID, Name: t.Number}, Customer: customer, Devices: len(t.Devices)}
	for _, d := range t.Devices {
		if d.UnitCost != nil {
			m.Cost += *d.UnitCost
		}
	}
	return m
}
