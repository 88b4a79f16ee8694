package access

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

// Kinds of accounts.
const (
	Technician = "TECHNICIAN"
	EndUser    = "END_USER"
)

// Account is a NinjaOne user; names and addresses are sealed (C1P-01).
type Account struct {
	ID             uuid.UUID
	Connection     uuid.UUID
	UserID         int64
	UID            string
	Kind           string    // TECHNICIAN or END_USER; "" while only a decision is known
	Organization   uuid.UUID // row id; zero: none
	OrganizationID int64
	FirstName      json.RawMessage
	LastName       json.RawMessage
	Email          json.RawMessage
	Phone          json.RawMessage
	EmailDomain    string
	Event          uuid.UUID // that the personal members are sealed for

	Enabled       bool
	Administrator bool
	// MFA, MustChange and Scim are "yes", "no" or "" where NinjaOne does not tell.
	MFA, MustChange, Scim string
	AuthType              string // native, sso, or "" where NinjaOne does not tell
	Invitation            string // REGISTERED, PENDING or EXPIRED
	FullPortal            bool
	Devices               json.RawMessage // ids of devices that are assigned to it

	FirstSeenAt      time.Time
	ChangedAt        time.Time // of the newest observation
	AdministratorAt  time.Time // since when it is as Administrator says
	VanishedAt       time.Time
	ObservedPosition int64

	OwnerSet      bool      // a person said whose it is
	Owner         uuid.UUID // contact; zero with OwnerSet: nobody's
	OwnerAt       time.Time
	OwnerBy       string // actor, an id
	OwnerPosition int64
	OwnerVersion  int64 // of the stream of these decisions

	Position int64 // newest event
}

func accountTable() projections.TableSpec[Account] {
	return projections.TableSpec[Account]{
		Name:    "account",
		Comment: "NinjaOne accounts: technicians and end users.",
		Columns: accountColumns(),
		ID:      func(r *Account) uuid.UUID { return r.ID },
		Keys:    accountKeys,
		Fold:    foldAccount,
		Indexes: []projections.Index{{Name: "account_owner", On: "owner", Where: "owner is not null"}},
	}
}

func accountColumns() []column.Column[Account] {
	return []column.Column[Account]{
		column.UUID("id", "id of the row", func(r *Account) *uuid.UUID { return &r.ID }),
		column.UUID("connection", "NinjaOne connection", func(r *Account) *uuid.UUID { return &r.Connection }),
		column.Int("user_id", "id in NinjaOne", func(r *Account) *int64 { return &r.UserID }),
		column.Text("uid", "uid in NinjaOne", func(r *Account) *string { return &r.UID }),
		column.Text("kind", "TECHNICIAN or END_USER", func(r *Account) *string { return &r.Kind }),
		column.UUID("organization", "id of the organization's row", func(r *Account) *uuid.UUID { return &r.Organization }),
		column.Int("organization_id", "organization in NinjaOne", func(r *Account) *int64 { return &r.OrganizationID }),
		column.JSON("first_name", "first name, sealed", func(r *Account) *json.RawMessage { return &r.FirstName }),
		column.JSON("last_name", "surname, sealed", func(r *Account) *json.RawMessage { return &r.LastName }),
		column.JSON("email", "e-mail address, sealed", func(r *Account) *json.RawMessage { return &r.Email }),
		column.JSON("phone", "telephone, sealed", func(r *Account) *json.RawMessage { return &r.Phone }),
		column.Text("email_domain", "domain of the e-mail address", func(r *Account) *string { return &r.EmailDomain }),
		column.UUID("event", "event that the personal members are sealed for", func(r *Account) *uuid.UUID { return &r.Event }),
		column.Bool("enabled", "may sign in", func(r *Account) *bool { return &r.Enabled }),
		column.Bool("administrator", "System Administrator", func(r *Account) *bool { return &r.Administrator }),
		column.Text("mfa", "second factor configured: yes, no, or unknown", func(r *Account) *string { return &r.MFA }),
		column.Text("must_change", "must change the password: yes, no, or unknown", func(r *Account) *string { return &r.MustChange }),
		column.Text("scim", "made through SCIM: yes, no, or unknown", func(r *Account) *string { return &r.Scim }),
		column.Text("auth_type", "native, sso, or unknown", func(r *Account) *string { return &r.AuthType }),
		column.Text("invitation", "REGISTERED, PENDING or EXPIRED", func(r *Account) *string { return &r.Invitation }),
		column.Bool("full_portal", "sees all devices of its organization in the portal", func(r *Account) *bool { return &r.FullPortal }),
		column.JSON("devices", "ids of devices that are assigned to it", func(r *Account) *json.RawMessage { return &r.Devices }),
		column.Time("first_seen_at", "first observation", func(r *Account) *time.Time { return &r.FirstSeenAt }),
		column.Time("changed_at", "newest observation", func(r *Account) *time.Time { return &r.ChangedAt }),
		column.Time("administrator_at", "since when it is an administrator, or none", func(r *Account) *time.Time { return &r.AdministratorAt }),
		column.Time("vanished_at", "when a complete listing no longer showed it", func(r *Account) *time.Time { return &r.VanishedAt }),
		column.Int("observed_position", "event of the newest observation", func(r *Account) *int64 { return &r.ObservedPosition }),
		column.Bool("owner_set", "a person said whose it is", func(r *Account) *bool { return &r.OwnerSet }),
		column.UUID("owner", "contact that it belongs to, as a person said (C1P-06)", func(r *Account) *uuid.UUID { return &r.Owner }),
		column.Time("owner_at", "when that was said, or taken back", func(r *Account) *time.Time { return &r.OwnerAt }),
		column.Text("owner_by", "by whom, an id", func(r *Account) *string { return &r.OwnerBy }),
		column.Int("owner_position", "event that said so", func(r *Account) *int64 { return &r.OwnerPosition }),
		column.Count("owner_version", "version of the stream of these decisions, for conflicts", func(r *Account) *int64 { return &r.OwnerVersion }),
		column.Int("position", "newest event", func(r *Account) *int64 { return &r.Position }),
	}
}

