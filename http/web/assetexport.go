package web

import (
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/web/sheet"
)

// exportPage is how many assets are asked for at a time.
const exportPage = 500

// exportAssets gives exactly the assets that the list shows, in its order and with its
// columns.
func (s *Site) exportAssets(r *Request) error {
	format := sheet.Format(r.URL.Query().Get("format"))
	if format != sheet.CSV && format != sheet.XLSX {
		return domain.Invalid([]domain.Fault{{Pointer: "/?format", Code: "enum", Message: "Choose csv or xlsx."}})
	}
	l := r.assetListing()
	list := r.asked(l, assetSorts, "name")
	list.Limit, list.After = exportPage, nil
	found, err := s.Services.Assets.List(r.Context(), r.then(), assetFilter(l), list)
	if err != nil {
		return err
	}
	columns := chosenColumns(l)
	h := r.W.Header()
	h.Set("Content-Type", format.ContentType())
	h.Set("Content-Disposition", `attachment; filename="assets-`+r.site.Now().UTC().Format(time.DateOnly)+"."+string(format)+`"`)
	h.Set("Coresync-Position", found.Position.String())
	out, err := sheet.New(format, r.W, "Assets")
	if err == nil {
		err = out.Write(exportHead(columns))
	}
	for err == nil {
		for _, a := range found.Data.Items {
			if err := out.Write(exportRow(columns, a)); err != nil {
				return err
			}
		}
		if list.After = found.Data.Next; list.After == nil {
			return out.Close()
		}
		found, err = s.Services.Assets.List(r.Context(), r.then(), assetFilter(l), list)
	}
	return err
}

func exportHead(columns []assetColumn) []string {
	head := []string{"Id", "Name", "Manufacturer", "Model"}
	for _, c := range columns {
		head = append(head, c.Word)
	}
	return head
}

func exportRow(columns []assetColumn, a api.Asset) []string {
	row := []string{a.ID.String(), a.Name, a.Manufacturer, a.Model}
	for _, c := range columns {
		row = append(row, exportCell(c.Key, a))
	}
	return row
}

// exportCell is a cell without decoration; times are UTC.
func exportCell(key string, a api.Asset) string {
	moment := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	switch key {
	case "connectivity":
		word := connectivity(a.Connectivity).Word
		if a.MissingSince != nil {
			word += ", missing"
		}
		return word
	case "serial":
		return a.SerialNumber
	case "category":
		return a.Category
	case "customer":
		if a.Customer != nil {
			return a.Customer.Name
		}
	case "status":
		return statusWord(a.Status)
	case "os":
		return a.OS
	case "last_contact":
		return moment(a.LastContact)
	case "organization":
		if a.Device != nil {
			return a.Device.OrganizationName
		}
	case "warranty":
		return a.WarrantyEnd
	case "first_seen":
		return moment(a.FirstSeenAt)
	case "source":
		return strings.TrimSpace(sourceWord(a.Source))
	}
	return ""
}
