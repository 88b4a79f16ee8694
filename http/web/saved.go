package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// savedViews are lists under names: kept from a list's menu, looked after on a page of
// their own.
func (s *Site) savedViews() []Route {
	has := s.Services.Views != nil
	return []Route{
		{"page.views", get, "/settings/views", SignedIn, has, func(r *Request) error { return s.showViews(r, http.StatusOK, uuid.Nil, nil) }},
		{"page.views.save", post, "/settings/views", SignedIn, has, s.saveView},
		{"page.views.change", post, "/settings/views/{id}", SignedIn, has, s.changeView},
		{"page.views.remove", post, "/settings/views/{id}/remove", SignedIn, has, s.removeView},
	}
}

// savedAt is where a list stands among the views of it.
type savedAt struct {
	api.SavedList
	Views []api.View
	// Current is the view that the address names; nil: none, or one that is gone or
	// somebody else's own. Then the filters are in the address all the same.
	Current *api.View
	// Usual tells that the list opens with one of them.
	Usual bool
}

// savedListing is a list whose filters can be kept. It is nil where the list was
// opened without any: then the browser is on its way to the view that the person
// chose for that.
func (r *Request) savedListing(name string) (*listing, error) {
	list, _ := api.SavedListOf(name) // a test walks the names
	l := r.listing(append(list.Parameters, api.SavedName)...)
	if r.site.Services.Views == nil || r.Method != get || r.URL.Path != list.Path {
		return l, nil
	}
	all, err := r.views()
	if err != nil {
		return nil, err
	}
	at := &savedAt{SavedList: list}
	for i, view := range all {
		if view.List != name {
			continue
		}
		at.Views = append(at.Views, view)
		if view.ID.String() == l.query.Get(api.SavedName) {
			at.Current = &all[i]
		}
		if view.Default {
			if at.Usual = true; r.bare() {
				return nil, r.to(view.Page)
			}
		}
	}
	l.saved = at
	return l, nil
}

// bare tells that the address says nothing but, at most, the moment.
func (r *Request) bare() bool {
	for name := range r.URL.Query() {
		if name != asOfName && name != asOfRulesName {
			return false
		}
	}
	return true
}

// views are those that the person may open, asked for once a request.
func (r *Request) views() ([]api.View, error) {
	if r.Who.Link != uuid.Nil { // views are of people
		return nil, nil
	}
	if r.saved == nil && r.site.Services.Views != nil {
		found, err := r.site.Services.Views.List(r.Context(), r.Who, "")
		if err != nil {
			return nil, err
		}
		r.saved = found
	}
	return r.saved, nil
}

// kept are the parameters of a list that a view of it holds.
func (l *listing) kept() string {
	q := l.copy()
	for name := range q {
		if !slices.Contains(l.saved.Parameters, name) {
			q.Del(name)
		}
		slices.Sort(q[name]) // in which order they were ticked is nothing to a view
	}
	return q.Encode()
}

// differs tells that the list was narrowed otherwise since the view was opened.
func (l *listing) differs() bool { return l.saved.Current != nil && l.saved.Current.Query != l.kept() }

// pinned are the views below an item of the navigation.
func (v *view) pinned(item string) []api.View {
	var found []api.View
	for _, view := range v.Saved {
		list, _ := api.SavedListOf(view.List)
		if view.Pinned && itemOfList(list) == item {
			found = append(found, view)
		}
	}
	return found
}

// itemOfList is the item of the navigation that a list belongs to.
func itemOfList(l api.SavedList) string {
	if l.Needs == permission.AccessView {
		return "access"
	}
	return l.Name
}

// standsAt tells whether the page shows a view.
func (v *view) standsAt(saved api.View) bool {
	here, err := url.Parse(v.Here)
	return err == nil && here.Query().Get(api.SavedName) == saved.ID.String()
}

func (s *Site) showViews(r *Request, status int, faulty uuid.UUID, f faults) error {
	found, err := r.views()
	if err != nil {
		return err
	}
	return r.pageWith(status, "Saved views", "settings", func(v *view) page { return viewsPage(v, found, faulty, f) })
}

func (s *Site) saveView(r *Request) error {
	draft := api.ViewDraft{List: r.field("list"), Name: r.field("name"), Query: r.field("query"), Shared: r.field("shared") != "", Pinned: r.field("pinned") != ""}
	made, err := s.Services.Views.Create(r.Context(), r.Who, draft)
	if err != nil {
		return plainly(err)
	}
	return r.done(made.Page, "The view is kept.")
}

// plainly puts the faults of a small form, which has no page of its own, into the
// sentence that the page of the error shows.
func plainly(err error) error {
	var known *domain.Error
	if !errors.As(err, &known) || len(known.Fields) == 0 {
		return err
	}
	var said []string
	for _, f := range known.Fields {
		said = append(said, f.Message)
	}
	out := *known
	out.Message = strings.Join(slices.Compact(said), " ")
	return &out
}

// changeView changes what the form holds: a button sends only its own.
func (s *Site) changeView(r *Request) error {
	id, err := r.pathID("id", "view")
	if err != nil {
		return err
	}
	changed, err := s.Services.Views.Update(r.Context(), r.Who, id, nil, viewPatchOf(r))
	if err == nil && r.field("back") == "list" {
		return r.done(changed.Page, "The view was changed.")
	}
	if err == nil {
		return r.done("/settings/views", "Saved.")
	}
	f := faultsOf(err)
	if f == nil || r.field("back") == "list" {
		return plainly(err)
	}
	return s.showViews(r, http.StatusUnprocessableEntity, id, f)
}

func viewPatchOf(r *Request) api.ViewPatch {
	var p api.ViewPatch
	if r.PostForm.Has("name") {
		name := r.field("name")
		p.Name = &name
	}
	if r.PostForm.Has("query") {
		query := r.field("query")
		p.Query = &query
	}
	for name, to := range map[string]**bool{"shared": &p.Shared, "pinned": &p.Pinned, "default": &p.Default} {
		if r.PostForm.Has(name) {
			yes := r.field(name) == "true"
			*to = &yes
		}
	}
	return p
}

func (s *Site) removeView(r *Request) error {
	id, err := r.pathID("id", "view")
	if err != nil {
		return err
	}
	if err := s.Services.Views.Remove(r.Context(), r.Who, id); err != nil {
		return err
	}
	return r.done("/settings/views", "The view was removed. What it showed is as before.")
}

// listWord is how the list of a view is called.
func listWord(view api.View) string {
	list, _ := api.SavedListOf(view.List)
	return list.Word
}

// maker says whose a view is.
func maker(view api.View) string {
	switch {
	case view.Mine:
		return "You"
	case view.MadeBy != "":
		return view.MadeBy
	}
	return "Somebody who left, or a program"
}
