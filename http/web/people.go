package web

import (
	"strconv"

	"coresync/http/api"

	"github.com/google/uuid"
)

func customerPath(id uuid.UUID) string { return "/customers/" + id.String() }

func contactPath(id uuid.UUID) string { return "/contacts/" + id.String() }

// contactName is a contact as one may call him.
func contactName(c api.ContactRef) string {
	if c.Erased {
		return "Erased"
	}
	return named(c.Name)
}

func percentOf(n int) string { return strconv.Itoa(n) + " %" }

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// picked tells whether a contact is the one that has an asset, or else may have it.
func picked(use *api.ContactSuggestion, c api.Contact) bool {
	switch {
	case use.Assigned != nil:
		return use.Assigned.ID == c.ID
	case use.Suggested != nil:
		return use.Suggested.Contact.ID == c.ID
	}
	return false
}
