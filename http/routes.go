package http

import (
	"net/http"
	"slices"

	p "coresync/http/permission"
)

// Methods, short enough for a table.
const (
	get   = http.MethodGet
	post  = http.MethodPost
	put   = http.MethodPut
	patch = http.MethodPatch
	del   = http.MethodDelete
)

// routes is the table of all routes below /api/v1: who may use which. A test walks
// it with every role, another compares it with the description.
func (s *Server) routes() []route {
	return slices.Concat(s.workspaceRoutes(), s.ninjaRoutes(), s.directoryRoutes(), s.assetRoutes(), s.accessRoutes(), s.ledgerRoutes(), s.reportRoutes(), s.exportRoutes(), s.importRoutes(), s.reportMailRoutes(), s.webhookRoutes(), s.replacementRoutes(), s.privacyRoutes(), s.logRoutes(), s.auditRoutes())
}

// workspaceRoutes are about who works here, and how.
func (s *Server) workspaceRoutes() []route {
	has := s.services
	return []route{
		{"getSession", get, "/api/v1/session", signedIn, true, plain, s.getSession},
		{"signIn", post, "/api/v1/session", open, has.Sessions != nil, plain, s.signIn},
		{"signOut", del, "/api/v1/session", signedIn, has.Sessions != nil, plain, s.signOut},

		{"listTokens", get, "/api/v1/tokens", p.UsersManage, has.Tokens != nil, plain, s.listTokens},
		{"createToken", post, "/api/v1/tokens", p.UsersManage, has.Tokens != nil, plain, s.createToken},
		{"getToken", get, "/api/v1/tokens/{id}", p.UsersManage, has.Tokens != nil, plain, s.getToken},
		{"revokeToken", del, "/api/v1/tokens/{id}", p.UsersManage, has.Tokens != nil, plain, s.revokeToken},

		{"listAuditorLinks", get, "/api/v1/auditor-links", p.UsersManage, has.AuditorLinks != nil, plain, s.listAuditorLinks},
		{"createAuditorLink", post, "/api/v1/auditor-links", p.UsersManage, has.AuditorLinks != nil, plain, s.createAuditorLink},
		{"getAuditorLink", get, "/api/v1/auditor-links/{id}", p.UsersManage, has.AuditorLinks != nil, plain, s.getAuditorLink},
		{"revokeAuditorLink", del, "/api/v1/auditor-links/{id}", p.UsersManage, has.AuditorLinks != nil, plain, s.revokeAuditorLink},

		{"listUsers", get, "/api/v1/users", p.UsersManage, has.Users != nil, plain, s.listUsers},
		{"createUser", post, "/api/v1/users", p.UsersManage, has.Users != nil, plain, s.createUser},
		{"getUser", get, "/api/v1/users/{id}", p.UsersManage, has.Users != nil, plain, s.getUser},
		{"updateUser", patch, "/api/v1/users/{id}", p.UsersManage, has.Users != nil, plain, s.updateUser},
		{"removeUser", del, "/api/v1/users/{id}", p.UsersManage, has.Users != nil, plain, s.removeUser},
		{"linkUser", post, "/api/v1/users/{id}/link", p.UsersManage, has.Users != nil, plain, s.linkUser},
		{"signOutUser", del, "/api/v1/users/{id}/sessions", p.UsersManage, has.Users != nil && has.Sessions != nil, plain, s.signOutUser},

		{"listViews", get, "/api/v1/views", signedIn, has.Views != nil, plain, s.listViews},
		{"createView", post, "/api/v1/views", signedIn, has.Views != nil, plain, s.createView},
		{"getView", get, "/api/v1/views/{id}", signedIn, has.Views != nil, plain, s.getView},
		{"updateView", patch, "/api/v1/views/{id}", signedIn, has.Views != nil, plain, s.updateView},
		{"removeView", del, "/api/v1/views/{id}", signedIn, has.Views != nil, plain, s.removeView},

		{"listNotifications", get, "/api/v1/notifications", p.IntegrationsView, has.Notifications != nil, plain, s.listNotifications},
		{"doneNotification", put, "/api/v1/notifications/{id}/done", p.IntegrationsView, has.Notifications != nil, plain, s.markNotification(true)},
		{"reopenNotification", del, "/api/v1/notifications/{id}/done", p.IntegrationsView, has.Notifications != nil, plain, s.markNotification(false)},
		{"muteNotifications", put, "/api/v1/notification-mutes/{type}", p.IntegrationsView, has.Notifications != nil, plain, s.muteNotifications(true)},
		{"unmuteNotifications", del, "/api/v1/notification-mutes/{type}", p.IntegrationsView, has.Notifications != nil, plain, s.muteNotifications(false)},

		{"getSettings", get, "/api/v1/settings", signedIn, has.Settings != nil, plain, s.getSettings},
		{"updateSettings", patch, "/api/v1/settings", p.OperationsManage, has.Settings != nil, plain, s.updateSettings},
	}
}

