package access

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Sources by which an app is discovered (C1C-05): a list from an identity provider, and
// clients that were seen to sign people in or to provision.
const (
	FromCSV  = "csv"
	FromOIDC = "oidc"
	FromSCIM = "scim"
)

// maxAppName bounds the name of an app, in characters.
const maxAppName = 200

// AppID is the id of an app that was discovered: the same whenever it is seen.
func AppID(tenant uuid.UUID, source, external string) uuid.UUID {
	return uuid.NewSHA1(tenant, []byte("app/"+source+"/"+external))
}

// App is what connectors are added to: unmanaged while it was only discovered.
type App struct {
	Name, Source, External string
	Managed                bool
}

// Known tells whether the app is there.
func (a App) Known() bool { return a.Name != "" }

// EvolveApp folds an event.
func EvolveApp(a App, p event.Payload) App {
	switch p := p.(type) {
	case *event.AppDiscovered:
		a.Name, a.Source, a.External = p.Name, p.Source, p.ExternalID
	case *event.AppForgotten:
		if !a.Managed {
			return App{}
		}
	case *event.AppManaged:
		a.Managed = true
		if p.Name != "" {
			a.Name = p.Name
		}
	}
	return a
}

// Discover says that an app was seen; Manage that somebody looks after it from now on,
// under a name where it is new.
type (
	Discover struct {
		App                    uuid.UUID
		Name, Source, External string
	}
	Manage struct {
		App  uuid.UUID
		Name string
	}
)

// DecideApp turns a command into events: none where it changes nothing.
func DecideApp(a App, command any) ([]event.Payload, error) {
	switch c := command.(type) {
	case Discover:
		name := strings.TrimSpace(c.Name)
		if err := checkAppName(name); err != nil {
			return nil, err
		}
		if a.Name == name && a.Source == c.Source && a.External == c.External {
			return nil, nil
		}
		return one(&event.AppDiscovered{App: c.App, Name: name, Source: c.Source, ExternalID: c.External}), nil
	case Manage:
		name := strings.TrimSpace(c.Name)
		if !a.Known() {
			if err := checkAppName(name); err != nil {
				return nil, err
			}
			return one(&event.AppManaged{App: c.App, Name: name}), nil
		}
		if !a.Managed {
			return one(&event.AppManaged{App: c.App}), nil
		}
	}
	return nil, nil
}

func checkAppName(name string) error {
	if fault := AppNameFault(name); fault != "" {
		return domain.Invalid([]domain.Fault{{Pointer: "/name", Code: "invalid", Message: fault}})
	}
	return nil
}

// AppNameFault says what is wrong with the name of an app; empty: nothing.
func AppNameFault(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "is missing"
	case !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxAppName || strings.ContainsFunc(name, unicode.IsControl):
		return "is too long, or has control characters"
	}
	return ""
}
