package web

import (
	"net/http"
	"strconv"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// auditorLinksPath is the page of links for auditors.
const auditorLinksPath = "/settings/auditor-links"

// auditorLinks are the pages about links by which auditors read.
func (s *Site) auditorLinks() []Route {
	has, needs := s.Services.AuditorLinks != nil, permission.UsersManage
	return []Route{
		{"page.auditorLinks", get, auditorLinksPath, needs, has, func(r *Request) error {
			return s.showAuditorLinks(r, http.StatusOK, auditorLinkForm{Days: "14"}, nil)
		}},
		{"page.auditorLinks.make", post, auditorLinksPath, needs, has, s.makeAuditorLink},
		{"page.auditorLinks.revoke", post, auditorLinksPath + "/{id}/revoke", needs, has, s.revokeAuditorLink},
	}
}

// auditorLinkForm is what the form asks for, as it was typed.
type auditorLinkForm struct {
	Name, Days, AsOf string
	Faults           faults
}

func (s *Site) showAuditorLinks(r *Request, status int, form auditorLinkForm, made *api.NewAuditorLink) error {
	links, err := s.Services.AuditorLinks.List(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	return r.pageWith(status, "Links for auditors", "settings", func(v *view) page { return auditorLinksPage(v, links, form, made) })
}

func (s *Site) makeAuditorLink(r *Request) error {
	if err := api.MayMakeAuditorLink(r.Who); err != nil {
		return err
	}
	form := auditorLinkForm{Name: r.field("name"), Days: r.field("days"), AsOf: r.field("opens_at")}
	draft, err := s.auditorDraft(r, form)
	var made api.NewAuditorLink
	if err == nil {
		made, err = s.Services.AuditorLinks.Make(r.Context(), r.Who.Tenant, r.Who.Actor, draft)
	}
	if err == nil {
		made.Address = made.At(s.base(r))
		return s.showAuditorLinks(r, http.StatusOK, auditorLinkForm{Days: form.Days}, &made)
	}
	if form.Faults = faultsOf(err); form.Faults == nil {
		return err
	}
	for of, field := range map[string]string{"expires_at": "days", "as_of": "opens_at"} {
		if said := form.Faults[of]; said != "" {
			form.Faults[field] = said
		}
	}
	return s.showAuditorLinks(r, http.StatusUnprocessableEntity, form, nil)
}

// auditorDraft reads the form: days from now, and a moment in the person's zone.
func (s *Site) auditorDraft(r *Request, form auditorLinkForm) (d api.AuditorLinkDraft, err error) {
	d.Name = form.Name
	days, err := strconv.Atoi(form.Days)
	if err != nil || days < 1 || days > api.MostAuditorDays {
		return d, domain.Invalid([]domain.Fault{{Pointer: "/days", Code: "range", Message: "Give 1 to " + strconv.Itoa(api.MostAuditorDays) + " days."}})
	}
	d.ExpiresAt = s.Now().AddDate(0, 0, days)
	if form.AsOf == "" {
		return d, nil
	}
	v, err := r.view("", "")
	if err != nil {
		return d, err
	}
	m, is := s.momentIn(momentText(form.AsOf, v.Zone))
	if !is || m.Time.IsZero() {
		return d, domain.Invalid([]domain.Fault{{Pointer: "/opens_at", Code: "moment", Message: "Give a time that has passed, or none."}})
	}
	d.AsOf = &m.Time
	return d, nil
}

func (s *Site) revokeAuditorLink(r *Request) error {
	id, err := r.pathID("id", "auditor_link")
	if err != nil {
		return err
	}
	if err := s.Services.AuditorLinks.Revoke(r.Context(), r.Who.Tenant, r.Who.Actor, id); err != nil {
		return err
	}
	return r.done(auditorLinksPath, "The link was revoked. Whoever read by it is out.")
}
