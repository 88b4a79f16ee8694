package web

import (
	"net/http"
	"strconv"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// tokens are the pages about programs that use the API.
func (s *Site) tokens() []Route {
	has, needs := s.Services.Tokens != nil, permission.UsersManage
	return []Route{
		{"page.tokens", get, "/settings/tokens", needs, has, func(r *Request) error {
			return s.showTokens(r, http.StatusOK, api.TokenDraft{Role: permission.Observer}, nil, nil)
		}},
		{"page.tokens.make", post, "/settings/tokens", needs, has, s.makeToken},
		{"page.tokens.revoke", post, "/settings/tokens/{id}/revoke", needs, has, s.revokeToken},
	}
}

func tokenState(state string) tone {
	switch state {
	case "active":
		return tone{"Active", "circle-check", "green"}
	case "expired":
		return tone{"Expired", "clock", "secondary"}
	}
	return tone{"Revoked", "ban", "secondary"}
}

// mostTokens is how many a page shows; the API pages through more.
const mostTokens = 500

func (s *Site) showTokens(r *Request, status int, draft api.TokenDraft, made *api.NewToken, f faults) error {
	found, err := s.Services.Tokens.List(r.Context(), r.Who.Tenant, api.TokenFilter{}, api.List{Limit: mostTokens, Sort: api.Sort{By: "created_at", Descending: true}})
	if err != nil {
		return err
	}
	return r.pageWith(status, "API tokens", "settings", func(v *view) page { return tokensPage(v, found.Items, draft, made, f) })
}

func (s *Site) makeToken(r *Request) error {
	draft := api.TokenDraft{Name: r.field("name"), Role: permission.Role(r.field("role"))}
	if err := mayGrant(r, draft.Role); err != nil {
		return err
	}
	err := s.endOf(r, &draft)
	var made api.NewToken
	if err == nil {
		made, err = s.Services.Tokens.Create(r.Context(), r.Who.Tenant, r.Who.Actor, draft)
	}
	if err == nil {
		return s.showTokens(r, http.StatusOK, api.TokenDraft{Role: permission.Observer}, &made, nil)
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return s.showTokens(r, http.StatusUnprocessableEntity, draft, nil, f)
}

func (s *Site) endOf(r *Request, draft *api.TokenDraft) error {
	text := r.field("days")
	if text == "" {
		return nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > 3650 {
		return domain.Invalid([]domain.Fault{{Pointer: "/days", Code: "range", Message: "Give 1 to 3650 days, or none."}})
	}
	end := s.Now().AddDate(0, 0, days)
	draft.ExpiresAt = &end
	return nil
}

func (s *Site) revokeToken(r *Request) error {
	id, err := r.pathID("id", "token")
	if err != nil {
		return err
	}
	if err := s.Services.Tokens.Revoke(r.Context(), r.Who.Tenant, r.Who.Actor, id); err != nil {
		return err
	}
	return r.done("/settings/tokens", "The token was revoked.")
}
