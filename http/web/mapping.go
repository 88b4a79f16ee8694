package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// mappings are the pages on which organizations get their customers (screen 5.5).
func (s *Site) mappings() []Route {
	has, manage := s.Services.Organizations != nil && s.Services.Connections != nil, permission.IntegrationsManage
	const path = "/settings/integrations/ninjaone/{connection}/mappings"
	return []Route{
		{"page.mappings", get, path, permission.IntegrationsView, has, s.showMappings},
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
	Effects []api.MappingEffect
	Saved   int // rows that were saved beside others that were not
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
	found, err := s.Services.Organizations.List(r.Context(), r.then(),
		api.OrganizationFilter{Connection: c.ID, Status: m.query.Get("status")},
		api.List{Limit: mostOrganizations, Q: m.query.Get("q"), Sort: api.Sort{By: "attention"}})
	if err != nil {
		return nil, err
	}
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
	return list
}

func customerName(c *api.Ref) string {
	if c == nil {
		return ""
	}
	return c.Name
}

// changedRows reads the form: only rows whose picker was changed.
func changedRows(r *Request, connection uuid.UUID) ([]api.Mapping, error) {
	var rows []api.Mapping
	for name := range r.PostForm {
		id, is := strings.CutPrefix(name, "choice.")
		if !is || r.field(name) == r.field("before."+id) {
			continue
		}
		row, err := mappingOf(connection, id, r.field("version."+id), r.field(name))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b api.Mapping) int { return cmp.Compare(a.OrganizationID, b.OrganizationID) })
	return rows, nil
}

func mappingOf(connection uuid.UUID, id, version, value string) (api.Mapping, error) {
	row := api.Mapping{Connection: connection, Action: value}
	var err, failed error
	if row.OrganizationID, err = strconv.ParseInt(id, 10, 64); err != nil {
		failed = err
	}
	if row.ExpectedVersion, err = strconv.ParseInt(version, 10, 64); err != nil {
		failed = errors.Join(failed, err)
	}
	if text, is := strings.CutPrefix(value, "map:"); is {
		customer, err := uuid.Parse(text)
		row.Action, row.Customer, failed = "map", &customer, errors.Join(failed, err)
	} else if value == "" || value == "auto" {
		row.Action = "unmap"
	}
	if failed != nil {
		return row, &domain.Error{Code: domain.CodeInvalid, Reason: "form_malformed", Cause: failed,
			Message: "The form could not be read. Load the page again and decide again."}
	}
	return row, nil
}

// saveMappings stores the changes (MAP-11). A row that somebody else decided about
// in between is shown again, with what he decided; the others are saved.
func (s *Site) saveMappings(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	rows, err := changedRows(r, id)
	if err != nil {
		return err
	}
	return s.save(r, rows)
}

func (s *Site) save(r *Request, rows []api.Mapping) error {
	back := r.URL.Path
	for _, suffix := range []string{"/confirm", "/preview"} {
		back = strings.TrimSuffix(back, suffix)
	}
	if to := r.field("back"); to != "" {
		back = local(to)
	}
	if len(rows) == 0 {
		return r.done(back, "Nothing was changed.")
	}
	done, err := s.Services.Organizations.Map(r.Context(), r.command(), rows)
	if err != nil {
		return err
	}
	if err := s.awaitPosition(r, done.Position); err != nil {
		return err
	}
	saved := 0
	for _, row := range done.Rows {
		if row.Outcome == "saved" || row.Outcome == "unchanged" {
			saved++
		}
	}
	if saved == len(rows) {
		said := plural(saved, "mapping was", "mappings were") + " saved."
		if done.Undo == nil {
			return r.done(back, said)
		}
		r.flash(said, *done.Undo)
		return r.to(back)
	}
	return s.conflicts(r, rows, done.Rows, saved)
}

// conflicts shows the page again with the rows that were not saved.
func (s *Site) conflicts(r *Request, rows []api.Mapping, results []api.MappingResult, saved int) error {
	m, err := s.mappingView(r)
	if err != nil {
		return err
	}
	m.Saved = saved
	for i, result := range results {
		if result.Outcome == "saved" || result.Outcome == "unchanged" {
			continue
		}
		for j := range m.Rows {
			if m.Rows[j].OrganizationID == result.OrganizationID {
				m.Rows[j].Message, m.Rows[j].Chosen = result.Message, valueOf(rows[i])
			}
		}
	}
	return s.mappingPage(r, http.StatusConflict, m)
}

func valueOf(row api.Mapping) string {
	if row.Action == "map" && row.Customer != nil {
		return "map:" + row.Customer.String()
	}
	return row.Action
}

// previewMappings tells how many assets would move.
func (s *Site) previewMappings(r *Request) error {
	m, err := s.mappingView(r)
	if err != nil {
		return err
	}
	rows, err := changedRows(r, m.Connection.ID)
	if err != nil {
		return err
	}
	effects, err := s.Services.Organizations.Preview(r.Context(), r.scope(), rows)
	if err != nil {
		return err
	}
	m.Effects = append([]api.MappingEffect{}, effects.Data...)
	for i := range m.Rows {
		if chosen := r.field("choice." + number(m.Rows[i].OrganizationID)); chosen != "" {
			m.Rows[i].Chosen = chosen
		}
	}
	return s.mappingPage(r, http.StatusOK, m)
}

// confirmMappings takes the suggestion of every organization that is auto-matched.
func (s *Site) confirmMappings(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	found, err := s.Services.Organizations.List(r.Context(), r.scope(), api.OrganizationFilter{Connection: id, Status: "auto_matched"},
		api.List{Limit: mostOrganizations, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	var rows []api.Mapping
	for _, o := range found.Data.Items {
		if likely := likelyCustomer(o); likely != nil {
			rows = append(rows, api.Mapping{Connection: id, OrganizationID: o.OrganizationID, Action: "map", Customer: &likely.ID, ExpectedVersion: o.Version})
		}
	}
	return s.save(r, rows)
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

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}

// suggested is how sure a suggestion is, and why, in words.
func suggested(s api.Suggestion) string { return ", " + strconv.Itoa(s.Score) + " %: " + s.Evidence }
