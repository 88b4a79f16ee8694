// Package rowid makes the ids of rows that are derived from NinjaOne: version 5
// UUIDs of tenant, connection and NinjaOne id. They are the same in every
// generation of a read model, and equal ids of two connections stay apart.
package rowid

import (
	"crypto/sha1"
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Device is the id of a device's row, and of the asset that it is the oldest member of.
func Device(tenant, connection uuid.UUID, device int64) uuid.UUID {
	return of(tenant, event.DeviceStream(connection, device))
}

// Organization is the id of an organization's row.
func Organization(tenant, connection uuid.UUID, organization int64) uuid.UUID {
	return of(tenant, event.OrganizationStream(connection, organization))
}

// Location is the id of a location's row.
func Location(tenant, connection uuid.UUID, location int64) uuid.UUID {
	return of(tenant, event.LocationStream(connection, location))
}

// NinjaPerson is the id of the row of a person in NinjaOne: a contact, or an account.
func NinjaPerson(tenant uuid.UUID, source event.PersonSource, connection uuid.UUID, person int64) uuid.UUID {
	if source == event.NinjaContact {
		return of(tenant, event.NinjaContactStream(connection, person))
	}
	return of(tenant, event.AccountStream(connection, person))
}

// Role is the id of the row of a NinjaOne user role.
func Role(tenant, connection uuid.UUID, role int64) uuid.UUID {
	return of(tenant, event.RoleStream(connection, role))
}

// OfStream is the id of the row that the events of a stream are about: the device
// for its user, the organization, location or person for decisions about it, else the
// id in the name.
func OfStream(tenant uuid.UUID, stream string) (uuid.UUID, bool) {
	kind, rest, ok := strings.Cut(stream, "/")
	if !ok {
		return uuid.Nil, false
	}
	switch kind {
	case "device", "organization", "location", "ninja-contact", "account", "role":
		return of(tenant, stream), true
	case "device-user":
		return of(tenant, "device/"+rest), true
	case "contact-link":
		return of(tenant, "ninja-contact/"+rest), true
	case "account-link", "account-owner":
		return of(tenant, "account/"+rest), true
	case "mapping":
		return of(tenant, "organization/"+rest), true
	case "location-mapping":
		return of(tenant, "location/"+rest), true
	}
	id, err := uuid.Parse(rest)
	return id, err == nil
}

// of is uuid.NewSHA1 without its allocations: a fleet takes three for each device.
func of(tenant uuid.UUID, name string) (id uuid.UUID) {
	var buffer [128]byte
	sum := sha1.Sum(append(append(buffer[:0], tenant[:]...), name...)) // #nosec: RFC 9562 says SHA-1, nothing is protected by it
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x50 // version 5
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	return id
}
