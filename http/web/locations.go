package web

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// locations are the pages on which locations get customers of their own (MAP-13).
func (s *Site) locations() []Route {
	has, manage := s.Services.Organizations != nil && s.Services.Connections != nil, permission.IntegrationsManage
	const path = "/settings/integrations/ninjaone/{connection}/locations"
	return []Route{
		{"page.locations", get, path, permission.IntegrationsView, has, s.showLocations},
		{"page.locations.export", get, path + "/export", permission.IntegrationsView, has && s.Services.Exports != nil, s.exportHere(api.TableLocations)},
		{"page.locations.save", post, path, manage, has, s.saveLocations},
		{"page.locations.preview", post, path + "/preview", manage, has, s.previewLocations},
	}
}

// locationsView is what the page of a connection's locations shows.
type locationsView struct {
	*listing
	Connection api.Connection
	Rows       []locationRow
	// Effects tells what saving would move; nil: not asked.
	Effects []api.MappingEffect
	Partly  *partly // some rows were not saved
}

// locationRow is a location with what was chosen for it.
type locationRow struct {
	api.Location
	Chosen  string
	Message string
}

// ownCustomer is the value of the picker that stands for what holds now; "" goes with
// the organization.
func ownCustomer(l api.Location) string {
	switch {
	case l.Status == "ignored":
		return "ignore"
	case l.Status == "mapped" && l.Customer != nil:
		return "map:" + l.Customer.ID.String()
	case l.Status == "stale":
		return "stale"
	}
	return ""
}

// choices of a row: what holds, to go with the organization, to be ignored.
func (row locationRow) choices() []choice {
	withIt := "As its organization"
	if row.Status == "organization" && row.Customer != nil {
		withIt += ": " + row.Customer.Name
	}
	list := []choice{{"", withIt, ""}}
	switch now := ownCustomer(row.Location); now {
	case "", "ignore":
	case "stale":
		list = append(list, choice{"stale", customerName(row.Customer), "removed"})
	default:
		list = append(list, choice{now, customerName(row.Customer), ""})
	}
	if strings.HasPrefix(row.Chosen, "map:") && row.Chosen != ownCustomer(row.Location) {
		list = append(list, choice{row.Chosen, "The customer that you chose", ""})
	}
	return append(list, choice{"ignore", "Ignore this location", ""})
}

func (s *Site) showLocations(r *Request) error {
	l, err := s.locationsView(r)
	if err != nil {
		return err
	}
	return s.locationsPage(r, http.StatusOK, l)
}

func (s *Site) locationsPage(r *Request, status int, l *locationsView) error {
	return r.pageWith(status, "Locations", "integrations", func(v *view) page { return locationsPage(v, l) })
}

func (s *Site) locationsView(r *Request) (*locationsView, error) {
	c, err := s.connectionHere(r)
	if err != nil {
		return nil, err
	}
	l := &locationsView{listing: r.listing("organization", "status"), Connection: c}
	l.path = ConnectionPath(c.ID) + "/locations"
	organization, _ := strconv.ParseInt(l.query.Get("organization"), 10, 64) // what is no number is no filter
	found, err := s.Services.Organizations.Locations(r.Context(), r.then(),
		api.LocationFilter{Connection: c.ID, OrganizationID: organization, Status: l.status()}, r.asked(l.listing, nil, "organization"))
	if err == nil {
		err = follows(l.listing, found.Data)
	}
	if err != nil {
		return nil, err
	}
	for _, item := range found.Data.Items {
		l.Rows = append(l.Rows, locationRow{Location: item, Chosen: ownCustomer(item)})
	}
	return l, nil
}

// status is the state that the list is narrowed to; one that is none narrows nothing.
func (l *locationsView) status() string {
	status := l.query.Get("status")
	if !slices.ContainsFunc(locationStates(), func(s statusWordOf) bool { return s.Value == status }) {
		return ""
	}
	return status
}

// locationStates are the filters over the table.
func locationStates() []statusWordOf {
	return []statusWordOf{{"organization", "As their organization"}, {"mapped", "Customer of their own"}, {"stale", "Stale"}, {"ignored", "Ignored"}}
}

func locationState(status string) tone {
	if status == "organization" {
		return tone{"As its organization", "building", "secondary"}
	}
	return mappingState(status)
}

// changedLocations reads the form: only rows whose picker was changed.
func changedLocations(r *Request, connection uuid.UUID) ([]api.Mapping, error) {
	var rows []api.Mapping
	for name := range r.PostForm {
		id, is := strings.CutPrefix(name, "choice.")
		value := r.field(name)
		if !is || value == r.field("before."+id) {
			continue
		}
		row, err := mappingOf(connection, id, r.field("version."+id), value)
		if value == "stale" {
			err = errors.Join(err, formFault("choice"))
		}
		if err != nil {
			return nil, err
		}
		row.OrganizationID, row.LocationID = 0, row.OrganizationID
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b api.Mapping) int { return cmp.Compare(a.LocationID, b.LocationID) })
	return rows, nil
}

// saveLocations stores the changes; rows that somebody was faster with are shown again.
func (s *Site) saveLocations(r *Request) error {
	l, err := s.locationsView(r)
	if err != nil {
		return err
	}
	rows, err := changedLocations(r, l.Connection.ID)
	if err != nil {
		return err
	}
	back := l.address(l.query)
	if len(rows) == 0 {
		return r.done(back, "Nothing was changed.")
	}
	done, err := s.Services.Organizations.Map(r.Context(), r.command(), rows)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	failed := map[int64]string{}
	for _, row := range done.Rows {
		if row.Outcome != "saved" && row.Outcome != "unchanged" {
			failed[row.LocationID] = row.Message
		}
	}
	saved := len(rows) - len(failed)
	if len(failed) == 0 {
		return r.undoable(back, plural(saved, "location was", "locations were")+" saved.")
	}
	if l, err = s.locationsView(r); err != nil {
		return err
	}
	l.Partly = r.partly(plural(saved, "location was", "locations were")+" saved.", "save", back, done.Undo)
	for i := range l.Rows {
		id := l.Rows[i].LocationID
		if message, is := failed[id]; is {
			l.Rows[i].Message, l.Rows[i].Chosen = message, r.field("choice."+number(id))
			delete(failed, id)
		}
	}
	messagesFirst(l.Rows, func(row locationRow) string { return row.Message })
	for _, id := range slices.Sorted(maps.Keys(failed)) {
		l.Partly.Apart = append(l.Partly.Apart, "Location "+number(id)+": "+failed[id])
	}
	return s.locationsPage(r, http.StatusConflict, l)
}

// previewLocations tells how many assets would move.
func (s *Site) previewLocations(r *Request) error {
	l, err := s.locationsView(r)
	if err != nil {
		return err
	}
	rows, err := changedLocations(r, l.Connection.ID)
	if err != nil {
		return err
	}
	effects, err := s.Services.Organizations.Preview(r.Context(), r.scope(), rows)
	if err != nil {
		return err
	}
	l.Effects = append([]api.MappingEffect{}, effects.Data...)
	for i := range l.Rows {
		if name := "choice." + number(l.Rows[i].LocationID); r.PostForm.Has(name) {
			l.Rows[i].Chosen = r.field(name)
		}
	}
	return s.locationsPage(r, http.StatusOK, l)
}
