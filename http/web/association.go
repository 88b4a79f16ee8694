package web

import (
	"net/http"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// associationPages are where devices get their contacts in bulk (screens 5.9, 5.10).
func (s *Site) associationPages() []Route {
	has := s.Services.Associations != nil && s.Services.Connections != nil
	const path = "/settings/integrations/ninjaone/{connection}/contacts"
	return []Route{
		{"page.association", get, path, permission.ContactsManage, has, s.showAssociation},
		{"page.association.apply", post, path, permission.ContactsManage, has, s.applyAssociation},
		{"page.association.high", post, path + "/high", permission.ContactsManage, has, s.applyHigh},
	}
}

// associationView is a table of devices with who may use them.
type associationView struct {
	*listing
	Connection api.Connection
	Rows       []associationRow
	Counts     map[string]int64
	Customer   *api.Customer // that the list is narrowed to
	Saved      int           // beside rows that were not
	Failed     bool
}

// associationRow is a device with what was chosen for it.
type associationRow struct {
	api.ContactSuggestion
	Picked  bool
	Chosen  string // value of the dropdown
	Other   string // of the override
	Message string // what is wrong with it
	First   bool   // of its customer
}

// normalStates are what waits for a decision.
func normalStates() []string { return []string{"high", "lower", "none"} }

// associationStates are the filters over the table, in the order of screen 5.10.
func associationStates() []statusWordOf {
	return []statusWordOf{
		{"high", "High confidence ≥ 80 %"}, {"lower", "Lower"}, {"none", "No match"}, {"shared", "Shared or service"}, {"differs", "Differs from assigned"},
		{"skipped", "Skipped"}, {"never", "Never"}, {"no_customer", "No customer"},
	}
}

type statusWordOf struct{ Value, Word string }

func (s *Site) showAssociation(r *Request) error {
	a, err := s.associationView(r)
	if err != nil {
		return err
	}
	return s.associationPage(r, http.StatusOK, a)
}

func (s *Site) associationPage(r *Request, status int, a *associationView) error {
	return r.pageWith(status, "Bulk Contact Association", "integrations", func(v *view) page { return associationPage(v, a) })
}

func (s *Site) associationView(r *Request) (*associationView, error) {
	c, err := s.connectionHere(r)
	if err != nil {
		return nil, err
	}
	a := &associationView{listing: r.listing("state", "customer"), Connection: c}
	a.path = ConnectionPath(c.ID) + "/contacts"
	states := a.query["state"]
	if len(states) == 0 {
		states = normalStates()
	}
	list := r.asked(a.listing, []string{"customer", "percent", "name"}, "customer")
	found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Connection: c.ID, Customer: a.id("customer"), States: states}, list)
	if err == nil {
		err = follows(a.listing, found.Data.Page)
	}
	if err != nil {
		return nil, err
	}
	a.Counts = found.Data.Counts
	a.Rows = rowsOf(found.Data.Items, list.Sort.By == "customer")
	if of := a.id("customer"); of != uuid.Nil {
		if c, err := s.Services.Customers.Get(r.Context(), r.scope(), of); err == nil {
			a.Customer = &c.Data
		}
	}
	return a, nil
}

// rowsOf ticks what is likely enough (CON-08); what is less likely is for a person.
func rowsOf(items []api.ContactSuggestion, grouped bool) (rows []associationRow) {
	var last uuid.UUID
	for i, item := range items {
		row := associationRow{ContactSuggestion: item, Picked: item.Preselected}
		if item.Suggested != nil {
			row.Chosen = item.Suggested.Contact.ID.String()
		}
		if item.Customer != nil && grouped {
			row.First = i == 0 || last != item.Customer.ID
			last = item.Customer.ID
		}
		rows = append(rows, row)
	}
	return rows
}

// waiting is how many devices wait for a decision.
func (a *associationView) waiting() (n int64) {
	for _, state := range normalStates() {
		n += a.Counts[state]
	}
	return n
}

