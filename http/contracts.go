package http

import "coresync/http/api"

func (s *Server) contracts() directory[api.Contract, api.ContractFilter, api.ContractDraft, api.ContractPatch] {
	return directory[api.Contract, api.ContractFilter, api.ContractDraft, api.ContractPatch]{
		service: s.services.Contracts,
		path:    "/api/v1/contracts",
		filter:  func(r *request) api.ContractFilter { return api.ContractFilter{Customer: r.id("customer")} },
		version: func(c api.Contract) int64 { return c.Version },
	}
}
