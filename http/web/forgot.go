package web

import (
	"net/http"

	"coresync/http/api"
)

func (s *Site) showForgot(r *Request) error {
	return r.door(http.StatusOK, "Choose a new password", func(v *view) page { return forgotPage(v, "", false, nil) })
}

// forgot says the same whether there is such a person or not.
func (s *Site) forgot(r *Request) error {
	email := r.field("email")
	err := s.Services.Sessions.Forgot(r.Context(), api.Credentials{Email: email, Address: r.Address})
	if status, message := refusal(err); message != "" {
		return r.door(status, "Choose a new password", func(v *view) page { return forgotPage(v, email, false, faults{"": message}) })
	}
	if err != nil {
		return err
	}
	return r.door(http.StatusOK, "Choose a new password", func(v *view) page { return forgotPage(v, email, true, nil) })
}
