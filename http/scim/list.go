package scim

import (
	"net/http"
	"strings"

	"coresync/http/api"

	"github.com/google/uuid"
	filter "github.com/scim2/filter-parser/v2"
)

// window is the page that a client asks for, and what it wants of each resource.
type window struct {
	filter string
	keep   func(resource) bool
	start  int // from 1
	count  int
	parsed filter.Expression // nil: no filter
	page   []any
	total  int
}

func (r *Request) window() (*window, error) {
	w := &window{filter: r.URL.Query().Get("filter")}
	var err error
	if w.parsed, err = parseFilter(w.filter); err != nil {
		return nil, err
	}
	w.keep = func(v resource) bool { return w.parsed == nil || holds(w.parsed, v) }
	start, err := r.number("startIndex", 1)
	if err != nil {
		return nil, err
	}
	count, err := r.number("count", mostListed)
	if err != nil {
		return nil, err
	}
	w.start, w.count = max(start, 1), min(max(count, 0), mostListed)
	return w, nil
}

// offer takes a resource into the page where the filter keeps it and its turn has come.
func (w *window) offer(r *Request, v resource) {
	if !w.keep(v) {
		return
	}
	if w.total++; w.total >= w.start && len(w.page) < w.count {
		w.page = append(w.page, r.chosen(v))
	}
}

// answer writes the page (RFC 7644 §3.4.2).
func (w *window) answer(to http.ResponseWriter) error {
	page := w.page
	if page == nil {
		page = []any{}
	}
	return write(to, http.StatusOK, resource{
		"schemas": []string{listSchema}, "totalResults": w.total, "startIndex": w.start, "itemsPerPage": len(page), "Resources": page,
	})
}

// atOnce is how many users are read at once where a filter must look at each.
const atOnce = 500

// users offers the users. Without a filter only those of the page are read, with one that
// names a user only that; else all are, one part after the other.
func (h *Handler) offerUsers(r *Request, w *window) error {
	var f api.ProvisionedFilter
	if w.parsed == nil {
		return h.offerPage(r, w)
	}
	if nobody := narrow(w.parsed, &f); nobody {
		return nil
	}
	for f.Limit = atOnce; ; f.Skip += atOnce {
		some, total, err := h.usersOf(r, f)
		if err != nil {
			return err
		}
		for _, u := range some {
			w.offer(r, r.showUser(u))
		}
		if f.Skip+len(some) >= total || len(some) == 0 {
			return nil
		}
	}
}

func (h *Handler) offerPage(r *Request, w *window) error {
	some, total, err := h.usersOf(r, api.ProvisionedFilter{Skip: w.start - 1, Limit: max(w.count, 1)})
	if err != nil {
		return err
	}
	for _, u := range some {
		if len(w.page) < w.count {
			w.page = append(w.page, r.chosen(r.showUser(u)))
		}
	}
	w.total += total
	return nil
}

// narrow finds what a filter demands of every user that it keeps, so that only those need
// to be read; nobody tells that there can be none.
func narrow(e filter.Expression, f *api.ProvisionedFilter) (nobody bool) {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		return e.Operator == filter.AND && (narrow(e.Left, f) || narrow(e.Right, f))
	case *filter.ValuePath:
		if strings.EqualFold(e.AttributePath.AttributeName, "emails") {
			return narrowEmail(e.ValueFilter, f)
		}
	case *filter.AttributeExpression:
		if !strings.EqualFold(string(e.Operator), string(filter.EQ)) || e.CompareValue == nil {
			return false
		}
		value := compared(e.CompareValue)
		switch name, part := strings.ToLower(e.AttributePath.AttributeName), e.AttributePath.SubAttribute; {
		case name == "id":
			id, err := uuid.Parse(value)
			f.IDs = []uuid.UUID{id}
			return err != nil
		case name == "username":
			f.UserName = value
		case name == "externalid":
			f.ExternalID = value
		case name == "emails" && (part == nil || strings.EqualFold(*part, "value")):
			f.Email = value
		}
	}
	return false
}

func narrowEmail(e filter.Expression, f *api.ProvisionedFilter) bool {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		return e.Operator == filter.AND && (narrowEmail(e.Left, f) || narrowEmail(e.Right, f))
	case *filter.AttributeExpression:
		if strings.EqualFold(e.AttributePath.AttributeName, "value") && strings.EqualFold(string(e.Operator), string(filter.EQ)) {
			f.Email = compared(e.CompareValue)
		}
	}
	return false
}

// offerGroups offers the groups; their members are read only where they are wanted.
func (h *Handler) offerGroups(r *Request, w *window) error {
	roles, err := h.rolesOf(r)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(roles))
	for i, role := range roles {
		ids[i] = role.ID
	}
	var members map[uuid.UUID][]api.ProvisionedMember
	if wanted := r.wants("members") || strings.Contains(strings.ToLower(w.filter), "members"); wanted {
		if members, err = h.membersOf(r, ids...); err != nil {
			return err
		}
	}
	for _, role := range roles {
		w.offer(r, r.showGroup(role, members[role.ID], members != nil))
	}
	return nil
}

// list answers a list of users, of groups, or of both.
func (h *Handler) list(to http.ResponseWriter, r *Request, offers ...func(*Request, *window) error) error {
	w, err := r.window()
	if err != nil {
		return err
	}
	for _, offer := range offers {
		if err := offer(r, w); err != nil {
			return err
		}
	}
	return w.answer(to)
}

// search answers POST /.search, which asks in a body what a list is asked in the address
// (RFC 7644 §3.4.3).
func (h *Handler) search(to http.ResponseWriter, r *Request, offers ...func(*Request, *window) error) error {
	if r.Method != http.MethodPost {
		return wrongMethod(to, "POST")
	}
	body, err := r.body()
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	for _, name := range []string{"filter", "startIndex", "count"} {
		if value := body.member(name); value != nil {
			asked.Set(name, text(value))
		}
	}
	for _, name := range []string{"attributes", "excludedAttributes"} {
		var names []string
		for _, item := range listed(body.member(name)) {
			names = append(names, text(item))
		}
		if len(names) > 0 {
			asked.Set(name, strings.Join(names, ","))
		}
	}
	address := *r.URL
	address.RawQuery = asked.Encode()
	r.Request = r.Clone(r.Context())
	r.URL = &address
	return h.list(to, r, offers...)
}
