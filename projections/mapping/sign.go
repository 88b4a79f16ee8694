package mapping

import (
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Kinds of signs.
const (
	SignDevice = "device"
	SignAsset  = "asset" // kept by hand, or from a file
	SignPerson = "person"
)

// Sign is what a device, an asset or a person says of whose an organization is: a
// serial number that another record has, too, or an e-mail domain.
type Sign struct {
	ID           uuid.UUID // of the device, asset or person
	Kind         string
	Organization uuid.UUID // row id, of what is in NinjaOne
	Location     uuid.UUID // row id
	Customer     uuid.UUID // of what is in the directory
	SerialKey    string
	Domain       string
	// Shared: another record has the serial number, too.
	Shared bool
}

// commonSerial is the number of records up to which a serial number says something.
const commonSerial = 64

func signTable() projections.TableSpec[Sign] {
	return projections.TableSpec[Sign]{
		Name:    "sign",
		Comment: "What devices, assets and people say of whose an organization is.",
		Columns: []column.Column[Sign]{
			column.UUID("id", "id of the device, asset or person", func(r *Sign) *uuid.UUID { return &r.ID }),
			column.Text("kind", "device, asset or person", func(r *Sign) *string { return &r.Kind }),
			column.UUID("organization", "id of the organization's row", func(r *Sign) *uuid.UUID { return &r.Organization }),
			column.UUID("location", "id of the location's row", func(r *Sign) *uuid.UUID { return &r.Location }),
			column.UUID("customer", "customer, of what is kept in the directory", func(r *Sign) *uuid.UUID { return &r.Customer }),
			column.Text("serial_key", "serial number as it is compared", func(r *Sign) *string { return &r.SerialKey }),
			column.Text("domain", "e-mail domain", func(r *Sign) *string { return &r.Domain }),
			column.Bool("shared", "another record has the serial number, too", func(r *Sign) *bool { return &r.Shared }),
		},
		ID: func(r *Sign) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			if id := signOf(e); id != uuid.Nil {
				return []uuid.UUID{id}
			}
			return nil
		},
		Fold:  foldSign,
		Stale: staleSigns,
		Indexes: []projections.Index{
			{Name: "sign_serial", On: "serial_key", Where: "serial_key is not null"},
			{Name: "sign_shared", On: "id", Where: "shared"},
		},
		Kin: &projections.Kin[Sign]{
			Columns: []string{"serial_key"},
			Key:     func(r *Sign, _ int) string { return r.SerialKey },
			IDs:     func(*Sign) []uuid.UUID { return nil },
			Common:  commonSerial,
			Marked:  func(r *Sign) bool { return r.Shared },
			Settler: func(*rules.Set, *projections.TenantView) func([]*Sign) ([]*Sign, error) { return settleSigns },
		},
		Glimpse: &projections.Glimpse[Sign]{
			Where: "shared", Sees: func(r *Sign) bool { return r.Shared },
			Of: "coalesce(organization, customer)", As: "kind || ' ' || coalesce(domain, '')", Group: groupOfSign,
		},
	}
}

// staleSigns are the records with a serial number, or without one, where it changed
// which numbers identify nothing.
func staleSigns(changes []rules.Change) func(*Sign) bool {
	for _, c := range changes {
		if strings.HasPrefix(c.Pointer, "/asset/junk_serials") {
			return func(r *Sign) bool { return r.Kind != SignPerson }
		}
	}
	return nil
}

func groupOfSign(r *Sign) projections.Group {
	of := r.Organization
	if of == uuid.Nil {
		of = r.Customer
	}
	return projections.Group{Of: of, As: r.Kind + " " + r.Domain}
}

func settleSigns(family []*Sign) ([]*Sign, error) {
	settled := make([]*Sign, len(family))
	for i, r := range family {
		row := *r
		row.Shared = len(family) > 1
		settled[i] = &row
	}
	return settled, nil
}

// machineObserved is the part of a DeviceObserved that a sign needs: a few members of
// its rule.Device, since the others cost as much time as all the rest of a sign.
type machineObserved struct {
	Connection uuid.UUID `json:"connection"`
	DeviceID   int64     `json:"device_id"`
	Device     struct {
		OrganizationID int64  `json:"organizationId"`
		LocationID     int64  `json:"locationId"`
		ServiceTag     string `json:"serviceTag"`
		System         struct {
			SerialNumber     string `json:"serialNumber"`
			BIOSSerialNumber string `json:"biosSerialNumber"`
		} `json:"system"`
	} `json:"device"`
}

