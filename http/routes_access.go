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
		{"listGrants", get, "/api/v1/access/grants", p.AccessView, has.Access != nil, plain, s.listGrants},
	}
}
