package http

import (
	"net/http"

	p "coresync/http/permission"
)

// routes is the table of all routes below /api/v1: who may use which. A test walks
// it with every role, another compares it with the description.
func (s *Server) routes() []route {
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	has := s.services
	tokens := has.Tokens != nil
	return []route{
		{"getSession", get, "/api/v1/session", signedIn, true, plain, s.getSession},

		{"listTokens", get, "/api/v1/tokens", p.UsersManage, tokens, plain, s.listTokens},
		{"createToken", post, "/api/v1/tokens", p.UsersManage, tokens, plain, s.createToken},
		{"getToken", get, "/api/v1/tokens/{id}", p.UsersManage, tokens, plain, s.getToken},
		{"revokeToken", del, "/api/v1/tokens/{id}", p.UsersManage, tokens, plain, s.revokeToken},
	}
}