// userSeen, personSeen and contactKept are the parts that a sign needs of a
// DeviceUserObserved, a ContactObserved and a ContactRecorded.
type userSeen struct {
	Connection uuid.UUID `json:"connection"`
	DeviceID   int64     `json:"device_id"`
	UserDomain string    `json:"user_domain"`
}

type personSeen struct {
	Connection     uuid.UUID `json:"connection"`
	ContactID      int64     `json:"contact_id"`
	OrganizationID int64     `json:"organization_id"`
	EmailDomain    string    `json:"email_domain"`
}

type contactKept struct {
	ID          uuid.UUID `json:"id"`
	Customer    uuid.UUID `json:"customer"`
	EmailDomain string    `json:"email_domain"`
}

// accountObserved is the part of a UserObserved that a sign needs.
type accountObserved struct {
	Connection  uuid.UUID `json:"connection"`
	UserID      int64     `json:"user_id"`
	EmailDomain string    `json:"email_domain"`
	Account     struct {
		Type         string `json:"userType"`
		Organization int64  `json:"organizationId"`
	} `json:"account"`
}

// signOf names the sign that an event is about.
func signOf(e *projections.Event) uuid.UUID {
	switch b := e.Body.(type) {
	case *machineObserved:
		return rowid.Device(e.Tenant, b.Connection, b.DeviceID)
	case *event.DeviceVanished:
		return rowid.Device(e.Tenant, b.Connection, b.DeviceID)
	case *userSeen:
		return rowid.Device(e.Tenant, b.Connection, b.DeviceID)
	case *event.ManualAssetRecorded:
		return b.ID
	case *event.ManualAssetRemoved:
		return b.ID
	case *personSeen:
		return rowid.NinjaPerson(e.Tenant, event.NinjaContact, b.Connection, b.ContactID)
	case *event.ContactVanished:
		return rowid.NinjaPerson(e.Tenant, event.NinjaContact, b.Connection, b.ContactID)
	case *accountObserved:
		return rowid.NinjaPerson(e.Tenant, event.NinjaEndUser, b.Connection, b.UserID)
	case *event.UserVanished:
		return rowid.NinjaPerson(e.Tenant, event.NinjaEndUser, b.Connection, b.UserID)
	case *contactKept:
		return b.ID
	case *event.ContactRemoved:
		return b.ID
	}
	return uuid.Nil
}

func foldSign(r *rules.Set, id uuid.UUID, old *Sign, e *projections.Event) (*Sign, error) {
	row := Sign{ID: id}
	if old != nil {
		row.Shared = old.Shared // until it is settled
	}
	switch b := e.Body.(type) {
	case *machineObserved, *event.DeviceVanished, *userSeen:
		return foldMachine(r, &row, old, e), nil
	case *event.ManualAssetRecorded:
		row.Kind, row.Customer, row.SerialKey = SignAsset, b.Customer, serialKey(r, b.SerialNumber)
	case *personSeen:
		row.Kind, row.Domain = SignPerson, b.EmailDomain
		row.Organization = organizationRow(e.Tenant, b.Connection, b.OrganizationID)
	case *accountObserved:
		if b.Account.Type == "TECHNICIAN" {
			return nil, nil
		}
		row.Kind, row.Domain = SignPerson, b.EmailDomain
		row.Organization = organizationRow(e.Tenant, b.Connection, b.Account.Organization)
	case *contactKept:
		row.Kind, row.Domain, row.Customer = SignPerson, b.EmailDomain, b.Customer
	default: // it is gone
		return nil, nil
	}
	return &row, nil
}

// foldMachine keeps the last user's domain of a device that is gone: nobody tells it
// anew when the device is back.
func foldMachine(r *rules.Set, row, old *Sign, e *projections.Event) *Sign {
	row.Kind = SignDevice
	if old != nil {
		row.Domain = old.Domain
	}
	switch b := e.Body.(type) {
	case *userSeen:
		if old != nil {
			*row = *old
		}
		row.Domain = b.UserDomain
	case *machineObserved:
		d := &b.Device
		row.Organization = organizationRow(e.Tenant, b.Connection, d.OrganizationID)
		if d.LocationID != 0 {
			row.Location = rowid.Location(e.Tenant, b.Connection, d.LocationID)
		}
		row.SerialKey = serialKey(r, d.System.SerialNumber, d.ServiceTag, d.System.BIOSSerialNumber)
	}
	return row
}

func organizationRow(tenant, connection uuid.UUID, id int64) uuid.UUID {
	if id == 0 {
		return uuid.Nil
	}
	return rowid.Organization(tenant, connection, id)
}

// serialKey is the first serial number that identifies something, as it is compared.
func serialKey(r *rules.Set, serials ...string) string {
	return bounded(rule.SerialKey(r.Asset.FirstSerial(serials...)))
}