// ninjaRoutes are about connections to NinjaOne and what comes through them.
func (s *Server) ninjaRoutes() []route {
	has := s.services
	return []route{
		{"listConnections", get, "/api/v1/connections", p.IntegrationsView, has.Connections != nil, plain, s.listConnections},
		{"createConnection", post, "/api/v1/connections", p.IntegrationsManage, has.Connections != nil, plain, s.createConnection},
		{"getConnection", get, "/api/v1/connections/{id}", p.IntegrationsView, has.Connections != nil, plain, s.getConnection},
		{"updateConnection", patch, "/api/v1/connections/{id}", p.IntegrationsManage, has.Connections != nil, plain, s.updateConnection},
		{"removeConnection", del, "/api/v1/connections/{id}", p.IntegrationsManage, has.Connections != nil, plain, s.removeConnection},
		{"connectConnection", post, "/api/v1/connections/{id}/connect", p.IntegrationsManage, has.Connections != nil, plain, s.connectConnection},
		{"testConnection", post, "/api/v1/connections/{id}/test", p.IntegrationsManage, has.Connections != nil, plain, s.testConnection},
		{"checkConnection", post, "/api/v1/connections/{id}/checks", p.IntegrationsManage, has.Connections != nil, plain, s.checkConnection},
		{"showChecks", get, "/api/v1/connections/{id}/checks", p.IntegrationsManage, has.Connections != nil, plain, s.checkConnection},
		{"setLimits", put, "/api/v1/connections/{id}/limits", p.IntegrationsManage, has.Connections != nil, plain, s.setLimits},
		{"setSchedule", put, "/api/v1/connections/{id}/schedule", p.IntegrationsManage, has.Connections != nil, plain, s.setSchedule},
		{"syncConnection", post, "/api/v1/connections/{id}/sync", p.IntegrationsManage, has.Connections != nil, plain, s.syncConnection},

		{"listRuns", get, "/api/v1/sync-runs", p.IntegrationsView, has.Runs != nil, plain, s.listRuns},
		{"getRun", get, "/api/v1/sync-runs/{id}", p.IntegrationsView, has.Runs != nil, plain, s.getRun},
		{"listChanges", get, "/api/v1/sync-runs/{id}/changes", p.IntegrationsView, has.Runs != nil, plain, s.listChanges},
		{"groupChanges", get, "/api/v1/sync-runs/{id}/change-groups", p.IntegrationsView, has.Runs != nil, plain, s.groupChanges},
		{"listRunOrganizations", get, "/api/v1/sync-runs/{id}/organizations", p.IntegrationsView, has.Runs != nil, plain, s.listRunOrganizations},
		{"logOfRun", get, "/api/v1/sync-runs/{id}/log", p.IntegrationsView, has.Runs != nil, plain, s.logOfRun},
		{"releaseRun", post, "/api/v1/sync-runs/{id}/release", p.IntegrationsManage, has.Runs != nil, plain, s.releaseRun},
		{"cancelRun", post, "/api/v1/sync-runs/{id}/cancel", p.IntegrationsManage, has.Runs != nil, plain, s.cancelRun},
		{"discardRun", post, "/api/v1/sync-runs/{id}/discard", p.IntegrationsManage, has.Runs != nil, plain, s.discardRun},
		{"undoRun", post, "/api/v1/sync-runs/{id}/undo", p.IntegrationsManage, has.Runs != nil, plain, s.undoRun},
		{"watchRun", get, "/api/v1/sync-runs/{id}/progress", p.IntegrationsView, has.Runs != nil, stream, s.watchRun},

		{"listOrganizations", get, "/api/v1/organizations", p.IntegrationsView, has.Organizations != nil, plain, s.listOrganizations},
		{"listLocations", get, "/api/v1/locations", p.IntegrationsView, has.Organizations != nil, plain, s.listLocations},
		{"putMappings", put, "/api/v1/organization-mappings", p.IntegrationsManage, has.Organizations != nil, plain, s.putMappings},
		{"previewMappings", post, "/api/v1/organization-mappings/preview", p.IntegrationsManage, has.Organizations != nil, plain, s.previewMappings},
		{"previewUndo", get, "/api/v1/undo/{id}", p.AssetsView, has.Undos != nil, plain, s.previewUndo},
		{"listIgnoreRules", get, "/api/v1/ignore-rules", p.IntegrationsView, has.Ignores != nil, plain, s.listIgnoreRules},
		{"createIgnoreRule", post, "/api/v1/ignore-rules", p.IntegrationsManage, has.Ignores != nil, plain, s.createIgnoreRule},
		{"removeIgnoreRule", del, "/api/v1/ignore-rules/{id}", p.IntegrationsManage, has.Ignores != nil, plain, s.removeIgnoreRule},
		{"getAssetScope", get, "/api/v1/asset-scope", p.IntegrationsView, has.Ignores != nil, plain, s.getAssetScope},
		{"setAssetScope", put, "/api/v1/asset-scope", p.IntegrationsManage, has.Ignores != nil, plain, s.setAssetScope},
		{"undo", post, "/api/v1/undo/{id}", p.AssetsView, has.Undos != nil, plain, s.undo},
	}
}

