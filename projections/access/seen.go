package access

import (
	"strings"

	"github.com/goccy/go-json"
)

// seenAccount is what the product reads of an observed account. What has an unexpected
// type counts as not told: an event can't be changed, and must not stop the model.
type seenAccount struct {
	UID              string
	UserType         string
	OrganizationID   int64
	Enabled          bool
	Administrator    bool
	MFAConfigured    *bool
	MustChangePw     *bool
	ScimUser         *bool
	AuthType         string
	InvitationStatus string
	FullPortalAccess bool
	AssignedDevices  []int64
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *seenAccount) UnmarshalJSON(raw []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	read(all, "uid", &s.UID)
	read(all, "userType", &s.UserType)
	read(all, "organizationId", &s.OrganizationID)
	read(all, "enabled", &s.Enabled)
	read(all, "administrator", &s.Administrator)
	read(all, "mfaConfigured", &s.MFAConfigured)
	read(all, "mustChangePw", &s.MustChangePw)
	read(all, "scimUser", &s.ScimUser)
	read(all, "authType", &s.AuthType)
	read(all, "invitationStatus", &s.InvitationStatus)
	read(all, "fullPortalAccess", &s.FullPortalAccess)
	read(all, "assignedDeviceIds", &s.AssignedDevices)
	return nil
}

// read reads a member where it is there and has the type.
func read[T any](all map[string]json.RawMessage, name string, into *T) {
	var value T
	if raw, there := all[name]; there && json.Unmarshal(raw, &value) == nil {
		*into = value
	}
}

func (s *seenAccount) kind() string {
	if s.UserType == EndUser {
		return EndUser
	}
	return Technician
}

// authType tells native from SSO; the spelling on the wire was never captured.
func (s *seenAccount) authType() string {
	switch strings.ToLower(s.AuthType) {
	case "":
		return ""
	case "native":
		return "native"
	}
	return bounded(strings.ToLower(s.AuthType))
}

func (s *seenAccount) devices() json.RawMessage {
	if len(s.AssignedDevices) == 0 {
		return nil
	}
	raw, err := json.Marshal(s.AssignedDevices)
	if err != nil {
		return nil // numbers always have a JSON form
	}
	return raw
}

// told is "yes", "no", or nothing where NinjaOne does not tell.
func told(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}
