package http

import p "coresync/http/permission"

// accessRoutes are about who may do what in NinjaOne.
func (s *Server) accessRoutes() []route {
	has := s.services
	return []route{
		{"listAccounts", get, "/api/v1/access/accounts", p.AccessView, has.Access != nil, plain, s.listAccounts},
		{"getAccount", get, "/api/v1/access/accounts/{id}", p.AccessView, has.Access != nil, plain, s.getAccount},
		{"getAccountHistory", get, "/api/v1/access/accounts/{id}/history", p.AccessView, has.Access != nil, plain, s.getAccountHistory},
		{"setAccountOwner", put, "/api/v1/access/accounts/{id}/owner", p.AccessManage, has.Access != nil, plain, s.setAccountOwner},
		{"resetAccountOwner", del, "/api/v1/access/accounts/{id}/owner", p.AccessManage, has.Access != nil, plain, s.resetAccountOwner},
		{"listRoles", get, "/api/v1/access/roles", p.AccessView, has.Access != nil, plain, s.listRoles},
		{"getRole", get, "/api/v1/access/roles/{id}", p.AccessView, has.Access != nil, plain, s.getRole},
		{"listAccessRequests", get, "/api/v1/access/requests", p.AccessView, has.AccessRequests != nil, plain, s.listAccessRequests},
		{"askAccess", post, "/api/v1/access/requests", p.AccessManage, has.AccessRequests != nil, plain, s.askAccess},
		{"getAccessRequest", get, "/api/v1/access/requests/{id}", p.AccessView, has.AccessRequests != nil, plain, s.getAccessRequest},
		{"approveAccess", post, "/api/v1/access/requests/{id}/approve", p.AccessManage, has.AccessRequests != nil, plain, s.approveAccess},
		{"rejectAccess", post, "/api/v1/access/requests/{id}/reject", p.AccessManage, has.AccessRequests != nil, plain, s.rejectAccess},
		{"cancelAccess", post, "/api/v1/access/requests/{id}/cancel", p.AccessManage, has.AccessRequests != nil, plain, s.cancelAccess},
		{"listConnectors", get, "/api/v1/access/connectors", p.AccessView, has.AccessConnectors != nil, plain, s.listConnectors},
		{"addConnector", post, "/api/v1/access/connectors", p.AccessManage, has.AccessConnectors != nil, plain, s.addConnector},
		{"getConnector", get, "/api/v1/access/connectors/{id}", p.AccessView, has.AccessConnectors != nil, plain, s.getConnector},
		{"setConnector", put, "/api/v1/access/connectors/{id}", p.AccessManage, has.AccessConnectors != nil, plain, s.setConnector},
		{"removeConnector", del, "/api/v1/access/connectors/{id}", p.AccessManage, has.AccessConnectors != nil, plain, s.removeConnector},
		{"setConnectorOwners", put, "/api/v1/access/connectors/{id}/owners", p.AccessManage, has.AccessConnectors != nil, plain, s.setConnectorOwners},
		{"configureConnector", put, "/api/v1/access/connectors/{id}/configuration", p.AccessManage, has.AccessConnectors != nil, plain, s.configureConnector},
		{"readConnector", post, "/api/v1/access/connectors/{id}/read", p.AccessManage, has.AccessConnectors != nil, plain, s.readConnector},
		{"listConnectorLogs", get, "/api/v1/access/connectors/{id}/logs", p.AccessView, has.AccessConnectors != nil, plain, s.listConnectorLogs},
		{"listReviews", get, "/api/v1/access/reviews", p.AccessView, has.AccessReviews != nil, plain, s.listReviews},
		{"openReview", post, "/api/v1/access/reviews", p.AccessManage, has.AccessReviews != nil, plain, s.openReview},
		{"getReview", get, "/api/v1/access/reviews/{id}", p.AccessView, has.AccessReviews != nil, plain, s.getReview},
		{"listReviewRows", get, "/api/v1/access/reviews/{id}/rows", p.AccessView, has.AccessReviews != nil, plain, s.listReviewRows},
		{"decideReview", post, "/api/v1/access/reviews/{id}/decisions", p.AccessManage, has.AccessReviews != nil, plain, s.decideReview},
		{"signOffReview", post, "/api/v1/access/reviews/{id}/sign-off", p.AccessManage, has.AccessReviews != nil, plain, s.signOffReview},
		{"cancelReview", post, "/api/v1/access/reviews/{id}/cancel", p.AccessManage, has.AccessReviews != nil, plain, s.cancelReview},
		{"revokeReview", post, "/api/v1/access/reviews/{id}/revoke", p.AccessManage, has.AccessReviews != nil, plain, s.revokeReview},
		{"exportReview", get, "/api/v1/access/reviews/{id}/export", p.AccessView, has.AccessReviews != nil, plain, s.exportReview},
		{"listApps", get, "/api/v1/access/apps", p.AccessView, has.AccessApps != nil, plain, s.listApps},
		{"listGrants", get, "/api/v1/access/grants", p.AccessView, has.Access != nil, plain, s.listGrants},
	}
}
