package openapi

import (
	"errors"
	"strings"
	"time"

	"coresync/http/api"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// formats are the meanings of "format" in the description. They are handed to each
// check, since kin-openapi would otherwise keep them in a package variable.
func formats() []openapi3.SchemaValidationOption {
	options := []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.EnableFormatValidation()}
	for name, check := range map[string]func(string) error{
		"uuid":           isUUID,
		"position":       isPosition,
		"date":           isDate,
		"optional-date":  isOptionalDate,
		"date-time":      isInstant,
		"zone":           isZone,
		"domain":         isDomain,
		"optional-email": isOptionalEmail,
	} {
		options = append(options, openapi3.WithStringFormatValidator(name, openapi3.NewCallbackValidator(check)))
	}
	return options
}

// isUUID takes the form with hyphens alone: google/uuid reads four more.
func isUUID(s string) error {
	if _, err := uuid.Parse(s); err != nil || len(s) != 36 {
		return errors.New("this is no UUID")
	}
	return nil
}

func isPosition(s string) error {
	if _, err := api.ParsePosition(s); err != nil {
		return errors.New("a position is <epoch>:<number>")
	}
	return nil
}

// isDate asks the calendar, so that 31 February is none.
func isDate(s string) error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return errors.New("a date is YYYY-MM-DD")
	}
	return nil
}

// isOptionalDate also takes the empty text, which clears a date.
func isOptionalDate(s string) error {
	if s == "" {
		return nil
	}
	return isDate(s)
}

func isInstant(s string) error {
	if _, err := time.Parse(time.RFC3339Nano, s); err != nil {
		return errors.New("a time is written as in RFC 3339, such as 2026-03-31T12:00:00Z")
	}
	return nil
}

// isZone refuses "Local", which would mean the server's own zone.
func isZone(s string) error {
	if _, err := time.LoadLocation(s); err != nil || s == "" || s == "Local" {
		return errors.New("a time zone is a name such as Europe/Berlin")
	}
	return nil
}

// isDomain takes a domain of the Internet as people write it, also "@acme.example".
func isDomain(s string) error {
	labels := strings.Split(strings.TrimPrefix(s, "@"), ".")
	wrong := errors.New("a domain is a name such as acme.example")
	if len(labels) < 2 {
		return wrong
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) {
			return wrong
		}
	}
	return nil
}

// isOptionalEmail takes what has one @ with something on either side, or nothing.
func isOptionalEmail(s string) error {
	name, host, ok := strings.Cut(s, "@")
	if s != "" && (!ok || name == "" || host == "" || strings.ContainsAny(s, " \t\r\n\x00") || strings.Contains(host, "@")) {
		return errors.New("an e-mail address is written name@domain")
	}
	return nil
}
