package web

import (
	"net/http"

	"coresync/http/problem"

	"github.com/google/uuid"
)

// What somebody typed while the database did not answer is not lost: the page that says so
// carries the form, and one button sends it again. It carries the id, too, under which it
// was sent the first time. Where that had been carried out, and only its answer was lost,
// the same commands are found in the log and done once.

// sentAsField carries under which id a form was sent.
const sentAsField = "sent_as"

// mostUnsent bounds a form that is carried so, in bytes.
const mostUnsent = 1 << 20

// sentAs is the id under which the form was sent: that of the first time.
func (r *Request) sentAs() uuid.UUID {
	if r.Method == post {
		if id, err := uuid.Parse(r.PostFormValue(sentAsField)); err == nil && id != uuid.Nil {
			return id
		}
	}
	return r.sent
}

// unsent is the form that a problem of ours kept from being carried out, or from being
// answered; nil: there is none that could be sent again.
func (r *Request) unsent(p problem.Problem) *kept {
	if r.Method != post || p.Status < http.StatusInternalServerError || r.URL.Path == "/sign-in" || r.URL.Path == "/forgot" {
		return nil
	}
	k := r.typed()
	if k == nil || len(k.Fields.Encode()) > mostUnsent {
		return nil
	}
	k.Fields.Set(sentAsField, r.sentAs().String())
	return k
}
