package web

import (
	"net/http"
	"net/url"

	"coresync/http/api"
)

// door are the pages before the sign-in.
func (s *Site) door() []Route {
	has := s.Services.Sessions != nil
	return []Route{
		{"page.signIn", get, "/sign-in", Anybody, has, s.showSignIn},
		{"page.signIn.send", post, "/sign-in", Anybody, has, s.signIn},
		{"page.signOn", get, "/sign-in/oidc", Anybody, has && s.Services.SignOn != nil, s.beginSignOn},
		{"page.signOn.return", get, "/sign-in/oidc/return", Anybody, has && s.Services.SignOn != nil, s.endSignOn},
		{"page.signOut", post, "/sign-out", SignedIn, has, s.signOut},
		{"page.forgot", get, "/forgot", Anybody, has && s.Services.Mail, s.showForgot},
		{"page.forgot.send", post, "/forgot", Anybody, has && s.Services.Mail, s.forgot},
		{"page.setup", get, "/setup", Anybody, has, s.showSetup},
		{"page.setup.send", post, "/setup", Anybody, has, s.setUp},
	}
}

// signInView is what the page of the sign-in shows.
type signInView struct {
	Next, Email, Note string
	Faults            faults
	Kept              *kept // a form that waits
	nobody            bool  // can sign in: the workspace is to be set up first
	mail              bool
	provider          string // empty: by password only
}

func (s *Site) signInPage(v *view, in signInView) page {
	in.mail = s.Services.Mail
	if s.Services.SignOn != nil {
		in.provider = s.Services.SignOn.Name()
	}
	return signInPage(v, in)
}

func (s *Site) showSignIn(r *Request) error {
	note := ""
	if r.FormValue("expired") != "" {
		note = "You were signed out because nothing was done for a while. Sign in again, and you are back where you were."
	}
	nobody, err := s.Services.Sessions.NobodyYet(r.Context())
	if err != nil {
		return err
	}
	return r.door(http.StatusOK, "Sign in", func(v *view) page {
		return s.signInPage(v, signInView{Next: r.FormValue("next"), Note: note, nobody: nobody})
	})
}

func (s *Site) signIn(r *Request) error {
	email, next := r.field("email"), r.field("next")
	session, err := s.Services.Sessions.SignIn(r.Context(), api.Credentials{
		Email: email, Password: api.Secret(r.PostFormValue("password")), Address: r.Address,
	})
	if err == nil {
		r.Keep(session)
		if k := r.keptIn(); k != nil && k.User == session.Identity.User.String() {
			return r.sendAgain(k)
		}
		return r.to(local(next))
	}
	status, message := refusal(err)
	if message == "" {
		return err
	}
	return r.door(status, "Sign in", func(v *view) page {
		return s.signInPage(v, signInView{Next: next, Email: email, Faults: faults{"": message}, Kept: r.keptIn()})
	})
}

// refusal tells what a person may do about an error at the door; no message: it is
// another kind of error.
func refusal(err error) (status int, message string) {
	switch known := reason(err); known {
	case "credentials_wrong":
		return http.StatusUnauthorized, messageOf(err)
	case "too_many_attempts":
		return http.StatusTooManyRequests, messageOf(err)
	}
	return 0, ""
}

func (s *Site) signOut(r *Request) error {
	if err := s.Services.Sessions.SignOut(r.Context(), r.Who); err != nil {
		return err
	}
	r.Forget()
	return r.to("/sign-in")
}

func (s *Site) showSetup(r *Request) error {
	secret := api.Secret(r.FormValue("link"))
	link, err := s.Services.Sessions.OpenLink(r.Context(), secret)
	if err != nil {
		return err
	}
	return r.door(http.StatusOK, "Set up", func(v *view) page {
		if link.User != nil {
			return acceptPage(v, secret, link.User, link.User.Name, nil)
		}
		return setupPage(v, secret, api.SetupForm{Timezone: "UTC"}, nil)
	})
}

func (s *Site) setUp(r *Request) error {
	secret, password := api.Secret(r.field("link")), api.Secret(r.PostFormValue("password"))
	link, err := s.Services.Sessions.OpenLink(r.Context(), secret)
	if err != nil {
		return err
	}
	form := api.SetupForm{
		Name: r.field("name"), Email: r.field("email"), Password: password, Workspace: r.field("workspace"), Timezone: r.field("timezone"),
	}
	var session api.NewSession
	next := "/settings/integrations"
	if link.User != nil {
		session, err = s.Services.Sessions.Accept(r.Context(), secret, form.Name, password)
		next = "/"
	} else {
		session, err = s.Services.Sessions.SetUp(r.Context(), secret, form)
	}
	if err == nil {
		r.Keep(session)
		return r.to(next)
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return r.door(http.StatusUnprocessableEntity, "Set up", func(v *view) page {
		if link.User != nil {
			return acceptPage(v, secret, link.User, form.Name, f)
		}
		return setupPage(v, secret, form, f)
	})
}

// door renders a page for somebody who is not signed in.
func (r *Request) door(status int, title string, body func(v *view) page) error {
	v, err := r.view(title, "")
	if err != nil {
		return err
	}
	return r.render(status, plainPage(v, body(v)))
}

// SignInAt is where to sign in to come back to a page.
func SignInAt(r *http.Request, expired bool) string {
	q := url.Values{}
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		q.Set("next", r.URL.RequestURI())
	}
	if expired {
		q.Set("expired", "1")
	}
	if len(q) == 0 {
		return "/sign-in"
	}
	return "/sign-in?" + q.Encode()
}
