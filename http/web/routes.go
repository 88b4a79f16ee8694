package web

import (
	"slices"

	"coresync/http/permission"
)

// Routes is the table of all pages: who may see which. A test walks it with every role.
func (s *Site) Routes() []Route {
	return slices.Concat(
		s.door(), s.auditorDoor(),
		s.settings(), s.density(),
		s.users(),
		s.tokens(), s.auditorLinks(),
		s.webhooks(),
		s.savedViews(),
		s.importPages(),
		s.assets(),
		s.duplicates(),
		s.recommendations(),
		s.assetEdits(),
		s.assetVerbs(),
		s.warranties(),
		s.undos(),
		s.integrations(),
		s.setup(),
		s.connectionPages(),
		s.mappings(), s.organizationRows(),
		s.locations(),
		s.associationPages(),
		s.ignorePages(),
		s.runs(),
		s.directory(),
		s.offers(),
		s.people(),
		s.privacy(), s.lastUserPages(),
		s.reports(),
		s.schedules(),
		s.policies(),
		s.ledgers(),
		s.movements(),
		s.access(),
		s.accessRequests(),
		s.inbox(),
		s.ticket(),
		s.operations(),
		s.ruleLab(),
		s.audit(), s.auditProof(),
		s.whys(), s.rawObservations(),
		s.past(),
		s.comparisons(),
		s.connectors(),
		s.accessReviews(),
		s.start(),
	)
}

// start leads to where work begins.
func (s *Site) start() []Route {
	return []Route{{"page.start", get, "/", SignedIn, true, func(r *Request) error { return r.to(r.home()) }}}
}

// home is the first page of the navigation that the person may see.
func (r *Request) home() string {
	if r.may(permission.AssetsView) {
		return "/assets"
	}
	return "/settings/profile"
}
