package http

import "coresync/http/api"

func (s *Server) customers() directory[api.Customer, api.CustomerFilter, api.CustomerDraft, api.CustomerPatch] {
	return directory[api.Customer, api.CustomerFilter, api.CustomerDraft, api.CustomerPatch]{
		service: s.services.Customers,
		path:    "/api/v1/customers",
		filter:  func(*request) api.CustomerFilter { return api.CustomerFilter{} },
		version: func(c api.Customer) int64 { return c.Version },
		tidy:    func(c *api.Customer) { filled(&c.Domains) },
	}
}