type userObserved struct {
	Connection uuid.UUID       `json:"connection"`
	UserID     int64           `json:"user_id"`
	FirstName  json.RawMessage `json:"first_name"`
	LastName   json.RawMessage `json:"last_name"`
	Email      json.RawMessage `json:"email"`
	Phone      json.RawMessage `json:"phone"`
	Domain     string          `json:"email_domain"`
	Account    seenAccount     `json:"account"`
}

func accountKeys(e *projections.Event) []uuid.UUID {
	account := func(connection uuid.UUID, user int64) []uuid.UUID {
		return []uuid.UUID{AccountID(e.Tenant, connection, user)}
	}
	switch b := e.Body.(type) {
	case *userObserved:
		return account(b.Connection, b.UserID)
	case *event.UserVanished:
		return account(b.Connection, b.UserID)
	case *event.AccountOwnerSet:
		return account(b.Connection, b.UserID)
	case *event.AccountOwnerReset:
		return account(b.Connection, b.UserID)
	}
	return nil
}

// AccountID is the id of the row of an account.
func AccountID(tenant, connection uuid.UUID, user int64) uuid.UUID {
	return rowid.NinjaPerson(tenant, event.NinjaEndUser, connection, user)
}

func foldAccount(_ *rules.Set, id uuid.UUID, old *Account, e *projections.Event) (*Account, error) {
	row := Account{ID: id}
	if old != nil {
		row = *old
	}
	row.Position = e.Position
	switch b := e.Body.(type) {
	case *userObserved:
		row.observe(b, e)
	case *event.UserVanished:
		if old == nil {
			return nil, nil
		}
		row.VanishedAt = e.OccurredAt
	case *event.AccountOwnerSet:
		row.Connection, row.UserID = b.Connection, b.UserID
		row.own(true, b.Contact, e)
	case *event.AccountOwnerReset:
		row.Connection, row.UserID = b.Connection, b.UserID
		row.own(false, uuid.Nil, e)
	}
	return &row, nil
}

func (r *Account) own(set bool, owner uuid.UUID, e *projections.Event) {
	r.OwnerSet, r.Owner = set, owner
	r.OwnerAt, r.OwnerBy, r.OwnerPosition, r.OwnerVersion = e.OccurredAt, bounded(e.Actor), e.Position, e.Version
}

func (r *Account) observe(b *userObserved, e *projections.Event) {
	seen := b.Account
	if r.FirstSeenAt.IsZero() {
		r.FirstSeenAt, r.AdministratorAt = e.OccurredAt, e.OccurredAt
	}
	if r.Administrator != seen.Administrator {
		r.AdministratorAt = e.OccurredAt
	}
	r.Connection, r.UserID, r.UID, r.Kind = b.Connection, b.UserID, bounded(seen.UID), seen.kind()
	r.Organization, r.OrganizationID = uuid.Nil, seen.OrganizationID
	if seen.OrganizationID != 0 {
		r.Organization = rowid.Organization(e.Tenant, b.Connection, seen.OrganizationID)
	}
	r.FirstName, r.LastName, r.Email, r.Phone = sealed(b.FirstName), sealed(b.LastName), sealed(b.Email), sealed(b.Phone)
	r.EmailDomain = bounded(b.Domain)
	r.Enabled, r.Administrator, r.FullPortal = seen.Enabled, seen.Administrator, seen.FullPortalAccess
	r.MFA, r.MustChange, r.Scim = told(seen.MFAConfigured), told(seen.MustChangePw), told(seen.ScimUser)
	r.AuthType, r.Invitation, r.Devices = seen.authType(), bounded(seen.InvitationStatus), seen.devices()
	r.Event, r.ObservedPosition, r.ChangedAt, r.VanishedAt = e.ID, e.Position, e.OccurredAt, time.Time{}
}
