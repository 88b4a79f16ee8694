package scim

import (
	"net/http"
	"unicode/utf8"

	"coresync/http/api"

	"github.com/google/uuid"
)

// longestWord is in characters.
const longestWord = 255

// wordIn reads what a client says of a user; empty: nothing.
func wordIn(attribute string, value any) (string, error) {
	if value == nil {
		return "", nil
	}
	called, is := value.(string)
	if !is || utf8.RuneCountInString(called) > longestWord {
		return "", invalid("invalidValue", attribute+" is a text of 255 characters at most.")
	}
	return called, nil
}

// said is what the changes make of what the client says of a user.
func said(now api.ClientWord, changes []change) (api.ClientWord, error) {
	for _, c := range changes {
		var into *string
		switch c.about() {
		case "externalid":
			into = &now.ExternalID
		case "displayname":
			into = &now.DisplayName
		default:
			continue
		}
		value := c.value
		if c.op == opRemove {
			value = nil
		}
		text, err := wordIn(c.about(), value)
		if err != nil {
			return now, err
		}
		*into = text
	}
	return now, nil
}

// say keeps what the client says of a user. It is no request: NinjaOne does not hear of it.
func (h *Handler) say(w http.ResponseWriter, r *Request, id uuid.UUID, email string, word api.ClientWord) error {
	done, err := h.access.SetClientWord(r.Context(), r.command(), id, email, word)
	if err == nil {
		w.Header().Set("Coresync-Position", done.Position.String())
	}
	return err
}
