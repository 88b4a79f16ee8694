package api

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"coresync/domain/lifetime"
	"coresync/domain/spreadsheet"
)

// AssetColumn is a column of the table of assets that may be left out.
type AssetColumn struct{ Key, Word, Sort string }

// AssetColumns are all but the name, which is always there.
func AssetColumns() []AssetColumn {
	return []AssetColumn{
		{"connectivity", "Online", "connectivity"}, {"serial", "Serial number", "serial_number"}, {"category", "Category", "category"},
		{"customer", "Customer", "customer"}, {"contact", "Contact", ""}, {"status", "Status", "status"}, {"os", "OS", "os"},
		{"last_contact", "Last contact", "last_contact"}, {"age", "Age", "age"}, {"warranty", "Warranty", "warranty_end"}, {"eol", "End of life", ""},
		{"source", "Source", ""}, {"organization", "Organization", "organization"}, {"first_seen", "First seen", "first_seen"},
		{"tags", "Tags", ""},
	}
}

// AssetColumnKeys are the keys of all columns.
func AssetColumnKeys() (keys []string) {
	for _, c := range AssetColumns() {
		keys = append(keys, c.Key)
	}
	return keys
}

// usualColumns are shown where nobody chose any (screens 5.6).
var usualColumns = []string{"connectivity", "serial", "category", "customer", "contact", "status", "os", "last_contact", "age", "warranty", "eol", "source"}

// AssetColumnsOf are the columns with these keys, or the usual ones where there is none.
func AssetColumnsOf(keys []string) (chosen []AssetColumn) {
	if len(keys) == 0 {
		keys = usualColumns
	}
	for _, c := range AssetColumns() {
		for _, key := range keys {
			if c.Key == key {
				chosen = append(chosen, c)
				break
			}
		}
	}
	return chosen
}

// AssetHead are the headings of a table of assets.
func AssetHead(columns []AssetColumn) []string {
	head := []string{"Name", "Manufacturer", "Model"}
	for _, c := range columns {
		switch c.Key {
		case "age":
			head = append(head, "Age in months", "Age is estimated")
		case "warranty":
			head = append(head, c.Word, "Warranty ends")
		default:
			head = append(head, c.Word)
		}
	}
	return append(head, "Id")
}

// AssetCells are an asset as a row.
func AssetCells(columns []AssetColumn, a AssetLine) []any {
	row := []any{a.Name, a.Manufacturer, a.Model}
	for _, c := range columns {
		switch c.Key {
		case "age":
			row = append(row, ageCells(a)...)
		case "warranty":
			row = append(row, WarrantyWord(lifetime.Warranty(a.Age.Warranty)), spreadsheet.Day(a.WarrantyEnd))
		default:
			row = append(row, assetCell(c.Key, a))
		}
	}
	return append(row, a.ID.String())
}

// ageCells are the age in months, and whether it counts only from when the device was first seen.
func ageCells(a AssetLine) []any {
	switch {
	case a.Age.Months == nil:
		return []any{nil, ""}
	case a.AgeEstimated:
		return []any{int64(*a.Age.Months), "yes"}
	}
	return []any{int64(*a.Age.Months), "no"}
}

func assetCell(key string, a AssetLine) any {
	switch key {
	case "connectivity":
		word := ConnectivityWord(a.Connectivity)
		if a.MissingSince != nil {
			word += ", missing"
		}
		return word
	case "serial":
		return a.SerialNumber
	case "category":
		return a.Category
	case "customer":
		return a.Customer.name()
	case "status":
		return StatusWord(a.Status)
	case "os":
		return a.OS
	case "last_contact":
		return spreadsheet.Moment(a.LastContact)
	case "organization":
		if a.Device != nil {
			return a.Device.OrganizationName
		}
	case "contact":
		return a.Holder.Word()
	case "eol":
		if a.Age.State != "" {
			return LifeWord(a.Age.State)
		}
	case "first_seen":
		return spreadsheet.Moment(a.FirstSeenAt)
	case "source":
		return SourceWord(a.Source)
	case "tags":
		return strings.Join(a.Tags, ", ")
	}
	return ""
}

// name is how a thing is called; of none it is empty.
func (r *Ref) name() string {
	if r == nil {
		return ""
	}
	return r.Name
}

// ConnectivityWord says whether a device is online.
func ConnectivityWord(state string) string {
	switch state {
	case "online", "offline", "not_monitored":
		return StatusWord(state)
	}
	return "Unknown"
}

// StatusWord is a state as people read it.
func StatusWord(status string) string {
	word := strings.ReplaceAll(status, "_", " ")
	if word == "" {
		return "None"
	}
	return Capitalized(word)
}

// Capitalized begins with a capital letter, of whatever alphabet.
func Capitalized(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// SourceWord says who gives an asset.
func SourceWord(source string) string {
	switch source {
	case "ninjaone":
		return "NinjaOne"
	case "manual":
		return "By hand"
	}
	return source
}
