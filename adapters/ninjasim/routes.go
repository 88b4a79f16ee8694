package ninjasim

import (
	"io"
	"net/http"

	"coresync/adapters/ninjasim/oauth"
)

// routes wires everything that is served.
func (s *Sim) routes() {
	s.mux = http.NewServeMux()
	s.authRoutes()
	for pattern, e := range endpoints {
		s.mux.HandleFunc(pattern, s.api(e))
	}
	s.mux.HandleFunc("/v2/", s.api(unknownRoute))
	s.controlRoutes()
	s.mux.HandleFunc("GET /{$}", s.front)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		oauth.Failure(http.StatusNotFound, "HTTP 404 Not Found", s.incident()).Write(w)
	})
}

// endpoints are the calls of the API that are simulated.
var endpoints = map[string]endpoint{
	"GET /v2/organizations":                       organizations,
	"GET /v2/organizations-detailed":              organizationsDetailed,
	"GET /v2/organization/{id}":                   organization,
	"GET /v2/organization/{id}/locations":         organizationLocations,
	"GET /v2/organization/{id}/devices":           organizationDevices,
	"GET /v2/organization/{id}/end-users":         organizationEndUsers,
	"GET /v2/locations":                           locations,
	"GET /v2/devices":                             devices,
	"GET /v2/devices-detailed":                    devicesDetailed,
	"GET /v2/device/{id}":                         device,
	"GET /v2/device/{id}/last-logged-on-user":     lastLoggedOnUser,
	"GET /v2/queries/logged-on-users":             loggedOnUsers,
	"GET /v2/queries/computer-systems":            computerSystems,
	"GET /v2/queries/operating-systems":           operatingSystems,
	"GET /v2/queries/device-health":               deviceHealth,
	"GET /v2/queries/volumes":                     volumes,
	"GET /v2/queries/processors":                  processors,
	"GET /v2/devices/search":                      search,
	"GET /v2/device/{id}/volumes":                 deviceVolumes,
	"GET /v2/device/{id}/processors":              deviceProcessors,
	"GET /v2/device/{id}/dashboard-url":           dashboardURL,
	"GET /v2/device/{id}/activities":              deviceActivities,
	"GET /v2/device/{id}/alerts":                  deviceAlerts,
	"GET /v2/activities":                          activities,
	"GET /v2/alerts":                              alerts,
	"GET /v2/users":                               users,
	"GET /v2/user/technicians":                    technicians,
	"GET /v2/user/technician/{id}":                technician,
	"GET /v2/user/end-users":                      endUsers,
	"GET /v2/user/end-user/{id}":                  endUser,
	"GET /v2/user/roles":                          userRoles,
	"GET /v2/contacts":                            contacts,
	"GET /v2/ticketing/app-user-contact":          appUsers,
	"GET /v2/contact/{id}":                        contact,
	"GET /v2/roles":                               deviceRoles,
	"GET /v2/policies":                            policies,
	"GET /v2/groups":                              groups,
	"PATCH /v2/device/{id}":                       patchDevice,
	"POST /v2/device/{id}/decommission":           decommission,
	"POST /v2/device/{id}/owner/{ownerUid}":       setOwner,
	"DELETE /v2/device/{id}/owner":                setOwner,
	"POST /v2/devices/approval/{mode}":            approval,
	"POST /v2/user/technicians":                   createTechnician,
	"PATCH /v2/user/technician/{id}":              patchTechnician,
	"DELETE /v2/user/technician/{id}":             deleteTechnician,
	"POST /v2/user/end-users":                     createEndUser,
	"PATCH /v2/user/end-user/{id}":                patchEndUser,
	"DELETE /v2/user/end-user/{id}":               deleteEndUser,
	"PATCH /v2/user/role/{roleId}/add-members":    addMembers,
	"PATCH /v2/user/role/{roleId}/remove-members": removeMembers,
	"GET /v2/group/{id}/device-ids":               groupDevices,
}

// unknownRoute answers calls that are not simulated. Authentication comes first,
// as on the real service: without a token such a call is a 400.
func unknownRoute(c *call) *oauth.Problem {
	return c.failure(http.StatusNotFound, "HTTP 404 Not Found")
}

// authRoutes wires the authorization server; the alias without /ws is mapped
// before.
func (s *Sim) authRoutes() {
	s.mux.HandleFunc("GET /ws/oauth/authorize", s.oauth.Authorize)
	s.mux.HandleFunc("POST /ws/oauth/authorize", s.oauth.Authorize)
	s.mux.HandleFunc("POST /ws/oauth/token", s.oauth.Token)
	s.mux.HandleFunc("POST /ws/oauth/revoke", s.oauth.Revoke)
	s.mux.HandleFunc("GET /ws/oauth/error", s.oauth.ErrorPage)
	s.mux.HandleFunc("GET /.well-known/oauth-authorization-server", metadata)
}

// metadata serves RFC 8414 for the host that was asked.
func metadata(w http.ResponseWriter, r *http.Request) {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	at := scheme + r.Host
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"issuer":"`+at+`/","authorization_endpoint":"`+at+`/ws/oauth/authorize","revocation_endpoint":"`+at+
		`/ws/oauth/revoke","token_endpoint":"`+at+`/ws/oauth/token","response_types_supported":["code"],`+
		`"grant_types_supported":["authorization_code","client_credentials","refresh_token"],`+
		`"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],`+
		`"code_challenge_methods_supported":["S256"],"scopes_supported":["monitoring"]}`)
}
