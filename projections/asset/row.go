package asset

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Where a record comes from.
const (
	SourceNinjaOne = "ninjaone"
	SourceManual   = "manual"
)

// Row is one source record: a NinjaOne device, or an asset kept by hand.
type Row struct {
	ID     uuid.UUID
	Source string
	// Shown is false for a device that was never observed (only its user was), for one
	// that waits for approval, for one that a person removed, and for a record whose
	// asset another one gives its fields.
	Shown bool

	Name         string
	NameKey      string // lower case, for sorting
	Search       string // lower case: names, serials, maker and model
	Manufacturer string
	Model        string
	Serial       string
	SerialKey    string
	SystemSerial string
	BIOSSerial   string
	OS           string
	OSBuild      string
	Architecture string
	Notes        string
	Category     rule.Category
	NodeClass    string
	ClassKnown   bool
	Chassis      string
	Virtual      bool

	Status         rule.Status
	Connectivity   rule.Connectivity
	ConnectivityAt time.Time // when the poll or page that said so was made
	LastContact    time.Time
	CreatedAt      time.Time // enrolment of the agent
	FirstSeenAt    time.Time
	MissingSince   time.Time
	// Released says what became of it when its connection was ended: keep, mark or
	// archive (GAP-01); empty: the connection is there, or it was observed since.
	Released   string
	ReleasedAt time.Time
	Monitored  rule.Connectivity // as it was known then

	WarrantyStart time.Time // dates
	WarrantyEnd   time.Time
	FulfilledOn   time.Time
	PurchasedOn   time.Time // as people say

	Connection     uuid.UUID
	DeviceID       int64
	OrganizationID int64
	Organization   uuid.UUID // row id
	LocationID     int64
	Location       uuid.UUID // row id
	Network        string    // from which it reaches the internet
	Customer       uuid.UUID // of manual assets; others get theirs through the organization
	Approval       string
	ExternalID     string

	Owner       json.RawMessage // sealed
	OwnerEvent  uuid.UUID
	User        json.RawMessage // sealed
	UserEvent   uuid.UUID
	LastLogonAt time.Time
	// UserWithheld says why the last user is not kept; empty: it is, or nobody logged on.
	UserWithheld event.Withheld

	// Contact is who it is assigned to; zero: nobody.
	Contact         uuid.UUID
	ContactPosition int64
	StatusSet       rule.Status // that a person set

	// Asset is what it is part of; zero: an asset of its own (see settle.go).
	Asset   uuid.UUID
	Doubts  json.RawMessage
	BIOSKey string
	MACKey  string
	// State is what people decided about it and what settling made of that; nil:
	// nothing. It is never changed, only replaced.
	State *State

	FormerNames   json.RawMessage
	Tags          json.RawMessage // a list of texts
	FormerSerials json.RawMessage

	// Why is this so: the events that gave each group of fields, and the rules.
	ObservedAt       time.Time
	ObservedPosition int64
	Version          int64 // of its stream at that event
	PresencePosition int64
	UserPosition     int64
	MissingPosition  int64
	ReleasedPosition int64
	Filled           json.RawMessage
	Rules            string
}

// AssetID is the id of the asset that the record is part of.
func (r *Row) AssetID() uuid.UUID {
	if r.Asset != uuid.Nil {
		return r.Asset
	}
	return r.ID
}

