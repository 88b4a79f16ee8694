package web

import "coresync/http/api"

// Returned shows how a sign-in at NinjaOne ended to somebody who is signed in here
// (SET-12): where one goes on if all is well, else what happened and what to do.
func (r *Request) Returned(status int, done api.SignedIn, problem string) error {
	next := "/settings/integrations"
	if done.Connection != [16]byte{} {
		next = setupPath(done.Connection)
	}
	if problem == "" && done.Warning == "" {
		found, err := r.site.Services.Connections.Get(r.Context(), r.scope(), done.Connection)
		if err == nil && found.Data.LastSync != nil { // connected anew
			next = ConnectionPath(done.Connection)
		}
		return r.done(next, "NinjaOne is connected.")
	}
	return r.pageWith(status, "NinjaOne", "integrations", func(v *view) page { return returnedPage(v, done, problem, next) })
}
