package http

import (
	"net/http"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/web"
)

// identify finds who makes the request: an API token as Bearer (RFC 6750), or the
// session of a browser. Another site's page can't use the latter; see origin.go.
func (s *Server) identify(r *http.Request) (api.Identity, error) {
	header := r.Header.Get("Authorization")
	secure := clientOf(r.Context()).secure
	if header == "" && (web.SessionOf(r, secure) != "" || web.AuditorOf(r, secure) != "") {
		return s.session(r)
	}
	if header == "" {
		return api.Identity{}, &domain.Error{
			Code: domain.CodeUnauthorized, Reason: "not_signed_in",
			Message: "Send an API token: Authorization: Bearer coresync_…",
		}
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return api.Identity{}, &domain.Error{
			Code: domain.CodeUnauthorized, Reason: "scheme_unknown",
			Message: "Only the scheme Bearer is known: Authorization: Bearer coresync_…",
		}
	}
	if s.services.Tokens == nil {
		return api.Identity{}, errNotOffered
	}
	return s.services.Tokens.Identify(r.Context(), strings.TrimSpace(token))
}
