package api

import (
	"context"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"coresync/http/permission"

	"github.com/google/uuid"
)

// Tables of which a file can be made besides the reports (beyond.md rank 16).
const (
	TableAssets      = "assets"
	TableAssociation = "contact-association"
	TableMapping     = "organization-mapping"
	TableLocations   = "locations"
	TableComparison  = "comparison"
	TableDuplicates  = "duplicates"
	TableCustomers   = "customers"
	TableContacts    = "contacts"
	TableContracts   = "contracts"
	TableAccounts    = "access-accounts"
	TableRoles       = "access-roles"
	TableGrants      = "access-grants"
	TableRequests    = "access-requests"
	TableRuns        = "sync-runs"
	TableRunChanges  = "sync-run-changes"
	TableEvents      = "events"
	TableInbox       = "inbox"
	TableTickets     = "tickets"
)

// ExportTable is a table of which a file can be made.
type ExportTable struct {
	Name, Title string
	Needs       permission.Permission
	// Parameters narrow and shape it: those of its page, or of the report in the API.
	Parameters []string
	// Sorts are what it can be sorted by, downwards with a minus; the first is the usual, as it
	// stands there.
	Sorts []string
}

// ExportTables lists all of them, in the order in which people are shown them.
func ExportTables() []ExportTable {
	const a, r, i, t = permission.AssetsView, permission.ReportsView, permission.IntegrationsView, permission.TicketsView
	assets, _ := SavedListOf("assets") // it is there
	counts := []string{"customer", "no_customer", "category", "connectivity", "include_retired", "include_virtual"}
	return []ExportTable{
		{ReportCompanies, ReportTitle(ReportCompanies), r, counts, nil},
		{ReportAges, ReportTitle(ReportAges), r, counts, nil},
		{ReportWarranties, ReportTitle(ReportWarranties), r, counts, nil},
		{ReportLedger, "Device Ledger", r, []string{"month", "customer", "no_customer", "class", "part", "devices"}, nil},
		{ReportMovements, "Movements", r, []string{"from", "to", "customer", "kind", "between_customers"}, nil},
		{ExportRecommendations, "EOL Recommendations", a, []string{"customer", "no_customer", "category", "state", "plan", "include_virtual"}, nil},
		{ExportForecast, "Refresh forecast", r, []string{"customer", "no_customer", "category", "include_virtual"}, nil},
		{TableAssets, "Assets", a, append(slices.DeleteFunc(assets.Parameters, func(p string) bool { return p == "sort" || p == "q" }), "contact", "ignored"),
			[]string{"name", "manufacturer", "model", "serial_number", "category", "status", "connectivity", "customer", "organization", "os", "last_contact", "first_seen", "warranty_end", "age"}},
		{TableAssociation, "Contact association", permission.ContactsManage, []string{"state", "customer", "connection", "unassigned"}, []string{"customer", "percent", "name"}},
		{TableMapping, "Organization mapping", i, []string{"connection", "status"}, []string{"attention", "name", "customer", "status"}},
		{TableLocations, "Locations", i, []string{"connection", "organization", "status"}, []string{"organization", "name"}},
		{TableComparison, "Comparison of two moments", a, []string{"of", "from", "to", "rules", "kind", "field"}, nil},
		{TableDuplicates, "Duplicates and conflicts", a, []string{"kind"}, []string{"name", "customer", "last_contact"}},
		{TableCustomers, "Customers", a, nil, []string{"name", "number", "city"}},
		{TableContacts, "Contacts", t, []string{"customer"}, []string{"customer"}},
		{TableContracts, "Contracts", a, []string{"customer"}, []string{"name", "customer", "start", "end"}},
		{TableTickets, "Tickets", t, []string{"customer", "status"}, []string{"number", "subject", "status", "customer"}},
		{TableAccounts, "NinjaOne accounts", permission.AccessView, []string{"connection", "kind", "view", "role"}, []string{"name", "email", "kind", "mfa", "administrator", "changed_at"}},
		{TableRoles, "NinjaOne roles", permission.AccessView, []string{"connection", "kind", "unheld"}, []string{"name", "kind", "members", "changed_at"}},
		{TableGrants, "Who has which NinjaOne role", permission.AccessView, []string{"connection", "role", "account", "former"}, []string{"role", "account"}},
		{TableRequests, "Access requests", permission.AccessView, []string{"connection", "status", "account"}, []string{"-asked_at", "status"}},
		{TableRuns, "Sync runs", i, []string{"connection", "state"}, nil},
		{TableRunChanges, "Changes of a sync run", i, []string{"run", "kind", "thing", "field", "organization"}, nil},
		{TableEvents, "Log", permission.AuditView, EventParameters(), []string{"-position"}},
		{TableInbox, "Inbox", i, []string{"recipient", "state"}, []string{"-created_at"}},
	}
}

// ExportTableOf finds a table by name.
func ExportTableOf(name string) (ExportTable, bool) {
	all := ExportTables()
	i := slices.IndexFunc(all, func(t ExportTable) bool { return t.Name == name })
	if i < 0 {
		return ExportTable{}, false
	}
	return all[i], true
}

// Takes tells whether a parameter narrows or shapes the table.
func (t ExportTable) Takes(name string) bool {
	unsearched := []string{TableDuplicates, TableEvents, TableInbox}
	return slices.Contains(t.Parameters, name) || t.Sorts != nil && (name == "sort" || name == "q" && !slices.Contains(unsearched, t.Name))
}

// SortsBy tells whether a text names an order of the table.
func (t ExportTable) SortsBy(text string) bool {
	return slices.ContainsFunc(t.Sorts, func(by string) bool { return strings.TrimPrefix(by, "-") == strings.TrimPrefix(text, "-") })
}

// NeededFor is the permission that a table takes under a filter.
func (t ExportTable) NeededFor(q url.Values) permission.Permission {
	if of := q.Get("of"); t.Name == TableComparison && of != "" && of != CompareAssets {
		return permission.IntegrationsView
	}
	if t.Name == TableAssets {
		for _, c := range AssetColumnsOf(q["col"]) {
			if needs := c.Needs(); needs != t.Needs {
				return needs
			}
		}
	}
	return t.Needs
}

// ExportAsk says of which table a file is to be made: under which parameters, as csv, xlsx or
// pdf.
type ExportAsk struct {
	Table  string
	Query  url.Values
	Format string
}

// Made is a table that is there, of which a file is to be made.
type Made struct {
	Name, Title, Summary, Filter string
	Columns                      []string
	// Rows hold texts, numbers (int64), days (spreadsheet.Day) and times.
	Rows iter.Seq2[[]any, error]
	IDs  int // columns at the end that are ids
	// Position, RecordedAt and Rules say what of the log it shows; zero: nothing.
	Position   Position
	RecordedAt time.Time
	Rules      string
}

// Exports makes files of tables: the whole of what a page shows under its filter and in its
// order, read in one snapshot. The same position, day and filter give the same bytes.
type Exports interface {
	// Export makes a file of a table by name. Errors: domain.CodeNotFound for a table that there
	// is not, CodeInvalid with all that is wrong with its parameters and its format.
	Export(ctx context.Context, s Scope, ask ExportAsk) (Answer[File], error)
	// Make makes a file of a table that is there already. Error: CodeInvalid for a format.
	Make(ctx context.Context, tenant uuid.UUID, m Made, format string) (File, error)
}
