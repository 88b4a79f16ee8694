package association

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Technician is the source of an account of the MSP's own people, who are offered to
// nobody as a contact. The others are event.NinjaContact and event.NinjaEndUser.
const Technician = "technician"

// States of the link between a person in NinjaOne and the directory.
const (
	LinkOpen    = ""
	LinkLinked  = "linked"
	LinkIgnored = "ignored"
)

// Person is somebody whom NinjaOne knows; names and addresses are sealed.
type Person struct {
	ID           uuid.UUID
	Connection   uuid.UUID
	Source       string // contact, end_user or technician; "" while only a decision is known
	PersonID     int64
	Organization uuid.UUID // row id; zero: none
	FirstName    json.RawMessage
	LastName     json.RawMessage
	Email        json.RawMessage
	Phone        json.RawMessage
	Event        uuid.UUID // that the personal members are sealed for
	VanishedAt   time.Time

	ObservedPosition int64

	Link         string
	Contact      uuid.UUID // of the directory, when linked
	Created      bool      // the contact was made for the person
	LinkedAt     time.Time
	LinkedBy     string // actor, an id
	LinkPosition int64
	Version      int64 // of the stream of decisions
}

func personTable() projections.TableSpec[Person] {
	return projections.TableSpec[Person]{
		Name:    "person",
		Comment: "Contacts, end users and technicians as NinjaOne has them, and their contacts in the directory.",
		Columns: PersonColumns(),
		ID:      func(r *Person) uuid.UUID { return r.ID },
		Keys:    personKeys,
		Fold:    foldPerson,
		Indexes: []projections.Index{
			{Name: "person_organization", On: "organization", Where: "organization is not null"},
			{Name: "person_contact", On: "contact", Where: "contact is not null"},
		},
	}
}

// PersonColumns are the columns of a person, for lists that join them.
func PersonColumns() []column.Column[Person] {
	return []column.Column[Person]{
		column.UUID("id", "id of the row", func(r *Person) *uuid.UUID { return &r.ID }),
		column.UUID("connection", "NinjaOne connection", func(r *Person) *uuid.UUID { return &r.Connection }),
		column.Text("source", "contact, end_user or technician", func(r *Person) *string { return &r.Source }),
		column.Int("person_id", "id in NinjaOne", func(r *Person) *int64 { return &r.PersonID }),
		column.UUID("organization", "id of the organization's row", func(r *Person) *uuid.UUID { return &r.Organization }),
		column.JSON("first_name", "first name, sealed", func(r *Person) *json.RawMessage { return &r.FirstName }),
		column.JSON("last_name", "surname, sealed", func(r *Person) *json.RawMessage { return &r.LastName }),
		column.JSON("email", "e-mail address, sealed", func(r *Person) *json.RawMessage { return &r.Email }),
		column.JSON("phone", "telephone, sealed", func(r *Person) *json.RawMessage { return &r.Phone }),
		column.UUID("event", "event that the personal members are sealed for", func(r *Person) *uuid.UUID { return &r.Event }),
		column.Time("vanished_at", "when a complete listing no longer showed the person", func(r *Person) *time.Time { return &r.VanishedAt }),
		column.Int("observed_position", "event of the newest observation", func(r *Person) *int64 { return &r.ObservedPosition }),
		column.Text("link", "linked, ignored, or nothing", func(r *Person) *string { return &r.Link }),
		column.UUID("contact", "contact of the directory (SCH-04)", func(r *Person) *uuid.UUID { return &r.Contact }),
		column.Bool("created", "the contact was made for the person", func(r *Person) *bool { return &r.Created }),
		column.Time("linked_at", "when that was decided", func(r *Person) *time.Time { return &r.LinkedAt }),
		column.Text("linked_by", "by whom, an id", func(r *Person) *string { return &r.LinkedBy }),
		column.Int("link_position", "event that said so", func(r *Person) *int64 { return &r.LinkPosition }),
		column.Count("version", "version of the stream of decisions, for conflicts", func(r *Person) *int64 { return &r.Version }),
	}
}

