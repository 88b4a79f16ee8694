package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"
)

// settings are the pages of one's own and of the workspace.
func (s *Site) settings() []Route {
	has := s.Services
	return []Route{
		{"page.settings", get, "/settings", SignedIn, true, func(r *Request) error { return r.to("/settings/profile") }},
		{"page.profile", get, "/settings/profile", SignedIn, has.Users != nil, s.showProfile},
		{"page.profile.save", post, "/settings/profile", SignedIn, has.Users != nil, s.saveProfile},
		{"page.profile.theme", post, "/settings/profile/theme", SignedIn, has.Users != nil, s.saveTheme},
		{"page.profile.password", post, "/settings/profile/password", SignedIn, has.Users != nil, s.savePassword},
		{"page.profile.signOut", post, "/settings/profile/sign-out-everywhere", SignedIn, has.Sessions != nil, s.signOutEverywhere},
		{"page.workspace", get, "/settings/workspace", SignedIn, has.Settings != nil, s.showWorkspace},
		{"page.workspace.save", post, "/settings/workspace", permission.OperationsManage, has.Settings != nil, s.saveWorkspace},
	}
}

func settingsItems() []item {
	return []item{
		{"profile", "Profile", "user-circle", "/settings/profile", "", SignedIn},
		{"views", "Saved views", "list-check", "/settings/views", "", SignedIn},
		{"workspace", "Workspace", "building-community", "/settings/workspace", "", SignedIn},
		{"integrations", "Integrations", "plug-connected", "/settings/integrations", "", permission.IntegrationsView},
		{"webhooks", "Webhooks", "plug-connected", webhooksPath, "", permission.IntegrationsManage},
		{"import", "Import", "download", "/settings/import", "", permission.ContactsManage},
		{"users", "Users", "users", "/settings/users", "", permission.UsersManage},
		{"tokens", "API tokens", "key", "/settings/tokens", "", permission.UsersManage},
		{"auditor-links", "Links for auditors", "eye", auditorLinksPath, "", permission.UsersManage},
	}
}

// settingsTabs are the pages of the settings that a person may see.
func (v *view) settingsTabs(active string) []tab {
	seen := slices.DeleteFunc(settingsItems(), func(i item) bool { return !v.sees(i.Needs) })
	return tabsOf(seen, keyed(active))
}

func number[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

func (s *Site) showProfile(r *Request) error {
	me, err := s.Services.Users.Get(r.Context(), r.Who.Tenant, r.Who.User)
	if err != nil {
		return err
	}
	return r.page("Profile", "settings", func(v *view) page { return profilePage(v, me, nil) })
}

func (s *Site) saveProfile(r *Request) error {
	name, zone, language := r.field("name"), r.field("timezone"), r.field("language")
	_, err := s.Services.Users.Update(r.Context(), r.Who.Tenant, r.Who.Actor, r.Who.User, api.UserPatch{Name: &name, Timezone: &zone, Language: &language})
	if err == nil {
		return r.done("/settings/profile", "Your profile was saved.")
	}
	return s.profileAgain(r, api.User{Name: name, Timezone: zone, Language: language}, err)
}

// profileAgain shows the form as it was sent, with what is wrong.
func (s *Site) profileAgain(r *Request, form api.User, err error) error {
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return r.pageWith(http.StatusUnprocessableEntity, "Profile", "settings", func(v *view) page { return profilePage(v, form, f) })
}

func (s *Site) saveTheme(r *Request) error {
	theme := r.field("theme")
	if _, err := s.Services.Users.Update(r.Context(), r.Who.Tenant, r.Who.Actor, r.Who.User, api.UserPatch{Theme: &theme}); err != nil {
		return err
	}
	return r.to(local(r.from()))
}

// from is the page of ours that a form was sent from.
func (r *Request) from() string {
	if page := r.field("from"); page != "" {
		return page
	}
	return "/settings/profile"
}

func (s *Site) savePassword(r *Request) error {
	tenant, me := r.Who.Tenant, r.Who.User
	err := s.Services.Users.CheckPassword(r.Context(), tenant, me, api.Secret(r.PostFormValue("current")))
	if err == nil {
		err = s.Services.Users.SetPassword(r.Context(), tenant, r.Who.Actor, me, api.Secret(r.PostFormValue("password")), r.Who.Session)
	}
	if err == nil {
		return r.done("/settings/profile", "Your password was changed. Every other browser was signed out.")
	}
	known, lost := s.Services.Users.Get(r.Context(), tenant, me)
	if lost != nil {
		return lost
	}
	return s.profileAgain(r, known, err)
}

func (s *Site) signOutEverywhere(r *Request) error {
	if err := s.Services.Sessions.SignOutEverywhere(r.Context(), r.Who.Tenant, r.Who.Actor, r.Who.User); err != nil {
		return err
	}
	r.Forget()
	return r.to("/sign-in")
}

func (s *Site) showWorkspace(r *Request) error {
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	return r.page("Workspace", "settings", func(v *view) page { return workspacePage(v, w, nil) })
}

func (s *Site) saveWorkspace(r *Request) error {
	form := api.Workspace{Name: r.field("name"), Timezone: r.field("timezone"), Currency: strings.ToUpper(r.field("currency"))}
	version, err := strconv.ParseInt(r.field("version"), 10, 64)
	if err != nil {
		return domain.Invalid([]domain.Fault{{Pointer: "/version", Code: "number", Message: "Load the page again and save again."}})
	}
	form.Version = version
	err = workspaceFaults(form)
	if err == nil {
		_, err = s.Services.Settings.Update(r.Context(), r.Who.Tenant, r.Who.Actor, &version, api.WorkspacePatch{Name: &form.Name, Timezone: &form.Timezone, Currency: &form.Currency})
	}
	if err == nil {
		return r.done("/settings/workspace", "The workspace was saved.")
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return r.pageWith(http.StatusUnprocessableEntity, "Workspace", "settings", func(v *view) page { return workspacePage(v, form, f) })
}

// workspaceFaults says for a form what the description of the API says for a body.
func workspaceFaults(w api.Workspace) error {
	var found []domain.Fault
	if n := len([]rune(w.Name)); n < 1 || n > 100 {
		found = append(found, domain.Fault{Pointer: "/name", Code: "length", Message: "Give a name of 1 to 100 characters."})
	}
	if w.Timezone == "" || dates.Zone(w.Timezone).String() != w.Timezone {
		found = append(found, domain.Fault{Pointer: "/timezone", Code: "unknown_zone", Message: "Choose a time zone such as Europe/Berlin."})
	}
	return domain.Invalid(append(found, api.CheckCurrency(w.Currency)...))
}
