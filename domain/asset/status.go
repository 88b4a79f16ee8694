package asset

// Status is where an asset is in its life, as people see it.
type Status string

// The statuses. Only in_use and available are ever set by connectivity.
const (
	StatusInUse       Status = "in_use"
	StatusAvailable   Status = "available"
	StatusMaintenance Status = "maintenance"
	StatusRetired     Status = "retired"
	StatusLost        Status = "lost"
	StatusArchived    Status = "archived"
)

// Statuses lists all statuses.
func Statuses() []Status {
	return []Status{StatusInUse, StatusAvailable, StatusMaintenance, StatusRetired, StatusLost, StatusArchived}
}

// Connectivity is whether NinjaOne reaches a device; a field of its own, apart
// from the status (FLD-06).
type Connectivity string

// The connectivities. Unknown is a device of which NinjaOne says neither.
const (
	Online       Connectivity = "online"
	Offline      Connectivity = "offline"
	NotMonitored Connectivity = "not_monitored"
	Unknown      Connectivity = "unknown"
)

// unmonitored are the classes that no agent and no probe watches.
func unmonitored(class string) bool { return class == "UNMANAGED_DEVICE" }

// ConnectivityOf reads the member offline of a device, nil when absent.
func ConnectivityOf(class string, offline *bool) Connectivity {
	switch {
	case unmonitored(class):
		return NotMonitored
	case offline == nil:
		return Unknown
	case *offline:
		return Offline
	}
	return Online
}

// StatusOf is the status of an asset (FLD-06). set is what a person set, "" for
// nothing: Maintenance, Retired, Lost and Archived are never left by connectivity,
// nor is a status that a person locked. Otherwise online is in_use and offline is
// available. An asset that is assigned to somebody stays in_use, since a sleeping
// laptop is not a spare one. It doesn't depend on the connectivity of the past.
func (r *Rules) StatusOf(set Status, locked bool, c Connectivity, assigned bool) Status {
	switch {
	case set != "" && (locked || (set != StatusInUse && set != StatusAvailable)):
		return set
	case assigned:
		return StatusInUse
	case !r.StatusFollowsConnectivity && set != "":
		return set
	case r.StatusFollowsConnectivity && c == Offline:
		return StatusAvailable
	}
	return StatusInUse
}