// directoryRoutes are about what a service desk would hold. Contacts are personal, so that it takes
// more than seeing assets to see them.
func (s *Server) directoryRoutes() []route {
	has := s.services
	customers, contacts, contracts, tickets := s.customers(), s.contacts(), s.contracts(), s.tickets()
	return []route{
		{"listCustomers", get, "/api/v1/customers", p.AssetsView, has.Customers != nil, plain, customers.list},
		{"createCustomer", post, "/api/v1/customers", p.ContactsManage, has.Customers != nil, plain, customers.create},
		{"getCustomer", get, "/api/v1/customers/{id}", p.AssetsView, has.Customers != nil, plain, customers.get},
		{"updateCustomer", patch, "/api/v1/customers/{id}", p.ContactsManage, has.Customers != nil, plain, customers.update},
		{"removeCustomer", del, "/api/v1/customers/{id}", p.ContactsManage, has.Customers != nil, plain, customers.remove},

		{"listContacts", get, "/api/v1/contacts", p.TicketsView, has.Contacts != nil, plain, contacts.list},
		{"createContact", post, "/api/v1/contacts", p.ContactsManage, has.Contacts != nil, plain, contacts.create},
		{"getContact", get, "/api/v1/contacts/{id}", p.TicketsView, has.Contacts != nil, plain, contacts.get},
		{"updateContact", patch, "/api/v1/contacts/{id}", p.ContactsManage, has.Contacts != nil, plain, contacts.update},
		{"removeContact", del, "/api/v1/contacts/{id}", p.ContactsManage, has.Contacts != nil, plain, contacts.remove},

		{"listContracts", get, "/api/v1/contracts", p.AssetsView, has.Contracts != nil, plain, contracts.list},
		{"createContract", post, "/api/v1/contracts", p.ContactsManage, has.Contracts != nil, plain, contracts.create},
		{"getContract", get, "/api/v1/contracts/{id}", p.AssetsView, has.Contracts != nil, plain, contracts.get},
		{"updateContract", patch, "/api/v1/contracts/{id}", p.ContactsManage, has.Contracts != nil, plain, contracts.update},
		{"removeContract", del, "/api/v1/contracts/{id}", p.ContactsManage, has.Contracts != nil, plain, contracts.remove},

		{"listTickets", get, "/api/v1/tickets", p.TicketsView, has.Tickets != nil, plain, tickets.list},
		{"createTicket", post, "/api/v1/tickets", p.ContactsManage, has.Tickets != nil, plain, tickets.create},
		{"getTicket", get, "/api/v1/tickets/{id}", p.TicketsView, has.Tickets != nil, plain, tickets.get},
		{"listTicketDevices", get, "/api/v1/tickets/{id}/ninja-devices", p.TicketsView, has.TicketDevices != nil, plain, s.listTicketDevices},
		{"updateTicket", patch, "/api/v1/tickets/{id}", p.ContactsManage, has.Tickets != nil, plain, tickets.update},
		{"removeTicket", del, "/api/v1/tickets/{id}", p.ContactsManage, has.Tickets != nil, plain, tickets.remove},
	}
}

