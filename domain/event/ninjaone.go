package event

import (
	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// OrgObserved says that a NinjaOne organization is new or different.
// Endpoint: GET /v2/organizations.
type OrgObserved struct {
	Connection     uuid.UUID       `json:"connection"`
	OrganizationID int64           `json:"organization_id"`
	Organization   json.RawMessage `json:"organization"` // canonical form
	// FormerNames are the last eight names before the present one, newest first.
	FormerNames []string  `json:"former_names,omitempty"`
	Run         uuid.UUID `json:"run"`
}

// OrgVanished says that a complete listing no longer showed the organization.
type OrgVanished struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Run            uuid.UUID `json:"run"`
}

// LocationObserved says that a location is new or different.
// Endpoint: GET /v2/locations.
type LocationObserved struct {
	Connection     uuid.UUID       `json:"connection"`
	LocationID     int64           `json:"location_id"`
	OrganizationID int64           `json:"organization_id"`
	Location       json.RawMessage `json:"location"` // canonical form
	Run            uuid.UUID       `json:"run"`
}

// LocationVanished says that a complete listing no longer showed the location.
type LocationVanished struct {
	Connection uuid.UUID `json:"connection"`
	LocationID int64     `json:"location_id"`
	Run        uuid.UUID `json:"run"`
}

// ContactObserved says that a contact in NinjaOne is new or different.
// Endpoint: GET /v2/contacts.
type ContactObserved struct {
	Connection     uuid.UUID `json:"connection"`
	ContactID      int64     `json:"contact_id"`
	OrganizationID int64     `json:"organization_id"`
	UID            string    `json:"uid,omitempty"`
	FirstName      Personal  `json:"first_name"`
	LastName       Personal  `json:"last_name"`
	Email          Personal  `json:"email"`
	Phone          Personal  `json:"phone"`
	JobTitle       Personal  `json:"job_title"`
	EmailDomain    string    `json:"email_domain,omitempty"` // see MailDomain
	Run            uuid.UUID `json:"run"`
}

// ContactVanished says that a complete listing no longer showed the contact.
type ContactVanished struct {
	Connection uuid.UUID `json:"connection"`
	ContactID  int64     `json:"contact_id"`
	Run        uuid.UUID `json:"run"`
}

// UserObserved says that a NinjaOne account is new or different (C1P-01).
// Endpoints: GET /v2/users, /v2/user/technicians, /v2/user/end-users.
type UserObserved struct {
	Connection uuid.UUID `json:"connection"`
	UserID     int64     `json:"user_id"`
	FirstName  Personal  `json:"first_name"`
	LastName   Personal  `json:"last_name"`
	Email      Personal  `json:"email"`
	Phone      Personal  `json:"phone"`
	// EmailDomain is that of Email, see MailDomain.
	EmailDomain string `json:"email_domain,omitempty"`
	// Account is the account in canonical form without its personal members.
	Account json.RawMessage `json:"account"`
	Run     uuid.UUID       `json:"run"`
}

// UserVanished says that a complete listing no longer showed the account.
type UserVanished struct {
	Connection uuid.UUID `json:"connection"`
	UserID     int64     `json:"user_id"`
	Run        uuid.UUID `json:"run"`
}

// RoleObserved says that a user role or its membership is new or different (C1P-02).
// Members are ids with the source of the assignment; names and addresses are left out.
// Endpoint: GET /v2/user/roles.
type RoleObserved struct {
	Connection uuid.UUID       `json:"connection"`
	RoleID     int64           `json:"role_id"`
	Role       json.RawMessage `json:"role"` // canonical form
	Run        uuid.UUID       `json:"run"`
}

// RoleVanished says that a complete listing no longer showed the role.
type RoleVanished struct {
	Connection uuid.UUID `json:"connection"`
	RoleID     int64     `json:"role_id"`
	Run        uuid.UUID `json:"run"`
}

// EventType implements Payload.
func (OrgObserved) EventType() Type { return "OrgObserved" }

// EventType implements Payload.
func (OrgVanished) EventType() Type { return "OrgVanished" }

// EventType implements Payload.
func (LocationObserved) EventType() Type { return "LocationObserved" }

// EventType implements Payload.
func (LocationVanished) EventType() Type { return "LocationVanished" }

// EventType implements Payload.
func (ContactObserved) EventType() Type { return "ContactObserved" }

// EventType implements Payload.
func (ContactVanished) EventType() Type { return "ContactVanished" }

// EventType implements Payload.
func (UserObserved) EventType() Type { return "UserObserved" }

// EventType implements Payload.
func (UserVanished) EventType() Type { return "UserVanished" }

// EventType implements Payload.
func (RoleObserved) EventType() Type { return "RoleObserved" }

// EventType implements Payload.
func (RoleVanished) EventType() Type { return "RoleVanished" }

// Personals lists the personal members.
func (p *ContactObserved) Personals() []Member {
	return []Member{
		{"first_name", &p.FirstName}, {"last_name", &p.LastName}, {"email", &p.Email},
		{"phone", &p.Phone}, {"job_title", &p.JobTitle},
	}
}

// Personals lists the personal members.
func (p *UserObserved) Personals() []Member {
	return []Member{
		{"first_name", &p.FirstName}, {"last_name", &p.LastName},
		{"email", &p.Email}, {"phone", &p.Phone},
	}
}