// columns are in groups of eight, behind the id, that change together: an update
// writes whole groups.
func columns() []column.Column[Row] {
	return []column.Column[Row]{
		column.UUID("id", "id of the asset", func(r *Row) *uuid.UUID { return &r.ID }),

		column.Text("status", "in_use, available, maintenance, retired, lost or archived (FLD-06)", func(r *Row) *rule.Status { return &r.Status }),
		column.Text("connectivity", "online, offline, not_monitored or unknown", func(r *Row) *rule.Connectivity { return &r.Connectivity }),
		column.Time("connectivity_at", "when that was seen", func(r *Row) *time.Time { return &r.ConnectivityAt }),
		column.Time("last_contact", "when NinjaOne last heard of it", func(r *Row) *time.Time { return &r.LastContact }),
		column.Int("presence_position", "event that gave the connectivity", func(r *Row) *int64 { return &r.PresencePosition }),
		column.Time("observed_at", "when the newest observation was recorded", func(r *Row) *time.Time { return &r.ObservedAt }),
		column.Int("observed_position", "event of the newest observation", func(r *Row) *int64 { return &r.ObservedPosition }),
		column.Int("version", "version of its stream at that event", func(r *Row) *int64 { return &r.Version }),

		column.JSON("last_user", "last user, sealed", func(r *Row) *json.RawMessage { return &r.User }),
		column.UUID("user_event", "event that the last user is sealed for", func(r *Row) *uuid.UUID { return &r.UserEvent }),
		column.Time("last_logon_at", "when the last user logged on", func(r *Row) *time.Time { return &r.LastLogonAt }),
		column.Int("user_position", "event that gave the last user", func(r *Row) *int64 { return &r.UserPosition }),
		column.Time("missing_since", "since when complete listings don't show it", func(r *Row) *time.Time { return &r.MissingSince }),
		column.Int("missing_position", "event that said that it is missing", func(r *Row) *int64 { return &r.MissingPosition }),
		column.Text("released", "what became of it when its connection was ended: keep, mark or archive (GAP-01)", func(r *Row) *string { return &r.Released }),
		column.Time("released_at", "when that was", func(r *Row) *time.Time { return &r.ReleasedAt }),
		column.Text("released_connectivity", "connectivity as it was last known then", func(r *Row) *rule.Connectivity { return &r.Monitored }),
		column.Int("released_position", "event that said so", func(r *Row) *int64 { return &r.ReleasedPosition }),
		column.JSON("owner", "assigned owner in NinjaOne, sealed", func(r *Row) *json.RawMessage { return &r.Owner }),
		column.UUID("owner_event", "event that the owner is sealed for", func(r *Row) *uuid.UUID { return &r.OwnerEvent }),

		column.Text("name", "display name, else system name, else DNS name (FLD-01)", func(r *Row) *string { return &r.Name }),
		column.Text("name_key", "name in lower case, cut, for sorting", func(r *Row) *string { return &r.NameKey }),
		column.Text("search", "all names, serial numbers, maker and model in lower case", func(r *Row) *string { return &r.Search }),
		column.JSON("tags", "tags in NinjaOne", func(r *Row) *json.RawMessage { return &r.Tags }),
		column.JSON("former_names", "up to eight names before, newest first", func(r *Row) *json.RawMessage { return &r.FormerNames }),
		column.Bool("shown", "false: never observed, or waiting for approval", func(r *Row) *bool { return &r.Shown }),
		column.Text("source", "ninjaone or manual", func(r *Row) *string { return &r.Source }),
		column.Text("approval", "approval status in NinjaOne", func(r *Row) *string { return &r.Approval }),
		column.Text("rules", "version of the rules", func(r *Row) *string { return &r.Rules }),

		column.Text("manufacturer", "maker (FLD-02)", func(r *Row) *string { return &r.Manufacturer }),
		column.Text("model", "model (FLD-03)", func(r *Row) *string { return &r.Model }),
		column.Text("serial_number", "first serial number that is not junk (FLD-04)", func(r *Row) *string { return &r.Serial }),
		column.Text("serial_key", "serial number in upper case, letters and digits alone", func(r *Row) *string { return &r.SerialKey }),
		column.Text("system_serial", "serial number of the system as given", func(r *Row) *string { return &r.SystemSerial }),
		column.Text("bios_serial", "serial number of the BIOS, or service tag, as given", func(r *Row) *string { return &r.BIOSSerial }),
		column.JSON("former_serials", "up to eight serial numbers before, newest first", func(r *Row) *json.RawMessage { return &r.FormerSerials }),
		column.Text("chassis", "chassis type", func(r *Row) *string { return &r.Chassis }),

		column.Text("os", "operating system (FLD-05)", func(r *Row) *string { return &r.OS }),
		column.Text("os_build", "build of the operating system", func(r *Row) *string { return &r.OSBuild }),
		column.Text("architecture", "architecture of the operating system", func(r *Row) *string { return &r.Architecture }),
		column.Text("category", "category (CAT)", func(r *Row) *rule.Category { return &r.Category }),
		column.Text("node_class", "class in NinjaOne", func(r *Row) *string { return &r.NodeClass }),
		column.Bool("class_known", "false: the class is new to the rules, the category is a guess", func(r *Row) *bool { return &r.ClassKnown }),
		column.Bool("virtual", "a virtual machine", func(r *Row) *bool { return &r.Virtual }),
		column.Text("notes", "what people wrote; the block of the sync is added when it is read (FLD-05)", func(r *Row) *string { return &r.Notes }),

		column.Int("organization_id", "id of the organization in NinjaOne", func(r *Row) *int64 { return &r.OrganizationID }),
		column.UUID("organization", "id of the organization's row", func(r *Row) *uuid.UUID { return &r.Organization }),
		column.Int("location_id", "id of the location in NinjaOne", func(r *Row) *int64 { return &r.LocationID }),
		column.UUID("location", "id of the location's row", func(r *Row) *uuid.UUID { return &r.Location }),
		column.Text("network", "network from which it reaches the internet", func(r *Row) *string { return &r.Network }),
		column.UUID("customer", "customer of a manual asset", func(r *Row) *uuid.UUID { return &r.Customer }),
		column.UUID("connection", "NinjaOne connection", func(r *Row) *uuid.UUID { return &r.Connection }),
		column.Int("device_id", "id in NinjaOne", func(r *Row) *int64 { return &r.DeviceID }),
		column.Text("external_id", "id in the file that it was imported from", func(r *Row) *string { return &r.ExternalID }),

		column.Time("created_at", "when the agent was enrolled", func(r *Row) *time.Time { return &r.CreatedAt }),
		column.Time("first_seen_at", "when it was first observed", func(r *Row) *time.Time { return &r.FirstSeenAt }),
		column.Date("warranty_start", "first day of the warranty", func(r *Row) *time.Time { return &r.WarrantyStart }),
		column.Date("warranty_end", "last day of the warranty", func(r *Row) *time.Time { return &r.WarrantyEnd }),
		column.Date("fulfilled_on", "day when the maker delivered it", func(r *Row) *time.Time { return &r.FulfilledOn }),
		column.Date("purchased_on", "day when it was bought, as people say", func(r *Row) *time.Time { return &r.PurchasedOn }),
		column.Date("born", "day from which its age counts (REP-05)", bornColumn),
		column.JSON("filled", "members that are blank now and show their last filled value: path and event", func(r *Row) *json.RawMessage { return &r.Filled }),

		column.UUID("contact", "contact that it is assigned to (ASG-04)", func(r *Row) *uuid.UUID { return &r.Contact }),
		column.Int("contact_position", "event that assigned it, or took it back", func(r *Row) *int64 { return &r.ContactPosition }),
		column.Text("status_set", "status that a person set", func(r *Row) *rule.Status { return &r.StatusSet }),
		column.UUID("asset", "asset that the record is part of; null: one of its own", func(r *Row) *uuid.UUID { return &r.Asset }),
		column.JSON("doubts", "questions to people about it", func(r *Row) *json.RawMessage { return &r.Doubts }),
		column.Packed("state", "what people decided about it, and what settling made of that", func(r *Row) **State { return &r.State }),
		column.Text("bios_key", "serial number of the BIOS as it is compared, where it is another one", func(r *Row) *string { return &r.BIOSKey }),
		column.Text("user_withheld", "why the last user is not kept: customer or connection (GAP-07)", func(r *Row) *event.Withheld { return &r.UserWithheld }),
		column.Text("mac_key", "network card as it is compared, of machines without a serial number and virtual ones", func(r *Row) *string { return &r.MACKey }),
	}
}