type contactObserved struct {
	Connection     uuid.UUID       `json:"connection"`
	ContactID      int64           `json:"contact_id"`
	OrganizationID int64           `json:"organization_id"`
	FirstName      json.RawMessage `json:"first_name"`
	LastName       json.RawMessage `json:"last_name"`
	Email          json.RawMessage `json:"email"`
	Phone          json.RawMessage `json:"phone"`
}

type userObserved struct {
	Connection uuid.UUID       `json:"connection"`
	UserID     int64           `json:"user_id"`
	FirstName  json.RawMessage `json:"first_name"`
	LastName   json.RawMessage `json:"last_name"`
	Email      json.RawMessage `json:"email"`
	Phone      json.RawMessage `json:"phone"`
	Account    struct {
		UserType       string `json:"userType"`
		OrganizationID int64  `json:"organizationId"`
	} `json:"account"`
}

func personKeys(e *projections.Event) []uuid.UUID {
	person := func(source event.PersonSource, connection uuid.UUID, id int64) []uuid.UUID {
		return []uuid.UUID{rowid.NinjaPerson(e.Tenant, source, connection, id)}
	}
	switch b := e.Body.(type) {
	case *contactObserved:
		return person(event.NinjaContact, b.Connection, b.ContactID)
	case *event.ContactVanished:
		return person(event.NinjaContact, b.Connection, b.ContactID)
	case *userObserved:
		return person(event.NinjaEndUser, b.Connection, b.UserID)
	case *event.UserVanished:
		return person(event.NinjaEndUser, b.Connection, b.UserID)
	case *event.ContactLinked:
		return person(b.Source, b.Connection, b.PersonID)
	case *event.ContactLinkIgnored:
		return person(b.Source, b.Connection, b.PersonID)
	case *event.ContactUnlinked:
		return person(b.Source, b.Connection, b.PersonID)
	}
	return nil
}

func foldPerson(_ *rules.Set, id uuid.UUID, old *Person, e *projections.Event) (*Person, error) {
	row := Person{ID: id}
	if old != nil {
		row = *old
	}
	switch b := e.Body.(type) {
	case *contactObserved:
		row.observe(string(event.NinjaContact), b.Connection, b.ContactID, b.OrganizationID, e)
		row.FirstName, row.LastName, row.Email, row.Phone = sealed(b.FirstName), sealed(b.LastName), sealed(b.Email), sealed(b.Phone)
	case *userObserved:
		row.observe(sourceOf(b.Account.UserType), b.Connection, b.UserID, b.Account.OrganizationID, e)
		row.FirstName, row.LastName, row.Email, row.Phone = sealed(b.FirstName), sealed(b.LastName), sealed(b.Email), sealed(b.Phone)
	case *event.ContactVanished, *event.UserVanished:
		if old == nil {
			return nil, nil
		}
		row.VanishedAt = e.OccurredAt
	case *event.ContactLinked:
		row.link(LinkLinked, b.Contact, b.Created, e)
	case *event.ContactLinkIgnored:
		row.link(LinkIgnored, uuid.Nil, false, e)
	case *event.ContactUnlinked:
		row.link(LinkOpen, uuid.Nil, false, e)
	}
	return &row, nil
}

func sourceOf(userType string) string {
	if userType == "END_USER" {
		return string(event.NinjaEndUser)
	}
	return Technician
}

func (r *Person) observe(source string, connection uuid.UUID, id, organization int64, e *projections.Event) {
	r.Source, r.Connection, r.PersonID, r.Organization = source, connection, id, uuid.Nil
	if organization != 0 {
		r.Organization = rowid.Organization(e.Tenant, connection, organization)
	}
	r.Event, r.ObservedPosition, r.VanishedAt = e.ID, e.Position, time.Time{}
}

func (r *Person) link(state string, contact uuid.UUID, created bool, e *projections.Event) {
	r.Link, r.Contact, r.Created = state, contact, created
	r.LinkedAt, r.LinkedBy, r.LinkPosition, r.Version = e.OccurredAt, bounded(e.Actor), e.Position, e.Version
}
