package web

import (
	"slices"
	"strconv"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// assets are the pages about assets (screens 5.6 and 5.7).
func (s *Site) assets() []Route {
	has := s.Services.Assets != nil
	return []Route{
		{"page.assets", get, "/assets", permission.AssetsView, has, s.showAssets},
		{"page.assets.export", get, "/assets/export", permission.AssetsView, has && s.Services.Exports != nil, s.exportTable(api.TableAssets)},
		{"page.assets.bulk", post, "/assets/bulk", permission.AssetsManage, s.Services.Changes != nil, s.bulkAssets},
	}
}

var assetSorts = []string{"name", "manufacturer", "model", "serial_number", "category", "status", "connectivity", "customer", "organization", "os", "last_contact", "first_seen", "warranty_end", "age"}

// assetList is what the page of all assets shows.
type assetList struct {
	*listing
	Facets  []facet
	Matches int64
	Columns []api.AssetColumn
	Rows    []api.AssetLine
	// Selection stands for all that match; empty: that isn't offered.
	Selection string
	// Customer is the name of the one that the list is narrowed to.
	Customer string
	// Unassigned: that customer has devices that nobody has (ASG-01).
	Unassigned bool
}

// assetListing is the list as its address says it.
func (r *Request) assetListing() *listing {
	list, _ := api.SavedListOf("assets") // it is there
	return r.listing(append(list.Parameters, api.SavedName)...)
}

func (s *Site) showAssets(r *Request) error {
	l, err := r.savedListing("assets")
	if l == nil {
		return err
	}
	list := r.asked(l, assetSorts, "name")
	list.Uncounted = true // the facets count
	if !l.has(noCustomerName, "true") {
		l.query.Del(noCustomerName)
	}
	filter := assetFilter(l)
	found, err := s.Services.Assets.List(r.Context(), r.then(), filter, list)
	if err != nil {
		return err
	}
	facets, err := s.Services.Assets.Facets(r.Context(), r.then(), filter, list.Q, api.MostFacets{Customers: customersBeside, Tags: tagsBeside})
	if err != nil {
		return err
	}
	if err := follows(l, found.Data); err != nil {
		return err
	}
	out := assetList{listing: l, Columns: api.AssetColumnsFor(r.Who.Permissions, l.query["col"])}
	if out.Rows, err = api.AssetLines(r.Context(), r.then(), out.Columns, found.Data.Items, s.Services.Contacts, s.Services.Replacements); err != nil {
		return err
	}
	out.Facets, out.Matches = facetsOf(l, facets.Data.Counts)
	out.Facets = append(append([]facet{customerFacet(l, facets.Data.Customers)}, out.Facets...), tagFacet(facets.Data.Tags)...)
	if r.may(permission.AssetsManage) {
		if out.Selection, err = s.bulkSelection(r, &out, filter, list.Q); err != nil {
			return err
		}
	}
	if len(filter.Customers) == 1 {
		for _, c := range facets.Data.Customers {
			if c.ID == filter.Customers[0] {
				out.Customer = c.Name
			}
		}
		if out.Unassigned, err = s.unassigned(r, filter.Customers[0]); err != nil {
			return err
		}
	}
	return r.page("Assets", "assets", func(v *view) page { return assetsPage(v, &out) })
}

func assetFilter(l *listing) api.AssetFilter {
	f := api.AssetFilter{Categories: l.query["category"], Statuses: l.query["status"], Connectivity: l.query["connectivity"], Tags: l.query["tag"]}
	for _, id := range l.query["customer"] {
		if parsed, err := uuid.Parse(id); err == nil {
			f.Customers = append(f.Customers, parsed)
		}
	}
	for _, id := range l.query["connection"] {
		if parsed, err := uuid.Parse(id); err == nil {
			f.Connections = append(f.Connections, parsed)
		}
	}
	f.Organization, _ = strconv.ParseInt(l.query.Get("organization"), 10, 64) // what is no number is any
	if sources := l.query["source"]; len(sources) == 1 {
		f.Source = sources[0]
	}
	if values := l.query["missing"]; len(values) == 1 {
		missing := values[0] == "true"
		f.Missing = &missing
	}
	f.Released = l.query.Get("no_longer_synced") == "true"
	for _, band := range l.query["age"] {
		f.Ages = append(f.Ages, lifetime.Band(band))
	}
	for _, state := range l.query["warranty"] {
		f.Warranties = append(f.Warranties, lifetime.Warranty(state))
	}
	f.Ends, _ = lifetime.Month(l.query.Get("warranty_ends")) // what is no month is any
	f.Estimated = l.has("age_estimated", "true")
	f.Physical = l.has("physical", "true")
	f.Unassigned = l.query.Get("unassigned") == "true"
	f.NoCustomer = slices.Equal(l.query["no_customer"], []string{"true"})
	return f
}

func (a *assetList) shows(key string) bool {
	return slices.ContainsFunc(a.Columns, func(c api.AssetColumn) bool { return c.Key == key })
}

// tabs are the ready-made filters over the table.
func (a *assetList) tabs() []tab {
	return tabsOf([]item{
		{Word: "All", Href: a.address(nil)},
		{Word: "Synced", Href: "/assets?source=ninjaone"},
		{Word: "Manual", Href: "/assets?source=manual"},
		{Word: "No customer", Href: "/assets?no_customer=true"},
		{Word: "Unassigned", Href: "/assets?unassigned=true"},
		{Word: "Missing", Href: "/assets?missing=true"},
		{Word: "Needs review", Href: "/assets/duplicates"},
	}, func(i item) bool { return a.at(i.Href) })
}

// at tells which tab the list stands at.
func (a *assetList) at(href string) bool {
	q := a.copy()
	q.Del("sort")
	q.Del("col")
	q.Del(api.SavedName)
	return a.address(q) == href
}

func categoryIcon(category string) string {
	switch category {
	case "Workstation":
		return "device-desktop"
	case "Server":
		return "server"
	case "Mac":
		return "device-laptop"
	case "Mobile Device":
		return "device-mobile"
	case "Virtual Host", "Virtual Machine":
		return "stack-2"
	case "Cloud Service":
		return "cloud"
	case "Network Device":
		return "network"
	case "Printer":
		return "printer"
	}
	return "device-unknown"
}

func statusWord(status string) string { return api.StatusWord(status) }

func sourceWord(source string) string { return api.SourceWord(source) }

// narrowed are the filters that have no facet: those that reports lead to.
func (a *assetList) narrowed() []facet {
	words := map[string]func(string) string{
		"age":           func(value string) string { return api.BandWord(lifetime.Band(value)) },
		"age_estimated": func(string) string { return "estimated from when it was first seen" },
		"warranty":      func(value string) string { return api.WarrantyWord(lifetime.Warranty(value)) },
		"warranty_ends": func(value string) string { return "in " + value },
		"physical":      func(string) string { return "no virtual or network device" },

		"no_longer_synced": func(string) string { return "no longer" },
	}
	facets := []facet{
		{Name: "age", Word: "Age"}, {Name: "age_estimated", Word: "Age"}, {Name: "warranty", Word: "Warranty"}, {Name: "warranty_ends", Word: "End of the warranty"},
		{Name: "physical", Word: "Kind"}, {Name: "no_longer_synced", Word: "Sync"},
	}
	for i := range facets {
		for _, value := range a.query[facets[i].Name] {
			facets[i].Values = append(facets[i].Values, facetValue{Value: value, Word: words[facets[i].Name](value)})
		}
	}
	return facets
}
