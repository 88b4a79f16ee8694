package web

import (
	"net/url"
	"time"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// fewDevices is how many devices the card of a ticket shows at first (TIC-02).
const fewDevices = 5

// ticketView is a ticket with what its customer has.
type ticketView struct {
	api.Ticket
	Seen []api.TicketDevice // what the card shows
	// How many of each the customer has; nil: the person may not see them.
	Assets, Contacts, Contracts, Tickets *int64
}

func (s *Site) ticket() []Route {
	return []Route{{"page.ticket", get, "/tickets/{id}", permission.TicketsView, s.Services.Tickets != nil && s.Services.TicketDevices != nil, s.showTicket}}
}

func (s *Site) showTicket(r *Request) error {
	id, err := r.pathID("id", "ticket")
	if err != nil {
		return err
	}
	found, err := s.Services.Tickets.Get(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	devices, err := s.Services.TicketDevices.Of(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	t := ticketView{Ticket: found.Data, Seen: devices.Data}
	if err := s.countOf(r, &t); err != nil {
		return err
	}
	return r.page(t.Number, "tickets", func(v *view) page { return ticketPage(v, &t) })
}

// countOf counts what the customer has (PRE-03).
func (s *Site) countOf(r *Request, t *ticketView) error {
	has, customer := s.Services, t.Customer.ID
	one := func(by string) api.List { return api.List{Limit: 1, Sort: api.Sort{By: by}} }
	if has.Assets != nil && r.may(permission.AssetsView) {
		found, err := has.Assets.List(r.Context(), r.then(), api.AssetFilter{Customers: []uuid.UUID{customer}}, one("name"))
		if err != nil {
			return err
		}
		t.Assets = found.Data.Total
	}
	if has.Contracts != nil && r.may(permission.AssetsView) {
		found, err := has.Contracts.List(r.Context(), r.then(), api.ContractFilter{Customer: customer}, one("name"))
		if err != nil {
			return err
		}
		t.Contracts = found.Data.Total
	}
	if has.Contacts != nil {
		found, err := has.Contacts.List(r.Context(), r.then(), api.ContactFilter{Customer: customer}, one("customer"))
		if err != nil {
			return err
		}
		t.Contacts = found.Data.Total
	}
	found, err := has.Tickets.List(r.Context(), r.then(), api.TicketFilter{Customer: customer}, one("number"))
	t.Tickets = found.Data.Total
	return err
}

// connectivityOf shows whether a device is online: grey where that is too old to count.
func connectivityOf(v *view, d api.TicketDevice) tone {
	switch {
	case d.MissingSince != nil:
		return tone{"Gone", "device-unknown", "secondary"}
	case d.Stale:
		return tone{"Unknown", "help", "secondary"}
	case d.Connectivity == "online":
		return tone{"Online", "wifi", "green"}
	case d.Connectivity == "offline" && d.LastContact != nil && v.Now.Sub(*d.LastContact) > 7*24*time.Hour:
		return tone{"Offline", "wifi-off", "orange"}
	case d.Connectivity == "offline":
		return tone{"Offline", "wifi-off", "secondary"}
	}
	return tone{"Not monitored", "help", "secondary"}
}

// hostOf is where a link leads, to be seen before it is followed.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return ""
}
