package event

import (
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Stream names. A stream is one thing's history; its name begins with what the
// thing is, so that all streams of a kind are one range of the primary key.

// DeviceStream is the stream of one NinjaOne device of one connection.
func DeviceStream(connection uuid.UUID, device int64) string {
	return ninjaStream("device/", connection, device)
}

// DevicePrefix is what the streams of all devices of a connection begin with.
func DevicePrefix(connection uuid.UUID) string { return "device/" + connection.String() + "/" }

// DeviceUserStream is the stream of the last user of a device: apart from the
// device's own, so that each stream has one kind of snapshot.
func DeviceUserStream(connection uuid.UUID, device int64) string {
	return ninjaStream("device-user/", connection, device)
}

// OrganizationStream is the stream of a NinjaOne organization.
func OrganizationStream(connection uuid.UUID, organization int64) string {
	return ninjaStream("organization/", connection, organization)
}

// LocationStream is the stream of a NinjaOne location.
func LocationStream(connection uuid.UUID, location int64) string {
	return ninjaStream("location/", connection, location)
}

// NinjaContactStream is the stream of a contact as NinjaOne holds it.
func NinjaContactStream(connection uuid.UUID, contact int64) string {
	return ninjaStream("ninja-contact/", connection, contact)
}

// AccountStream is the stream of a NinjaOne user: technician or end user.
func AccountStream(connection uuid.UUID, user int64) string {
	return ninjaStream("account/", connection, user)
}

// RoleStream is the stream of a NinjaOne user role.
func RoleStream(connection uuid.UUID, role int64) string {
	return ninjaStream("role/", connection, role)
}

// MappingStream is the stream of the decisions about one organization.
func MappingStream(connection uuid.UUID, organization int64) string {
	return ninjaStream("mapping/", connection, organization)
}

// LocationMappingStream is the stream of the decisions about one location.
func LocationMappingStream(connection uuid.UUID, location int64) string {
	return ninjaStream("location-mapping/", connection, location)
}

// IgnoreRuleStream is the stream of one ignore rule.
func IgnoreRuleStream(id uuid.UUID) string { return "ignore-rule/" + id.String() }

// AssetScopeStream is the stream of what becomes an asset at all, one a workspace.
func AssetScopeStream() string { return "asset-scope" }

// ReplacementPolicyStream is the stream of one customer's replacement policies; zero:
// of the defaults.
func ReplacementPolicyStream(customer uuid.UUID) string {
	return "replacement-policy/" + customer.String()
}

// ReplacementStream is the stream of what people plan for a device's replacement.
func ReplacementStream(asset uuid.UUID) string { return "replacement/" + asset.String() }

// ListingStream is the stream of the completeness proofs and of presence.
func ListingStream(connection uuid.UUID) string { return "listing/" + connection.String() }

// SyncStream is the stream of the runs of one connection.
func SyncStream(connection uuid.UUID) string { return "sync/" + connection.String() }

// ConnectionStream is the stream of one connection's settings.
func ConnectionStream(connection uuid.UUID) string { return "connection/" + connection.String() }

// CustomerStream, ContactStream, ContractStream, TicketStream and AssetStream are
// the streams of the small aggregates that people or imports write.
func CustomerStream(id uuid.UUID) string { return "customer/" + id.String() }

// ContactStream is the stream of a contact in the directory.
func ContactStream(id uuid.UUID) string { return "contact/" + id.String() }

// ContractStream is the stream of a contract in the directory.
func ContractStream(id uuid.UUID) string { return "contract/" + id.String() }

// TicketStream is the stream of a ticket in the directory.
func TicketStream(id uuid.UUID) string { return "ticket/" + id.String() }

// ReleaseStream is the stream of what becomes of the devices of a connection that was ended.
func ReleaseStream(connection uuid.UUID) string { return "release/" + connection.String() }

// AssetStream is the stream of a manual asset, and of decisions about any asset.
func AssetStream(id uuid.UUID) string { return "asset/" + id.String() }

// AssignmentStream is the stream of the decisions about who uses an asset.
func AssignmentStream(asset uuid.UUID) string { return "assignment/" + asset.String() }

// ContactLinkStream is the stream of the decisions about one person in NinjaOne.
func ContactLinkStream(source PersonSource, connection uuid.UUID, person int64) string {
	if source == NinjaEndUser {
		return ninjaStream("account-link/", connection, person)
	}
	return ninjaStream("contact-link/", connection, person)
}

// SubjectStream is the stream of what is known about a data subject.
func SubjectStream(subject uuid.UUID) string { return "subject/" + subject.String() }

// ninjaStream makes one allocation, since rows are found by these names.
func ninjaStream(kind string, connection uuid.UUID, id int64) string {
	var buffer [96]byte
	b := append(buffer[:0], kind...)
	for i, at := range connection {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hexDigits[at>>4], hexDigits[at&15])
	}
	return string(strconv.AppendInt(append(b, '/'), id, 10))
}

const hexDigits = "0123456789abcdef"

// NinjaID reads connection and NinjaOne id back from a stream's name.
func NinjaID(stream string) (connection uuid.UUID, id int64, ok bool) {
	parts := strings.Split(stream, "/")
	if len(parts) != 3 {
		return uuid.UUID{}, 0, false
	}
	connection, err := uuid.Parse(parts[1])
	if err != nil {
		return uuid.UUID{}, 0, false
	}
	id, err = strconv.ParseInt(parts[2], 10, 64)
	return connection, id, err == nil
}
