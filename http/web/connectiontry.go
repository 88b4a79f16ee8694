package web

import (
	"maps"
	"net/http"
	"slices"

	"coresync/http/api"
)

// trial is what came of asking NinjaOne with settings that are not kept.
type trial struct {
	Checks []api.Check
	Faults []string // why nothing was asked
}

// tryConnection asks NinjaOne whether it takes what is typed, and keeps nothing of it. Where
// scripts run the form stays as it is, with its secret; the page itself never sends one back.
func (s *Site) tryConnection(r *Request) error {
	draft := connectionDraft(r)
	checks, err := s.Services.Connections.Try(r.Context(), draft)
	f := faultsOf(err)
	if err != nil && f == nil {
		return err
	}
	tried := &trial{Checks: checks, Faults: slices.Sorted(maps.Values(f))}
	if reason(err) == "needs_sign_in" {
		f = nil // nothing is wrong
	}
	return r.pageWith(http.StatusOK, "Add NinjaOne", "integrations", func(v *view) page { return newConnectionPage(v, draft, f, tried) })
}
