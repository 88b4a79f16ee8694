package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"
)

// mappings are the pages on which organizations get their customers (screen 5.5).
func (s *Site) mappings() []Route {
	has, manage := s.Services.Organizations != nil && s.Services.Connections != nil, permission.IntegrationsManage
	const path = "/settings/integrations/ninjaone/{connection}/mappings"
	return []Route{
		{"page.mappings", get, path, permission.IntegrationsView, has, s.showMappings},
		{"page.mappings.export", get, path + "/export", permission.IntegrationsView, has && s.Services.Exports != nil, s.exportHere(api.TableMapping)},
		{"page.mappings.save", post, path, manage, has, s.saveMappings},
		{"page.mappings.preview", post, path + "/preview", manage, has, s.previewMappings},
		{"page.mappings.confirm", post, path + "/confirm", manage, has, s.confirmMappings},
	}
}

// mappingView is what the page and the side panel show.
type mappingView struct {
	*listing
	Connection api.Connection
	Rows       []mappingRow
	Counts     api.OrganizationCounts
	Found      []api.Customer // that a search without scripts added to every picker
	Find       string
	// Effects tells what saving would move; nil: not asked.
	Effects  []api.MappingEffect
	Creating int     // customers that saving would make, beside Effects
	Partly   *partly // some rows were not saved
	here     string  // the query of this page of the list
	// mayCreate: whoever looks may make customers.
	mayCreate bool
}

// mappingRow is an organization with what was chosen for it.
type mappingRow struct {
	api.Organization
	Chosen  string // value of the picker
	Message string // what is wrong with it
}

// mostOrganizations is how many a page shows.
const mostOrganizations = 500

func (s *Site) showMappings(r *Request) error {
	m, err := s.mappingView(r)
	if err != nil {
		return err
	}
	return s.mappingPage(r, http.StatusOK, m)
}

func (s *Site) mappingPage(r *Request, status int, m *mappingView) error {
	return r.pageWith(status, "Organization mapping", "integrations", func(v *view) page { return mappingsPage(v, m) })
}

func (s *Site) mappingView(r *Request) (*mappingView, error) {
	c, err := s.connectionHere(r)
	if err != nil {
		return nil, err
	}
	m := &mappingView{listing: r.listing("status", "find"), Connection: c}
	m.path, m.Find = ConnectionPath(c.ID)+"/mappings", m.query.Get("find")
	m.query.Del("find")
	list := r.asked(m.listing, nil, "attention")
	list.Limit = mostOrganizations
	found, err := s.Services.Organizations.List(r.Context(), r.then(),
		api.OrganizationFilter{Connection: c.ID, Status: m.query.Get("status")}, list)
	if err == nil {
		err = follows(m.listing, found.Data.Page)
	}
	if err != nil {
		return nil, err
	}
	m.here, m.mayCreate = m.place(r), r.may(permission.ContactsManage) && s.Services.Customers != nil
	m.Counts = found.Data.Counts
	for _, o := range found.Data.Items {
		m.Rows = append(m.Rows, mappingRow{Organization: o, Chosen: present(o)})
	}
	if m.Find != "" {
		customers, err := s.Services.Customers.List(r.Context(), r.scope(), api.CustomerFilter{}, api.List{Limit: 20, Q: m.Find, Sort: api.Sort{By: "name"}})
		if err != nil {
			return nil, err
		}
		m.Found = customers.Data.Items
	}
	return m, nil
}

