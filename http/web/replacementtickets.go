package web

import (
	"fmt"
	"strings"

	"coresync/http/api"
)

// ticketReplacements makes tickets about the ticked devices, one a customer (screen 5.12).
func (s *Site) ticketReplacements(r *Request) error {
	back, assets := r.backToList(), r.ids("pick")
	if len(assets) == 0 {
		return r.done(back, "No device was selected.")
	}
	made, err := s.Services.Replacements.MakeTickets(r.Context(), r.command(), assets)
	if wrong := faultsOf(err); wrong != nil {
		return r.done(back, "No ticket was made. Somebody may have made it just now: load the page again.")
	}
	if err == nil {
		err = s.awaitPosition(r, made.Position)
	}
	if err != nil {
		return err
	}
	return r.done(back, ticketsSaid(made))
}

// fewTickets is how many tickets a sentence names.
const fewTickets = 5

// ticketsSaid says what was made, and what was left out and why.
func ticketsSaid(made api.TicketsMade) string {
	said := "No ticket was made."
	if n := len(made.Tickets); n > 0 {
		var names []string
		for _, t := range made.Tickets[:min(n, fewTickets)] {
			names = append(names, t.Ticket.Name+" ("+t.Customer.Name+", "+plural(t.Devices, "device", "devices")+")")
		}
		if n > fewTickets {
			names = append(names, fmt.Sprintf("%d more", n-fewTickets))
		}
		said = plural(n, "ticket was made: ", "tickets were made: ") + strings.Join(names, ", ") + "."
	}
	var open []string
	without := 0
	for _, x := range made.Left {
		if x.Ticket == nil {
			without++
		} else if name := x.Asset.Name + " in " + x.Ticket.Name; len(open) < fewTickets {
			open = append(open, name)
		}
	}
	if n := len(made.Left) - without; n > 0 {
		said += " " + plural(n, "device has", "devices have") + " an open ticket already: " + strings.Join(open, ", ")
		if n > len(open) {
			said += ", …"
		}
		said += "."
	}
	if without > 0 {
		said += " " + plural(without, "device has", "devices have") + " no customer."
	}
	return said
}

// quoteReplacements answers with quote lines for the ticked devices.
func (s *Site) quoteReplacements(r *Request) error {
	format, f := r.field("format"), api.RecommendationFilter{Assets: r.ids("pick"), Virtual: true}
	if len(f.Assets) == 0 {
		return r.done(r.backToList(), "No device was selected.")
	}
	return r.answerFile(s.Services.Replacements.Export(r.Context(), r.scope(), api.ExportQuote, f, api.Sort{By: "customer"}, api.DefaultQuarters, format))
}
