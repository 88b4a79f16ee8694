package http

import (
	"net/http"
	"strconv"
	"strings"

	"coresync/http/api"

	"github.com/google/uuid"
)

// command is who asks for the change, and its Idempotency-Key and If-Match.
func (r *request) command() api.Command {
	c := api.Command{
		Tenant: r.who.Tenant, Actor: r.who.Actor, Correlation: recordOf(r.Context()).id,
		Expected: expected(r.Header.Get("If-Match")),
	}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		c.AppendID = uuid.NewSHA1(r.who.Tenant, []byte("idempotency-key:"+key))
	}
	return c
}

// expected reads If-Match; "*" and none expect nothing.
func expected(header string) *int64 {
	version, err := strconv.ParseInt(strings.Trim(header, `"`), 10, 64)
	if err != nil {
		return nil
	}
	return &version
}

// writeWritten answers a command. path is where the thing is, for one that was made.
func (r *request) writeWritten(w http.ResponseWriter, status int, done api.Written, path string) error {
	w.Header().Set("Coresync-Position", done.Position.String())
	tag(w, done.Version)
	if status == http.StatusCreated && done.ID != nil {
		w.Header().Set("Location", path+"/"+done.ID.String())
	}
	return r.write(w, status, done)
}
