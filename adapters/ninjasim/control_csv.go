package ninjasim

import (
	"encoding/csv"
	"net/http"
	"strings"
)

// csvRoutes serve the PSA's list as files that "coresync import" reads.
func (s *Sim) csvRoutes() {
	s.csvRoute("customers", []string{"external_id", "name", "number", "domains", "city"}, func(c *Customer, row func(...string)) {
		row(c.ExternalID, c.Name, c.Number, strings.Join(c.Domains, ","), c.City)
	})
	s.csvRoute("contacts", []string{"external_id", "customer_external_id", "name", "email", "phone"}, func(c *Customer, row func(...string)) {
		for _, k := range c.Contacts {
			row(k.ExternalID, k.CustomerExternalID, k.Name, k.Email, k.Phone)
		}
	})
	s.csvRoute("contracts", []string{"external_id", "customer_external_id", "name", "start", "end"}, func(c *Customer, row func(...string)) {
		for _, k := range c.Contracts {
			row(k.ExternalID, k.CustomerExternalID, k.Name, k.Start, k.End)
		}
	})
	s.csvRoute("tickets", []string{"external_id", "customer_external_id", "contact_external_id", "number", "subject", "status"},
		func(c *Customer, row func(...string)) {
			for _, k := range c.Tickets {
				row(k.ExternalID, k.CustomerExternalID, k.ContactExternalID, k.Number, k.Subject, k.Status)
			}
		})
}

// csvRoute serves one list. The header is always there, also over no rows, so
// that an importer recognises the columns.
func (s *Sim) csvRoute(name string, header []string, rows func(c *Customer, row func(...string))) {
	s.mux.HandleFunc("GET /sim/"+name+".csv", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		out := csv.NewWriter(w)
		write := func(cells ...string) { _ = out.Write(cells) } // fails only when the client has gone
		write(header...)
		for _, c := range s.Customers() {
			rows(&c, write)
		}
		out.Flush()
	})
}
