package web

import (
	"coresync/http/api"
	"coresync/http/permission"
)

// audit is the page of what the log holds (screen 5.17, as a plain list).
func (s *Site) audit() []Route {
	return []Route{{"page.audit", get, "/audit", permission.AuditView, s.Services.Events != nil, s.showAudit}}
}

func (s *Site) showAudit(r *Request) error {
	l := r.listing("type", "stream")
	list := r.asked(l, []string{"position"}, "-position")
	list.Q = "" // the log is not searched by text
	found, err := s.Services.Events.List(r.Context(), r.then(), api.EventFilter{Types: l.query["type"], StreamPrefix: l.query.Get("stream")}, list)
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	return r.page("Audit", "audit", func(v *view) page { return auditPage(v, l, found.Data.Items, found.Position.N) })
}
