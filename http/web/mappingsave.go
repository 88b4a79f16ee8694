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
	if rows, err = s.createCustomers(r, rows); err != nil {
		return err
	}
	return s.save(r, rows)
}

// createPrefix begins the value of a picker that asks for a customer of a name.
const createPrefix = "create:"

// createCustomers makes the customers that rows ask for; the save's undo takes them back.
func (s *Site) createCustomers(r *Request, rows []api.Mapping) ([]api.Mapping, error) {
	made := make(map[string]*uuid.UUID) // several organizations may be one customer
	for i, row := range rows {
		name, is := strings.CutPrefix(row.Action, createPrefix)
		if !is {
			continue
		}
		if id := made[strings.ToLower(name)]; id != nil {
			rows[i].Action, rows[i].Customer = "map", id
			continue
		}
		if !r.may(permission.ContactsManage) || s.Services.Customers == nil {
			return nil, &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
				Message: "To create a customer takes the permission " + string(permission.ContactsManage) + ". Choose a customer that is there."}
		}
		done, err := s.Services.Customers.Create(r.Context(), r.command(), api.CustomerDraft{Name: name})
		if err == nil {
			err = s.await(r, done)
		}
		if err != nil {
			return nil, err
		}
		made[strings.ToLower(name)] = done.ID
		rows[i].Action, rows[i].Customer = "map", done.ID
	}
	return rows, nil
}

func (s *Site) save(r *Request, rows []api.Mapping) error {
	back := r.URL.Path
	for _, suffix := range []string{"/confirm", "/preview"} {
		back = strings.TrimSuffix(back, suffix)
	}
	if r.URL.RawQuery != "" {
		back += "?" + r.URL.RawQuery
	}
	if to := r.field("back"); to != "" {
		back = local(to)
	}
	if len(rows) == 0 {
		return r.done(back, "Nothing was changed.")
	}
	done, err := s.mapAll(r, rows)
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
	return s.conflicts(r, rows, done, saved)
}

// mapAll saves any number of rows in one go, in parts of a size that the store takes well.
func (s *Site) mapAll(r *Request, rows []api.Mapping) (all api.MappingsWritten, err error) {
	for part := range slices.Chunk(rows, mostOrganizations) {
		done, err := s.Services.Organizations.Map(r.Context(), r.command(), part)
		if err != nil {
			return all, err
		}
		all.Rows, all.Position, all.Undo = append(all.Rows, done.Rows...), done.Position, cmp.Or(done.Undo, all.Undo)
	}
	return all, nil
}

// conflicts shows the page again with the rows that were not saved. It filters nothing,
// since what somebody else decided may have put a row under another filter.
func (s *Site) conflicts(r *Request, rows []api.Mapping, done api.MappingsWritten, saved int) error {
	r.URL.RawQuery = ""
	m, err := s.mappingView(r)
	if err != nil {
		return err
	}
	m.Partly = r.partly(plural(saved, "mapping was", "mappings were")+" saved.", "save", m.path, done.Undo)
	for i, result := range done.Rows {
		if result.Outcome == "saved" || result.Outcome == "unchanged" {
			continue
		}
		at := slices.IndexFunc(m.Rows, func(row mappingRow) bool { return row.OrganizationID == result.OrganizationID })
		if at < 0 {
			m.Partly.Apart = append(m.Partly.Apart, "Organization "+number(result.OrganizationID)+": "+result.Message)
			continue
		}
		m.Rows[at].Message, m.Rows[at].Chosen = result.Message, valueOf(rows[i])
	}
	messagesFirst(m.Rows, func(row mappingRow) string { return row.Message })
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
	changed := len(rows)
	rows = slices.DeleteFunc(rows, func(row api.Mapping) bool { return strings.HasPrefix(row.Action, createPrefix) }) // whose customer is not there yet
	m.Creating = changed - len(rows)
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
	var rows []api.Mapping
	list := api.List{Limit: mostOrganizations, Sort: api.Sort{By: "name"}}
	for {
		found, err := s.Services.Organizations.List(r.Context(), r.scope(), api.OrganizationFilter{Connection: id, Status: "auto_matched"}, list)
		if err != nil {
			return err
		}
		for _, o := range found.Data.Items {
			if likely := likelyCustomer(o); likely != nil {
				rows = append(rows, api.Mapping{Connection: id, OrganizationID: o.OrganizationID, Action: "map", Customer: &likely.ID, ExpectedVersion: o.Version})
			}
		}
		if list.After = found.Data.Next; list.After == nil {
			return s.save(r, rows)
		}
	}
}