// assetRoutes are about assets, and about finding anything.
func (s *Server) assetRoutes() []route {
	has := s.services
	assets, warranties := s.assets(), s.warranties()
	return []route{
		{"listAssets", get, "/api/v1/assets", p.AssetsView, has.Assets != nil, plain, assets.list},
		{"createAsset", post, "/api/v1/assets", p.AssetsManage, has.Assets != nil, plain, assets.create},
		{"getAsset", get, "/api/v1/assets/{id}", p.AssetsView, has.Assets != nil, plain, assets.get},
		{"updateAsset", patch, "/api/v1/assets/{id}", p.AssetsManage, has.Assets != nil, plain, assets.update},
		{"removeAsset", del, "/api/v1/assets/{id}", p.AssetsManage, has.Assets != nil, plain, assets.remove},
		{"getAssetHistory", get, "/api/v1/assets/{id}/history", p.AssetsView, has.Assets != nil, plain, s.getAssetHistory},
		{"getAssetIdentities", get, "/api/v1/assets/{id}/identities", p.AssetsView, has.Assets != nil, plain, s.getAssetIdentities},
		{"getAssetUsers", get, "/api/v1/assets/{id}/users", p.AssetsView, has.Assets != nil, plain, s.getAssetUsers},
		{"unlinkAssetRecord", del, "/api/v1/assets/{id}/records/{record}", p.AssetsManage, has.Decisions != nil, plain, s.unlinkAssetRecord},
		{"getAssetWarranty", get, "/api/v1/assets/{id}/warranties", p.AssetsView, has.Warranties != nil, plain, s.getAssetWarranty},
		{"listWarranties", get, "/api/v1/warranties", p.AssetsView, has.Warranties != nil, plain, warranties.list},
		{"createWarranty", post, "/api/v1/warranties", p.AssetsManage, has.Warranties != nil, plain, warranties.create},
		{"getWarranty", get, "/api/v1/warranties/{id}", p.AssetsView, has.Warranties != nil, plain, warranties.get},
		{"updateWarranty", patch, "/api/v1/warranties/{id}", p.AssetsManage, has.Warranties != nil, plain, warranties.update},
		{"removeWarranty", del, "/api/v1/warranties/{id}", p.AssetsManage, has.Warranties != nil, plain, warranties.remove},

		{"listSuggestions", get, "/api/v1/contact-suggestions", p.ContactsManage, has.Associations != nil, plain, s.listSuggestions},
		{"decideSuggestions", post, "/api/v1/contact-suggestions/decisions", p.ContactsManage, has.Associations != nil, plain, s.decideSuggestions},
		{"applyHighSuggestions", post, "/api/v1/contact-suggestions/apply-high", p.ContactsManage, has.Associations != nil, plain, s.applyHighSuggestions},
		{"listContactLinks", get, "/api/v1/contact-links", p.ContactsManage, has.ContactLinks != nil, plain, s.listContactLinks},
		{"decideContactLinks", post, "/api/v1/contact-links", p.ContactsManage, has.ContactLinks != nil, plain, s.decideContactLinks},
		{"assignAssets", post, "/api/v1/assignments", p.AssetsManage, has.Associations != nil, plain, s.assign},

		{"selectAssets", get, "/api/v1/asset-selections", p.AssetsView, has.Changes != nil, plain, s.selectAssets},
		{"changeAssets", post, "/api/v1/asset-changes", p.AssetsManage, has.Changes != nil, plain, s.changeAssets},

		{"whyAsset", get, "/api/v1/assets/{id}/why", p.AssetsView, has.Decisions != nil, plain, s.whyAsset},
		{"whyAssetField", get, "/api/v1/assets/{id}/why/{field}", p.AssetsView, has.Decisions != nil, plain, s.whyAssetField},
		{"lockAssetField", put, "/api/v1/assets/{id}/locks/{field}", p.AssetsManage, has.Decisions != nil, plain, s.lockAssetField},
		{"unlockAssetField", del, "/api/v1/assets/{id}/locks/{field}", p.AssetsManage, has.Decisions != nil, plain, s.unlockAssetField},
		{"retireAsset", post, "/api/v1/assets/{id}/retire", p.AssetsManage, has.Decisions != nil, plain, s.retireAsset},
		{"dropAsset", post, "/api/v1/assets/{id}/remove", p.AssetsManage, has.Decisions != nil, plain, s.dropAsset},
		{"restoreAsset", post, "/api/v1/assets/{id}/restore", p.AssetsManage, has.Decisions != nil, plain, s.restoreAsset},
		{"listAssetMerges", get, "/api/v1/asset-merges", p.AssetsView, has.Decisions != nil, plain, s.listAssetMerges},
		{"mergeAssets", post, "/api/v1/asset-merges", p.AssetsManage, has.Decisions != nil, plain, s.mergeAssets},
		{"unmergeAssets", del, "/api/v1/asset-merges/{id}", p.AssetsManage, has.Decisions != nil, plain, s.unmergeAssets},
		{"listDuplicates", get, "/api/v1/duplicates", p.AssetsView, has.Decisions != nil, plain, s.listDuplicates},
		{"answerDuplicate", post, "/api/v1/duplicates", p.AssetsManage, has.Decisions != nil, plain, s.answerDuplicate},

		{"compare", get, "/api/v1/comparisons/{name}", p.AssetsView, has.Comparisons != nil, plain, s.compare},
		{"search", get, "/api/v1/search", p.AssetsView, has.Search != nil, plain, s.search},
	}
}

