package web

import "slices"

// Routes is the table of all pages: who may see which. A test walks it with every role.
func (s *Site) Routes() []Route {
	return slices.Concat(s.door(), s.settings(), s.users(), s.tokens(), s.start())
}

// start leads to where work begins.
func (s *Site) start() []Route {
	return []Route{{"page.start", get, "/", SignedIn, true, func(r *Request) error { return r.to("/settings/profile") }}}
}