// pickedRows reads the ticked rows of the form (CON-14).
func (r *Request) pickedRows() ([]api.AssociationDecision, error) {
	var rows []api.AssociationDecision
	for _, text := range r.PostForm["pick"] {
		row, err := r.pickedRow(text)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// pickedRow is what the form says of one device: the override goes before the
// dropdown, and "all" before a row that says nothing (ASG-03).
func (r *Request) pickedRow(id string) (row api.AssociationDecision, err error) {
	if row.Asset, err = uuid.Parse(id); err != nil {
		return row, formFault("pick")
	}
	if row.ExpectedVersion, err = strconv.ParseInt(r.field("version."+id), 10, 64); err != nil {
		return row, formFault("version")
	}
	row.Action, row.Replace = "assign", r.field("replace."+id) != ""
	choice := r.field("choice." + id)
	if other := r.field("other." + id); other != "" {
		choice = other
	}
	if all := r.field("all"); all != "" {
		choice = all
	}
	switch choice {
	case "", "skip":
		row.Action = "skip"
		return row, nil
	case "never":
		row.Action = "never"
		return row, nil
	}
	choice, row.OtherCustomer = strings.CutPrefix(choice, "other:")
	contact, err := uuid.Parse(strings.TrimPrefix(choice, "own:"))
	if err != nil {
		return row, formFault("choice")
	}
	row.Contact = &contact
	return row, nil
}

// applyAssociation saves the ticked rows; those that can't be saved stay, and say why.
func (s *Site) applyAssociation(r *Request) error {
	rows, err := r.pickedRows()
	if err != nil {
		return err
	}
	back := r.URL.Path
	if state := r.URL.RawQuery; state != "" {
		back += "?" + state
	}
	if len(rows) == 0 {
		return r.done(back, "No device was selected.")
	}
	done, err := s.Services.Associations.Decide(r.Context(), r.command(), rows)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	saved, failed := outcomes(done.Rows)
	if len(failed) == 0 {
		return r.undoable(back, plural(saved, "device was", "devices were")+" decided about."+notesOf(done.Rows))
	}
	a, err := s.associationView(r)
	if err != nil {
		return err
	}
	a.Saved, a.Failed = saved, true
	s.mark(r, a.Rows, failed)
	return s.associationPage(r, http.StatusConflict, a)
}

// outcomes are how many rows were saved, and what is wrong with the others.
func outcomes(rows []api.AssociationResult) (saved int, failed map[uuid.UUID]string) {
	failed = map[uuid.UUID]string{}
	for _, row := range rows {
		if row.Outcome == "saved" || row.Outcome == "unchanged" {
			saved++
		} else {
			failed[row.Asset.ID] = row.Message
		}
	}
	return saved, failed
}

// notesOf says what else came of the rows: how often each note.
func notesOf(rows []api.AssociationResult) (said string) {
	var order []string
	n := map[string]int{}
	for _, row := range rows {
		for _, note := range row.Notes {
			if n[note]++; n[note] == 1 {
				order = append(order, note)
			}
		}
	}
	for _, note := range order[:min(len(order), 3)] {
		if said += " " + note; n[note] > 1 {
			said += " (" + strconv.Itoa(n[note]) + " times)"
		}
	}
	return said
}

// mark shows again what was chosen in rows that were not saved.
func (s *Site) mark(r *Request, rows []associationRow, failed map[uuid.UUID]string) {
	for i := range rows {
		id := rows[i].Asset.ID
		message, is := failed[id]
		rows[i].Picked = is
		if is {
			rows[i].Message, rows[i].Chosen, rows[i].Other = message, r.field("choice."+id.String()), r.field("other."+id.String())
		}
	}
}

// applyHigh takes every suggestion of 80 % and above (CON-15).
func (s *Site) applyHigh(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	customer, _ := uuid.Parse(r.field("customer")) // none: everybody's
	done, err := s.Services.Associations.ApplyHigh(r.Context(), r.command(), customer)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	saved, failed := outcomes(done.Rows)
	said := plural(saved, "device was", "devices were") + " assigned." + notesOf(done.Rows)
	if len(failed) > 0 {
		said += " " + plural(len(failed), "was", "were") + " not: look at them below."
	}
	if done.More {
		said += " There are more: apply again."
	}
	return r.undoable(ConnectionPath(id)+"/contacts", said)
}
