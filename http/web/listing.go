package web

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"coresync/http/api"
	"coresync/http/cursor"

	"github.com/google/uuid"
)

// listing is a list as its address says it: filter, sort and page. All of it is in
// the address, so that a link shows another person the same.
type listing struct {
	path  string
	query url.Values
	// Next is the address of the next page; empty: there is none.
	Next  string
	Total *int64
	First bool
	// saved is nil where the list's filters can't be kept.
	saved *savedAt
}

// pageSize is how many rows a page of a list has.
const pageSize = 100

// cursorName is the parameter that names the place in a list.
const cursorName = "after"

// tabName is the parameter that names the tab of a page which has several.
const tabName = "tab"

// listing reads the address of a list; only parameters that it knows are kept.
func (r *Request) listing(known ...string) *listing {
	l := &listing{path: r.URL.Path, query: url.Values{}, First: true}
	for name, values := range r.URL.Query() {
		if slices.Contains(known, name) || name == "q" || name == "sort" {
			for _, v := range values {
				if v != "" && len(v) <= 200 && written(v) && !slices.Contains(l.query[name], v) {
					l.query.Add(name, v)
				}
			}
		}
	}
	return l
}

// written tells whether a text can have been written: PostgreSQL takes no other in a statement.
func written(v string) bool { return utf8.ValidString(v) && !strings.ContainsRune(v, 0) }

func (l *listing) question() string { return l.path + "?" + l.query.Encode() }

// asked turns the address into a page request. A place that belongs to another
// question begins at the first page.
func (r *Request) asked(l *listing, sorts []string, normal string) api.List {
	by, descending := strings.CutPrefix(l.query.Get("sort"), "-")
	if !slices.Contains(sorts, by) {
		by, descending = strings.CutPrefix(normal, "-")
		l.query.Del("sort")
	}
	list := api.List{Limit: pageSize, Q: l.query.Get("q"), Sort: api.Sort{By: by, Descending: descending}}
	if text := r.URL.Query().Get(cursorName); text != "" {
		if c, err := cursor.Decode(text, l.question()); err == nil {
			list.After, l.First = c.Keys, false
		}
	}
	return list
}

// follows notes what comes after a page.
func follows[T any](l *listing, p api.Page[T]) error {
	l.Total = p.Total
	if p.Next == nil {
		return nil
	}
	text, err := cursor.Encode(cursor.Cursor{Epoch: uuid.Nil, Keys: p.Next}, l.question())
	if err != nil {
		return err
	}
	q := l.copy()
	q.Set(cursorName, text)
	l.Next = l.path + "?" + q.Encode()
	return nil
}

func (l *listing) copy() url.Values {
	q := url.Values{}
	for name, values := range l.query {
		q[name] = slices.Clone(values)
	}
	return q
}

func (l *listing) address(q url.Values) string {
	if len(q) == 0 && l.saved != nil && l.saved.Usual { // else the list would open with that view
		return l.path + "?" + api.SavedName + "=" + api.AnyView
	}
	if len(q) == 0 {
		return l.path
	}
	return l.path + "?" + q.Encode()
}

// has tells whether a filter holds a value.
func (l *listing) has(name, value string) bool { return slices.Contains(l.query[name], value) }

// toggled is the list with a value of a filter added, or taken away where it is there.
func (l *listing) toggled(name, value string) string {
	q := l.copy()
	if i := slices.Index(q[name], value); i >= 0 {
		q[name] = slices.Delete(q[name], i, i+1)
		if len(q[name]) == 0 {
			q.Del(name)
		}
	} else {
		q.Add(name, value)
	}
	return l.address(q)
}

// without is the list without a filter.
func (l *listing) without(name string) *listing {
	out := *l
	out.query = l.copy()
	out.query.Del(name)
	return &out
}

// with is the list with a parameter set, or without it.
func (l *listing) with(name, value string) string {
	q := l.copy()
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	return l.address(q)
}

// cleared is the list without any filter.
func (l *listing) cleared() string {
	q := url.Values{}
	for _, name := range []string{"sort", "col", tabName} {
		if values := l.query[name]; values != nil {
			q[name] = values
		}
	}
	return l.address(q)
}

// filtered tells whether anything narrows the list.
func (l *listing) filtered() bool {
	for name := range l.query {
		if name != "sort" && name != "col" && name != tabName && name != api.SavedName {
			return true
		}
	}
	return false
}

// sorted is the list sorted by a column, or the other way round where it is already.
func (l *listing) sorted(by string) string {
	if l.query.Get("sort") == by {
		by = "-" + by
	}
	return l.with("sort", by)
}

// direction is how a column is sorted: ascending, descending or none.
func (l *listing) direction(by, normal string) string {
	now := l.query.Get("sort")
	if now == "" {
		now = normal
	}
	switch now {
	case by:
		return "ascending"
	case "-" + by:
		return "descending"
	}
	return "none"
}

// id is a filter that names a thing; a malformed one is none.
func (l *listing) id(name string) uuid.UUID {
	id, _ := uuid.Parse(l.query.Get(name)) // see above
	return id
}

// sortedOr is the list sorted in a way, or in its normal one where it is sorted so.
func (l *listing) sortedOr(by string) string {
	if l.query.Get("sort") == by {
		by = ""
	}
	return l.with("sort", by)
}
