package web

import "time"

// Density is how much room a row of a list takes: comfortable, or compact, which is one line.
// The browser remembers it in a cookie, since a wide screen and a small one of the same person
// differ.
const (
	densityCookie = "coresync_rows"
	compactRows   = "compact"
)

func (s *Site) density() []Route {
	return []Route{{"page.density", post, "/settings/rows", SignedIn, true, s.saveDensity}}
}

// saveDensity keeps what was chosen and leads back to the list.
func (s *Site) saveDensity(r *Request) error {
	if r.field("rows") == compactRows {
		r.cookie(densityCookie, compactRows, 400*24*time.Hour) // as long as browsers keep one
	} else {
		r.cookie(densityCookie, "", -1)
	}
	return r.to(local(r.field("from")))
}

// compact tells whether the person chose compact rows in this browser.
func (r *Request) compact() bool {
	c, err := r.Cookie(r.cookieName(densityCookie))
	return err == nil && c.Value == compactRows
}
