package poller

// Kind names a listing.
type Kind string

// The listings, in the order in which a run reads them.
const (
	Organizations Kind = "organizations"
	Locations     Kind = "locations"
	// LastUsers is read whole at the beginning of Devices, so that a device and its
	// user are compared at once. It is not a step of its own and has no proof.
	LastUsers Kind = "last_users"
	Devices   Kind = "devices"
	Contacts  Kind = "contacts"
	Accounts  Kind = "accounts"
	Roles     Kind = "roles"
)

// The steps of a run that follow the listings.
const (
	stepAppend = "append" // staged events go to the log
	stepProve  = "prove"  // ListingCompleted
	stepFinish = "finish" // SyncCompleted
)

// allSteps are the steps of a sync in order.
var allSteps = []string{
	string(Organizations), string(Locations), string(Devices), string(Contacts), string(Accounts), string(Roles),
	stepAppend, stepProve, stepFinish,
}

// accessSteps are those of a run that reads only who has access (C1C-15).
var accessSteps = []string{string(Accounts), string(Roles), stepAppend, stepProve, stepFinish}

// steps are the steps of the run in order.
func (r *Run) steps() []string {
	if r.Trigger == TriggerAccess {
		return accessSteps
	}
	return allSteps
}

// optional are the listings without which a run is complete all the same: some
// instances do not offer them.
var optional = map[Kind]bool{LastUsers: true, Contacts: true, Accounts: true, Roles: true}
