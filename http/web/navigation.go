package web

import (
	"strings"

	"coresync/http/api"
	"coresync/http/permission"
)

// item is an entry of the navigation.
type item struct {
	Key, Word, Icon, Href string
	// Go is the letter after "g" that leads there; empty: none.
	Go    string
	Needs permission.Permission
}

// items are in the order in which people look for them.
func items() []item {
	return []item{
		{"assets", "Assets", "devices", "/assets", "a", permission.AssetsView},
		{"eol", "EOL Recommendations", "calendar-time", "/assets/eol", "l", permission.AssetsView},
		{"customers", "Customers", "building", "/customers", "c", permission.AssetsView},
		{"contacts", "Contacts", "users", "/contacts", "o", permission.TicketsView},
		{"tickets", "Tickets", "ticket", "/tickets", "t", permission.TicketsView},
		{"reports", "Reports", "chart-bar", "/reports/devices", "r", permission.ReportsView},
		{"inbox", "Inbox", "inbox", "/inbox", "i", permission.IntegrationsView},
		{"access", "Access", "key", "/access/accounts", "e", permission.AccessView},
		{"operations", "Operations", "server-2", "/operations", "p", permission.AuditView},
		{"audit", "Audit", "history", "/audit", "u", permission.AuditView},
		{"integrations", "Integrations", "plug-connected", "/settings/integrations", "n", permission.IntegrationsView},
		{"settings", "Settings", "settings", "/settings", "s", SignedIn},
	}
}

// key is a line of the list of keys.
type key struct {
	Keys []string
	Does string
}

func keys() []key {
	list := []key{
		{[]string{"/"}, "Search"},
		{[]string{"t"}, "See the page as of another moment"},
		{[]string{"j"}, "Next row"},
		{[]string{"k"}, "Row before"},
		{[]string{"Enter"}, "Open the row, or its picker"},
		{[]string{"o"}, "Show what is behind the row: locations, devices, history (mapping)"},
		{[]string{"x"}, "Select the row"},
		{[]string{"e"}, "Edit what is shown"},
		{[]string{"u"}, "Undo what was just done"},
		{[]string{"y"}, "Take the suggestion (mapping, contacts)"},
		{[]string{"i"}, "Ignore the organization (mapping) or the person (contacts from NinjaOne), skip the device (contacts)"},
		{[]string{"d"}, "Mark as done (inbox)"},
		{[]string{"[", "]"}, "The one before, the next (duplicates)"},
		{[]string{"1", "2", "3"}, "Same device, different devices, not sure (duplicates)"},
		{[]string{"Ctrl", "K"}, "Go anywhere, do anything"},
		{[]string{"g", "m"}, "Go to the organization mapping"},
	}
	for _, i := range items() {
		list = append(list, key{[]string{"g", i.Go}, "Go to " + i.Word})
	}
	return append(list, key{[]string{"Esc"}, "Close"}, key{[]string{"?"}, "This list"})
}

// themeChoice is one of the appearances.
type themeChoice struct{ Value, Word, Icon string }

func themes() []themeChoice {
	return []themeChoice{{"auto", "Auto", "sun-moon"}, {"light", "Light", "sun"}, {"dark", "Dark", "moon"}}
}

// shownTheme is what holds until the script has asked the system: light, unless chosen.
func shownTheme(theme string) string {
	if theme == "dark" {
		return "dark"
	}
	return "light"
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// initials are at most two letters for a person.
func initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(strings.ReplaceAll(name, "@", " ")) {
		letters = append(letters, []rune(strings.ToUpper(word))[0])
		if len(letters) == 2 {
			break
		}
	}
	return string(letters)
}

// roleName is a role as people read it.
func roleName(r permission.Role) string {
	word := strings.ReplaceAll(string(r), "_", " ")
	if word == "" {
		return ""
	}
	return api.Capitalized(word)
}
