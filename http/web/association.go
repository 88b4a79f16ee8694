package web

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
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
		{"page.association.export", get, path + "/export", permission.ContactsManage, has && s.Services.Exports != nil, s.exportHere(api.TableAssociation)},
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
	Partly     *partly       // some rows were not saved
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

// associationListing is the list as the address asks for it.
func (s *Site) associationListing(r *Request) (*associationView, api.List, error) {
	c, err := s.connectionHere(r)
	if err != nil {
		return nil, api.List{}, err
	}
	a := &associationView{listing: r.listing("state", "customer"), Connection: c}
	a.path = ConnectionPath(c.ID) + "/contacts"
	return a, r.asked(a.listing, []string{"customer", "percent", "name"}, "customer"), nil
}

func (a *associationView) filter() api.AssociationFilter {
	states := a.query["state"]
	if len(states) == 0 {
		states = normalStates()
	}
	return api.AssociationFilter{Connection: a.Connection.ID, Customer: a.id("customer"), States: states}
}

func (s *Site) associationView(r *Request) (*associationView, error) {
	a, list, err := s.associationListing(r)
	if err != nil {
		return nil, err
	}
	found, err := s.Services.Associations.List(r.Context(), r.then(), a.filter(), list)
	if err == nil {
		err = follows(a.listing, found.Data.Page)
	}
	if err != nil {
		return nil, err
	}
	a.Counts = found.Data.Counts
	a.Rows = rowsOf(found.Data.Items, list.Sort.By == "customer")
	if of := a.id("customer"); of != uuid.Nil {
		if c, err := s.Services.Customers.Get(r.Context(), r.then(), of); err == nil {
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
	return s.notAll(r, done, saved, failed)
}

// notAll shows the page again, with the rows that were not saved and why.
func (s *Site) notAll(r *Request, done api.AssociationsWritten, saved int, failed map[uuid.UUID]api.AssociationResult) error {
	a, err := s.associationView(r)
	if err != nil {
		return err
	}
	a.Partly = r.partly(plural(saved, "device was", "devices were")+" decided about.", "apply", a.address(a.query), done.Undo)
	if a.Rows, err = s.mark(r, a.Rows, failed); err != nil {
		return err
	}
	return s.associationPage(r, http.StatusConflict, a)
}

// outcomes are how many rows were saved, and what is wrong with the others.
func outcomes(rows []api.AssociationResult) (saved int, failed map[uuid.UUID]api.AssociationResult) {
	failed = map[uuid.UUID]api.AssociationResult{}
	for _, row := range rows {
		if row.Outcome == "saved" || row.Outcome == "unchanged" {
			saved++
		} else {
			failed[row.Asset.ID] = row
		}
	}
	return saved, failed
}

// notesOf says what else came of the rows: how often each note.
func notesOf(rows []api.AssociationResult) string {
	var notes []string
	for _, row := range rows {
		notes = append(notes, row.Notes...)
	}
	return tally(notes)
}

// tally are the first three of some sentences, each with how often it is said.
func tally(sentences []string) (said string) {
	var order []string
	n := map[string]int{}
	for _, sentence := range sentences {
		if n[sentence]++; n[sentence] == 1 {
			order = append(order, sentence)
		}
	}
	for _, note := range order[:min(len(order), 3)] {
		if said += " " + note; n[note] > 1 {
			said += " (" + strconv.Itoa(n[note]) + " times)"
		}
	}
	return said
}

// mark shows again what was chosen in rows that were not saved. Those that the list no
// longer has, since somebody else decided about them, come first, and are not ticked:
// to take a device from somebody is decided anew (ASG-04).
func (s *Site) mark(r *Request, rows []associationRow, failed map[uuid.UUID]api.AssociationResult) ([]associationRow, error) {
	left := maps.Clone(failed)
	for i := range rows {
		id := rows[i].Asset.ID
		result, is := failed[id]
		if rows[i].Picked = is; is {
			rows[i].say(r, result.Message)
			delete(left, id)
		}
	}
	if len(left) == 0 {
		return rows, nil
	}
	apart, err := s.apart(r, left)
	return append(apart, rows...), err
}

// apart are the devices of rows that were not saved, wherever the list has them now.
func (s *Site) apart(r *Request, failed map[uuid.UUID]api.AssociationResult) (rows []associationRow, err error) {
	const most = 500 // that one page of the list has
	for ids := range slices.Chunk(slices.SortedFunc(maps.Keys(failed), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }), most) {
		found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Assets: ids}, api.List{Limit: most, Uncounted: true, Sort: api.Sort{By: "name"}})
		if err != nil {
			return nil, err
		}
		there := map[uuid.UUID]api.ContactSuggestion{}
		for _, item := range found.Data.Items {
			there[item.Asset.ID] = item
		}
		for _, id := range ids {
			item, is := there[id]
			if !is {
				item.Asset = failed[id].Asset // it is gone; that it was not decided about is said all the same
			}
			row := rowsOf([]api.ContactSuggestion{item}, true)[0]
			row.Picked = false
			row.say(r, failed[id].Message)
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// say puts why a row was not saved beside what was chosen in it.
func (row *associationRow) say(r *Request, message string) {
	row.Message = message
	if id := row.Asset.ID.String(); r.PostForm.Has("choice." + id) {
		row.Chosen, row.Other = r.field("choice."+id), r.field("other."+id)
	}
}

// applyHigh takes every suggestion of 80 % and above of the connection (CON-15).
func (s *Site) applyHigh(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	customer, _ := uuid.Parse(r.field("customer")) // none: everybody's
	done, err := s.Services.Associations.ApplyHigh(r.Context(), r.command(), api.AssociationFilter{Connection: id, Customer: customer})
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	saved, failed := outcomes(done.Rows)
	if len(failed) > 0 {
		return s.notAll(r, done, saved, failed)
	}
	said := plural(saved, "device was", "devices were") + " assigned." + notesOf(done.Rows)
	if done.More {
		said += " There are more: apply again."
	}
	return r.undoable(ConnectionPath(id)+"/contacts", said)
}
