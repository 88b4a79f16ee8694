package web

import (
	"strconv"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/web/sheet"
)

// exportAssociation gives exactly the devices that the page lists, in its order (screen 5.10).
func (s *Site) exportAssociation(r *Request) error {
	format := sheet.Format(r.URL.Query().Get("format"))
	if format != sheet.CSV && format != sheet.XLSX {
		return domain.Invalid([]domain.Fault{{Pointer: "/?format", Code: "enum", Message: "Choose csv or xlsx."}})
	}
	a, list, err := s.associationListing(r)
	if err != nil {
		return err
	}
	list.Limit, list.After = exportPage, nil
	found, err := s.Services.Associations.List(r.Context(), r.then(), a.filter(), list)
	if err != nil {
		return err
	}
	h := r.W.Header()
	h.Set("Content-Type", format.ContentType())
	h.Set("Content-Disposition", `attachment; filename="contact-association-`+r.site.Now().UTC().Format(time.DateOnly)+"."+string(format)+`"`)
	h.Set("Coresync-Position", found.Position.String())
	out, err := sheet.New(format, r.W, "Contact association")
	if err == nil {
		err = out.Write([]string{"Device", "Customer", "Category", "Last user", "Last logon", "State", "Suggested contact", "E-mail", "Percent", "Reason", "Assigned to"})
	}
	for err == nil {
		for _, item := range found.Data.Items {
			if err := out.Write(associationCells(item)); err != nil {
				return err
			}
		}
		if list.After = found.Data.Next; list.After == nil {
			return out.Close()
		}
		found, err = s.Services.Associations.List(r.Context(), r.then(), a.filter(), list)
	}
	return err
}

// associationCells are a device as a line of a file; times are UTC.
func associationCells(s api.ContactSuggestion) []string {
	row := []string{s.Asset.Name, customerName(s.Customer), s.Category, s.Username, "", s.State, "", "", "", s.Reason, ""}
	if s.LastLogonAt != nil {
		row[4] = s.LastLogonAt.UTC().Format(time.RFC3339)
	}
	if c := s.Suggested; c != nil {
		row[6], row[7], row[8], row[9] = contactName(c.Contact), c.Contact.Email, strconv.Itoa(c.Percent), c.Reason
	}
	if s.Assigned != nil {
		row[10] = contactName(*s.Assigned)
	}
	return row
}
