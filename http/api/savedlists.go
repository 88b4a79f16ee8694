package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// SavedList is a list whose filters can be kept as a View.
type SavedList struct {
	Name, Word string
	Path       string // of its page
	Needs      permission.Permission
	// Parameters are those of the page that narrow or shape the list.
	Parameters []string
}

// SavedName is the parameter that says which view a page stands at; AnyView as its
// value: none, not even the one that the list usually opens with.
const (
	SavedName = "saved"
	AnyView   = "all"
)

// SavedLists are all of them. Pages read their parameters from here.
func SavedLists() []SavedList {
	return []SavedList{
		{"assets", "Assets", "/assets", permission.AssetsView, []string{"q", "sort", "col", "category", "status", "connectivity", "tag", "source",
			"missing", "no_customer", "customer", "connection", "organization", "unassigned", "no_longer_synced", "age", "age_estimated", "warranty", "warranty_ends", "physical"}},
		{"customers", "Customers", "/customers", permission.AssetsView, []string{"q", "sort"}},
		{"contacts", "Contacts", "/contacts", permission.TicketsView, []string{"q", "sort", "customer"}},
		{"tickets", "Tickets", "/tickets", permission.TicketsView, []string{"q", "sort", "customer", "status"}},
		{"accounts", "Accounts", "/access/accounts", permission.AccessView, []string{"q", "sort", "kind", "view", "role", "connection"}},
	}
}

// SavedListOf finds a list by name.
func SavedListOf(name string) (SavedList, bool) {
	all := SavedLists()
	i := slices.IndexFunc(all, func(l SavedList) bool { return l.Name == name })
	if i < 0 {
		return SavedList{}, false
	}
	return all[i], true
}

// mostQuery is how long the parameters of a view may be, encoded.
const mostQuery = 4000

// Parse brings the parameters of a view into their one form. It refuses those that
// the list does not have, all of them at once.
func (l SavedList) Parse(query string) (string, []domain.Fault) {
	fault := func(code, message string) []domain.Fault {
		return []domain.Fault{{Pointer: "/query", Code: code, Message: message}}
	}
	values, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
	if err != nil || strings.ContainsRune(query, 0) {
		return "", fault("malformed", "Give the parameters as the list's address has them, such as status=active&sort=name.")
	}
	var unknown []string
	for name, given := range values {
		if !slices.Contains(l.Parameters, name) {
			unknown = append(unknown, fmt.Sprintf("%q", name))
		}
		if values[name] = slices.DeleteFunc(given, func(v string) bool { return v == "" }); len(values[name]) == 0 {
			delete(values, name)
		}
		slices.Sort(values[name])
	}
	if unknown != nil {
		slices.Sort(unknown)
		return "", fault("unknown_parameter", "The list has no "+strings.Join(unknown, ", ")+". It has "+strings.Join(l.Parameters, ", ")+".")
	}
	encoded := values.Encode()
	if len(encoded) > mostQuery {
		return "", fault("too_long", "These are too many filters for one view. Leave some out.")
	}
	return encoded, nil
}

// At is the address of the list under a view.
func (l SavedList) At(query string, id uuid.UUID) string {
	if query != "" {
		query += "&"
	}
	return l.Path + "?" + query + SavedName + "=" + id.String()
}
