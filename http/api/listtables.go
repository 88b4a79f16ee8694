package api

import (
	"strings"

	"coresync/domain/spreadsheet"
)

// AssociationHead are the headings of a table of devices with who may use them.
func AssociationHead() []string {
	return []string{"Device", "Customer", "Category", "Last user", "Last logon", "Days seen", "Of days", "State", "Suggested contact", "E-mail", "Percent", "Reason", "Assigned to", "Id"}
}

// AssociationCells are a device with who may use it as a row.
func AssociationCells(s ContactSuggestion) []any {
	user, contact, mail, percent, reason, assigned := s.Username, "", "", any(nil), s.Reason, ""
	if s.UserErased {
		user = erased
	}
	if c := s.Suggested; c != nil {
		contact, mail, percent, reason = c.Contact.word(), c.Contact.Email, int64(c.Percent), c.Reason
	}
	if s.Assigned != nil {
		assigned = s.Assigned.word()
	}
	return []any{s.Asset.Name, s.Customer.name(), s.Category, user, spreadsheet.Moment(s.LastLogonAt), int64(s.SeenDays), int64(s.SeenOf), StatusWord(s.State),
		contact, mail, percent, reason, assigned, s.Asset.ID.String()}
}

// erased stands for a person of whom nothing is known any more.
const erased = "Erased"

func (c ContactRef) word() string {
	if c.Erased {
		return erased
	}
	return c.Name
}

// OrganizationHead are the headings of a table of organizations with their customers.
func OrganizationHead() []string {
	return []string{"Organization", "Status", "Customer", "Suggested", "Score", "Why", "Devices", "Locations", "Decided at", "Id"}
}

// OrganizationCells are an organization with its customer as a row.
func OrganizationCells(o Organization) []any {
	status, score := StatusWord(o.Status), any(nil)
	if o.Status == "mapped" && o.Source != "saved" {
		status += " (auto)"
	}
	if o.Vanished {
		status += ", gone"
	}
	for _, s := range o.Suggestions {
		if o.Suggested != nil && s.Customer.ID == o.Suggested.ID {
			score = int64(s.Score)
		}
	}
	return []any{o.Name, status, o.Customer.name(), o.Suggested.name(), score, o.Evidence, int64(o.Devices), int64(o.Locations), spreadsheet.Moment(o.DecidedAt), o.OrganizationID}
}

// LocationHead are the headings of a table of locations.
func LocationHead() []string {
	return []string{"Location", "Organization", "Status", "Customer", "Devices", "Decided at", "Id"}
}

// LocationCells are a location as a row.
func LocationCells(l Location) []any {
	status := StatusWord(l.Status)
	if l.Status == "organization" {
		status = "As its organization"
	}
	if l.Vanished {
		status += ", gone"
	}
	return []any{l.Name, l.OrganizationName, status, l.Customer.name(), int64(l.Devices), spreadsheet.Moment(l.DecidedAt), l.LocationID}
}

// DifferenceHead are the headings of a table of what is not the same at two moments.
func DifferenceHead() []string { return []string{"Kind", "Name", "Field", "Before", "After", "Id"} }

// DifferenceCells are a row for each field that is not the same.
func DifferenceCells(d Difference) (rows [][]any) {
	for _, f := range d.Fields {
		rows = append(rows, []any{d.Kind, d.Name, f.Field, f.Old, f.New, d.ID.String()})
	}
	return rows
}

// DuplicateHead are the headings of a table of questions about assets.
func DuplicateHead() []string {
	return []string{"Asset", "Customer", "Serial number", "Question", "Other assets", "Reason", "Last contact", "Id"}
}

// QuestionCells are a question about an asset as a row.
func QuestionCells(a Asset, q Question) []any {
	var others []string
	for _, o := range q.Others {
		others = append(others, o.Name)
	}
	return []any{a.Name, a.Customer.name(), a.SerialNumber, StatusWord(q.Kind), strings.Join(others, ", "), q.Reason, spreadsheet.Moment(a.LastContact), a.ID.String()}
}

// CustomerHead are the headings of a table of customers.
func CustomerHead() []string {
	return []string{"Name", "Number", "Domains", "City", "Assets", "External id", "Id"}
}

// CustomerCells are a customer as a row.
func CustomerCells(c Customer) []any {
	return []any{c.Name, c.Number, strings.Join(c.Domains, " "), c.City, int64(c.Assets), c.ExternalID, c.ID.String()}
}

// ContactHead are the headings of a table of contacts.
func ContactHead() []string {
	return []string{"Name", "Customer", "E-mail", "Phone", "External id", "Id"}
}

// ContactCells are a contact as a row.
func ContactCells(c Contact) []any {
	name := c.Name
	if c.Erased {
		name = erased
	}
	return []any{name, c.Customer.Name, c.Email, c.Phone, c.ExternalID, c.ID.String()}
}

// ContractHead are the headings of a table of contracts.
func ContractHead() []string {
	return []string{"Name", "Customer", "Start", "End", "External id", "Id"}
}

// ContractCells are a contract as a row.
func ContractCells(c Contract) []any {
	return []any{c.Name, c.Customer.Name, spreadsheet.Day(c.Start), spreadsheet.Day(c.End), c.ExternalID, c.ID.String()}
}

// TicketHead are the headings of a table of tickets.
func TicketHead() []string {
	return []string{"Number", "Subject", "Status", "Customer", "Contact", "External id", "Id"}
}

// TicketCells are a ticket as a row.
func TicketCells(t Ticket) []any {
	return []any{t.Number, t.Subject, StatusWord(t.Status), t.Customer.Name, t.Contact.name(), t.ExternalID, t.ID.String()}
}