// logRoutes are for auditors and operators.
func (s *Server) logRoutes() []route {
	has := s.services
	return []route{
		{"listEvents", get, "/api/v1/events", p.AuditView, has.Events != nil, plain, s.listEvents},
		{"listRules", get, "/api/v1/rules", p.AuditView, has.Rules != nil, plain, s.listRules},
		{"adoptRules", post, "/api/v1/rules", p.OperationsManage, has.Rules != nil, plain, s.adoptRules},
		{"diffRules", post, "/api/v1/rules/diff", p.OperationsManage, has.Rules != nil, plain, s.diffRules},
		{"askRules", post, "/api/v1/rules/ask", p.OperationsManage, has.Rules != nil, plain, s.askRules},
		{"getRules", get, "/api/v1/rules/{version}", p.AuditView, has.Rules != nil, plain, s.getRules},
		{"listProjections", get, "/api/v1/projections", p.AuditView, has.Projections != nil, plain, s.listProjections},
		{"watchProjections", get, "/api/v1/projections/progress", p.AuditView, has.Projections != nil, stream, s.watchProjections},
		{"planProjection", get, "/api/v1/projections/{name}/plan", p.AuditView, has.Projections != nil, plain, s.planProjection},
		{"cancelProjection", post, "/api/v1/projections/{name}/cancel", p.OperationsManage, has.Projections != nil, plain, s.cancelProjection},
		{"diffProjection", get, "/api/v1/projections/{name}/diff", p.OperationsManage, has.Projections != nil, plain, s.diffProjection},
		{"promoteProjection", post, "/api/v1/projections/{name}/promote", p.OperationsManage, has.Projections != nil, plain, s.promoteProjection},
		{"rollbackProjection", post, "/api/v1/projections/{name}/rollback", p.OperationsManage, has.Projections != nil, plain, s.rollbackProjection},
		{"retryProjection", post, "/api/v1/projections/{name}/retry", p.OperationsManage, has.Projections != nil, plain, s.retryProjection},
		{"rebuildProjection", post, "/api/v1/projections/{name}/rebuild", p.OperationsManage, has.Projections != nil, plain, s.rebuildProjection},
		{"fsckProjection", post, "/api/v1/projections/{name}/fsck", p.OperationsManage, has.Projections != nil, plain, s.fsckProjection},
	}
}
