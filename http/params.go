package http

import (
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// The readers below give the zero value where a parameter is absent. That a value
// can be read was checked against the description; what is unreadable all the same
// is the zero value, too.

// text is a query parameter.
func (r *request) text(name string) string { return r.URL.Query().Get(name) }

// texts is a query parameter that may be given several times.
func (r *request) texts(name string) []string { return r.URL.Query()[name] }

// textsAs is texts in a type of its own.
func textsAs[S ~string](r *request, name string) []S {
	var values []S
	for _, v := range r.texts(name) {
		values = append(values, S(v))
	}
	return values
}

func (r *request) flag(name string) bool { return r.text(name) == "true" }

// choice is a flag that may be absent.
func (r *request) choice(name string) *bool {
	if !r.URL.Query().Has(name) {
		return nil
	}
	b := r.flag(name)
	return &b
}

func (r *request) number(name string) int64 {
	n, _ := strconv.ParseInt(r.text(name), 10, 64) // see above
	return n
}

func (r *request) id(name string) uuid.UUID {
	id, _ := uuid.Parse(r.text(name)) // see above
	return id
}

func (r *request) ids(name string) []uuid.UUID {
	var ids []uuid.UUID
	for _, text := range r.texts(name) {
		if id, err := uuid.Parse(text); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func (r *request) instant(name string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, r.text(name)) // see above
	return t
}

// pathID is the {id} of the path.
func (r *request) pathID() uuid.UUID {
	id, _ := uuid.Parse(r.vars["id"]) // see above
	return id
}

// scope is whose data the request asks for, and of when.
func (r *request) scope() (api.Scope, error) {
	scope := api.Scope{Tenant: r.who.Tenant}
	text := r.text("as_of")
	if text == "" {
		return scope, nil
	}
	moment, err := r.moment(text)
	if err != nil {
		return api.Scope{}, err
	}
	moment.Rules = r.text("as_of_rules")
	scope.AsOf = &moment
	return scope, nil
}

// moment reads as_of: a position, a position with its epoch, or a time.
func (r *request) moment(text string) (api.Moment, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return api.Moment{Position: n}, nil
	}
	if position, err := api.ParsePosition(text); err == nil {
		return api.Moment{Position: position.N}, r.sameEpoch(position.Epoch)
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	switch {
	case err != nil:
		return api.Moment{}, wrongAsOf("Give a time such as 2026-03-31T12:00:00Z, or a position of the log.")
	case at.After(r.server.config.Now()):
		return api.Moment{}, wrongAsOf("This lies in the future.")
	}
	return api.Moment{Time: at}, nil
}

func wrongAsOf(message string) error {
	return domain.Invalid([]domain.Fault{{Pointer: "?as_of", Code: "moment", Message: message}})
}

// list reads limit, cursor, q and sort.
func (r *request) list() (api.List, error) {
	limit, err := strconv.Atoi(or(r.text("limit"), r.operation.Default("limit")))
	if err != nil {
		limit = 50 // an operation whose description has no default
	}
	by, descending := strings.CutPrefix(or(r.text("sort"), r.operation.Default("sort")), "-")
	list := api.List{Limit: limit, Q: r.text("q"), Sort: api.Sort{By: by, Descending: descending}}
	if text := r.text("cursor"); text != "" {
		c, err := r.readCursor(text)
		if err != nil {
			return api.List{}, err
		}
		list.After = c.Keys
	}
	return list, nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
