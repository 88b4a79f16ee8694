package http

import (
	"errors"
	"net/http"
	"net/url"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/cursor"

	"github.com/google/uuid"
)

// page is a list on the wire.
type page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
	Total      *int64 `json:"total,omitempty"`
}

// question is what a cursor is bound to: workspace, path, and every parameter but
// the three that may change from page to page.
func (r *request) question() string {
	query := url.Values{}
	for name, values := range r.URL.Query() {
		switch name {
		case "limit", "cursor", "min_position":
		default:
			query[name] = values
		}
	}
	if query.Get("sort") == "" {
		query.Set("sort", r.operation.Default("sort"))
	}
	return r.who.Tenant.String() + " " + r.URL.Path + "?" + query.Encode()
}

func (r *request) readCursor(text string) (cursor.Cursor, error) {
	c, err := cursor.Decode(text, r.question())
	if err == nil {
		return c, nil
	}
	reason, message := "cursor_malformed", "Take next_cursor as it was given, or begin again without one."
	if errors.Is(err, cursor.ErrMismatch) {
		reason, message = "cursor_mismatch", "This cursor belongs to another filter or sort. Begin again without one."
	}
	return cursor.Cursor{}, &domain.Error{
		Code: domain.CodeInvalid, Reason: reason, Message: message, Cause: err,
		Fields: []domain.Fault{{Pointer: "?cursor", Code: reason, Message: message}},
	}
}

// pageOf puts a page on the wire. epoch is that of the log that was read, zero for
// a list beside it. A cursor of another epoch is found out here: it was made before
// the log was forked, and what it points at may be gone.
func pageOf[T any](r *request, p api.Page[T], epoch uuid.UUID) (page[T], error) {
	if text := r.text("cursor"); text != "" {
		c, err := r.readCursor(text)
		if err != nil {
			return page[T]{}, err
		}
		if c.Epoch != epoch {
			return page[T]{}, otherEpoch()
		}
	}
	out := page[T]{Items: p.Items, Total: p.Total}
	filled(&out.Items)
	if p.Next != nil {
		next, err := cursor.Encode(cursor.Cursor{Epoch: epoch, Keys: p.Next}, r.question())
		if err != nil {
			return page[T]{}, err
		}
		out.NextCursor = next
	}
	return out, nil
}

// writePage answers with a page of a read model.
func writePage[T any](w http.ResponseWriter, r *request, a api.Answer[api.Page[T]]) error {
	p, err := pageOf(r, a.Data, a.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, a.Standing)
	return r.write(w, http.StatusOK, p)
}