// place is the query that names this page of the list, so that a form of it leads back.
func (m *mappingView) place(r *Request) string {
	q := m.copy()
	if !m.First {
		q.Set(cursorName, r.URL.Query().Get(cursorName))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// present is the value of the picker that stands for what holds now.
func present(o api.Organization) string {
	switch {
	case o.Status == "ignored":
		return "ignore"
	case o.Status == "mapped" && o.Source != "saved":
		return "auto"
	case o.Status == "mapped" && o.Customer != nil:
		return "map:" + o.Customer.ID.String()
	}
	return ""
}

// choice is an option of a picker.
type choice struct{ Value, Word, Hint string }

// choices of a row: what holds, the suggestions with their score, what a search
// found, and last to leave it or to ignore it.
func (m *mappingView) choices(row mappingRow) []choice {
	var list []choice
	add := func(c choice) {
		if !slices.ContainsFunc(list, func(o choice) bool { return o.Value == c.Value }) {
			list = append(list, c)
		}
	}
	switch now := present(row.Organization); now {
	case "":
		add(choice{"", "Choose a customer…", ""})
	case "auto":
		add(choice{"auto", customerName(row.Customer), "by name"})
	case "ignore":
	default:
		add(choice{now, customerName(row.Customer), ""})
	}
	for _, s := range row.Suggestions {
		add(choice{"map:" + s.Customer.ID.String(), s.Customer.Name, strconv.Itoa(s.Score) + " %"})
	}
	for _, c := range m.Found {
		add(choice{"map:" + c.ID.String(), c.Name, strings.TrimSpace(c.Number + " " + c.City)})
	}
	if strings.HasPrefix(row.Chosen, "map:") {
		add(choice{row.Chosen, "The customer that you chose", ""})
	}
	if present(row.Organization) != "" {
		add(choice{"unmap", "No customer", ""})
	}
	add(choice{"ignore", "Ignore this organization", ""})
	if m.mayCreate && row.Name != "" {
		add(choice{createPrefix + row.Name, "Create customer “" + row.Name + "”", ""})
	}
	return list
}

func customerName(c *api.Ref) string {
	if c == nil {
		return ""
	}
	return c.Name
}

// likelyCustomer is the one that an auto-matched organization would get.
func likelyCustomer(o api.Organization) *api.Ref {
	if o.Customer != nil && o.Status == "auto_matched" {
		return o.Customer
	}
	if len(o.Suggestions) > 0 {
		return &o.Suggestions[0].Customer
	}
	return nil
}

// statusCount is how many organizations have a status.
type statusCount struct {
	Value string
	N     int64
}

func countsOf(c api.OrganizationCounts) []statusCount {
	return []statusCount{
		{"mapped", int64(c.Mapped)}, {"auto_matched", int64(c.AutoMatched)}, {"unmatched", int64(c.Unmatched)}, {"stale", int64(c.Stale)}, {"ignored", int64(c.Ignored)},
	}
}

func allOf(c api.OrganizationCounts) (n int64) {
	for _, s := range countsOf(c) {
		n += s.N
	}
	return n
}

// mappingPart is a piece of the bar that shows how organizations divide.
type mappingPart struct{ Tone, Word, X, Width string }

func mappingParts(c api.OrganizationCounts) []mappingPart {
	var parts []mappingPart
	all, before := allOf(c), int64(0)
	for _, n := range countsOf(c) {
		if n.N > 0 {
			tone := mappingState(n.Value)
			parts = append(parts, mappingPart{
				Tone: tone.Tone, Word: tone.Word + ": " + grouped(n.N),
				X: strconv.FormatInt(before*1000/all, 10), Width: strconv.FormatInt((before+n.N)*1000/all-before*1000/all, 10),
			})
		}
		before += n.N
	}
	return parts
}

// complete tells whether nothing waits for a decision (MAP-12).
func complete(c api.OrganizationCounts) bool {
	return allOf(c) > 0 && c.AutoMatched+c.Unmatched+c.Stale == 0
}

// moving is how many assets the effects move.
func moving(effects []api.MappingEffect) (n int) {
	for _, e := range effects {
		n += e.Assets
	}
	return n
}

// effectsSaid says what saving would move and make; nothing where it was not asked.
func effectsSaid(effects []api.MappingEffect, creating int) string {
	if effects == nil {
		return ""
	}
	said := plural(moving(effects), "asset", "assets") + " would move."
	if creating > 0 {
		said += " " + plural(creating, "customer", "customers") + " would be created, and take the assets of the organization."
	}
	return said
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}

// suggested is how sure a suggestion is, and why, in words.
func suggested(s api.Suggestion) string { return ", " + strconv.Itoa(s.Score) + " %: " + s.Evidence }
