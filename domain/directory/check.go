package directory

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"coresync/domain/event"
)

// Check finds what is wrong with an entity that is to be recorded, whoever made
// it: a file, a person, a program. Columns are the names of its members.
func Check(p event.Payload) []Fault {
	var c checker
	switch p := p.(type) {
	case *event.CustomerRecorded:
		c.texts("external_id", p.ExternalID, "name", p.Name)
		c.optional("number", p.Number, "city", p.City)
		for _, d := range p.Domains {
			if !strings.Contains(d, ".") || strings.ContainsAny(d, "/@: ") || d != strings.ToLower(d) {
				c.fault("domains", d+" is not an e-mail domain")
			}
		}
	case *event.ContactRecorded:
		c.texts("external_id", p.ExternalID, "name", p.Name.Text())
		c.optional("email", p.Email.Text(), "phone", p.Phone.Text())
		c.email("email", p.Email.Text())
	case *event.ContractRecorded:
		c.texts("external_id", p.ExternalID, "name", p.Name)
		c.period(p.Start, p.End)
	case *event.TicketRecorded:
		c.texts("external_id", p.ExternalID, "number", p.Number)
		c.optional("subject", p.Subject, "status", p.Status)
	case *event.ManualAssetRecorded:
		c.texts("external_id", p.ExternalID, "name", p.Name)
		c.optional("manufacturer", p.Manufacturer, "model", p.Model, "serial_number", p.SerialNumber,
			"category", p.Category, "notes", p.Notes)
		if p.Status != "" && !slices.Contains(AssetStatuses, p.Status) {
			c.fault("status", "is none of "+strings.Join(AssetStatuses, ", "))
		}
		c.date("purchased_on", p.PurchasedOn)
		c.date("warranty_end", p.WarrantyEnd)
	case *event.WarrantyRecorded:
		c.texts("external_id", p.ExternalID, "end", p.End)
		c.optional("name", p.Name)
		c.period(p.Start, p.End)
	}
	return c.faults
}

type checker struct{ faults []Fault }

func (c *checker) fault(column, message string) {
	c.faults = append(c.faults, Fault{Column: column, Message: message})
}

// texts checks values that must be there, given as name and value in turn.
func (c *checker) texts(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			c.fault(pairs[i], "is missing")
		}
	}
	c.optional(pairs...)
}

func (c *checker) optional(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		switch {
		case !utf8.ValidString(value):
			c.fault(name, "is not UTF-8; save the file as UTF-8")
		case strings.ContainsRune(value, 0):
			c.fault(name, "has a NUL character")
		case len(value) > maxField:
			c.fault(name, "is longer than 1000 bytes")
		}
	}
}

func (c *checker) email(name, value string) {
	if value == "" {
		return
	}
	if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
		c.fault(name, "is not an e-mail address")
	}
}

// date checks a date that may be left out.
func (c *checker) date(name, value string) bool {
	if value == "" {
		return true
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil || value < "0001-01-02" {
		c.fault(name, "is not a date like 2026-12-31")
		return false
	}
	return true
}

func (c *checker) period(start, end string) {
	dates := true
	for _, d := range [][2]string{{"start", start}, {"end", end}} {
		dates = c.date(d[0], d[1]) && dates
	}
	if dates && start != "" && end != "" && end < start {
		c.fault("end", "is before the start")
	}
}
