package web

import (
	"errors"
	"net/http"
	"strings"

	"coresync/domain"
	"coresync/http/api"
)

// appsView is what the page of apps shows.
type appsView struct {
	*listing
	Rows    []api.AccessApp
	Text    string // a file that was refused
	Faults  []domain.Fault
	Message string
}

// showApps lists apps that were discovered and those that are managed (C1C-05, C1C-06).
func (s *Site) showApps(r *Request) error { return s.appsPage(r, http.StatusOK, &appsView{}) }

func (s *Site) appsPage(r *Request, status int, a *appsView) error {
	a.listing = r.listing("kind")
	list := r.asked(a.listing, []string{"name", "source", "seen_at"}, "name")
	found, err := s.Services.AccessApps.List(r.Context(), r.then(), api.AppFilter{Kind: a.query.Get("kind")}, list)
	if err == nil {
		err = follows(a.listing, found.Data)
	}
	if err != nil {
		return err
	}
	a.Rows = found.Data.Items
	return r.pageWith(status, "Apps", "access", func(v *view) page { return appsPage(v, a) })
}

func (s *Site) importApps(r *Request) error {
	text := r.PostFormValue("text")
	done, err := s.Services.Imports.Import(r.Context(), r.command(), api.Import{Kind: "apps", File: strings.NewReader(text), RemoveMissing: r.field("remove_missing") != ""})
	var known *domain.Error
	if errors.As(err, &known) && known.Code == domain.CodeInvalid {
		return s.appsPage(r, http.StatusUnprocessableEntity, &appsView{Text: text, Faults: known.Fields, Message: known.Message})
	}
	if err != nil {
		return err
	}
	if err := s.awaitPosition(r, done.Position); err != nil {
		return err
	}
	return r.done("/admin/connectors/apps", importSaid(done))
}

// appSourceWord says by what an app was discovered.
func appSourceWord(source string) string {
	switch source {
	case "csv":
		return "imported list"
	case "oidc":
		return "signs people in (OIDC)"
	case "scim":
		return "provisions by SCIM"
	}
	return "made here"
}
