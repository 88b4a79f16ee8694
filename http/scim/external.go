package scim

import (
	"net/http"
	"unicode/utf8"

	"github.com/google/uuid"
)

// longestExternalID is in characters.
const longestExternalID = 255

// externalIDIn reads what a client calls a user; empty: nothing.
func externalIDIn(value any) (string, error) {
	if value == nil {
		return "", nil
	}
	called, is := value.(string)
	if !is || utf8.RuneCountInString(called) > longestExternalID {
		return "", invalid("invalidValue", "externalId is a text of 255 characters at most.")
	}
	return called, nil
}

// externalIDOf is what the changes make of it.
func externalIDOf(now string, changes []change) (string, error) {
	for _, c := range changes {
		if c.about() != "externalid" {
			continue
		}
		if c.op == opRemove {
			now = ""
			continue
		}
		called, err := externalIDIn(c.value)
		if err != nil {
			return "", err
		}
		now = called
	}
	return now, nil
}

// call keeps what the client calls a user. It is no request: NinjaOne does not hear of it.
func (h *Handler) call(w http.ResponseWriter, r *Request, id uuid.UUID, email, called string) error {
	done, err := h.access.SetExternalID(r.Context(), r.command(), id, email, called)
	if err == nil {
		w.Header().Set("Coresync-Position", done.Position.String())
	}
	return err
}
