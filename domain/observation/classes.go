package observation

// Class says what becomes of a member of a row.
type Class uint8

// The classes of members.
const (
	// Digested members are stored, and a difference is a change. Members that no
	// rule names are digested.
	Digested Class = iota
	// Sampled members are stored; a difference in them alone is an event at most
	// once a day.
	Sampled
	// Volatile members are stored with whatever event comes; a difference in them
	// alone is never an event.
	Volatile
	// Personal members are cut out of what is stored and go into sealed members of
	// the event; a difference is a change.
	Personal
	// Dropped members are neither stored with the row nor compared: they are
	// personal and are kept elsewhere, or not at all.
	Dropped
)

// rule gives one member its class. A path names members from the top; "[]" stands
// for every element of a list.
type rule struct {
	path  string
	class Class
	// set: order and repetition of the list's elements mean nothing for the digest.
	set bool
	// rest is the class of the members inside that no rule names; only with nested.
	nested bool
	rest   Class
}

// The tables. A change here needs a higher version of the table: the tags of
// everything observed before are then computed anew from what is stored, or the
// whole fleet would look changed.

// Devices is the table of GET /v2/devices-detailed. Address lists come in a new
// order with every answer (quirk 6), boot times and free space move all day, and
// a clock speed is what it was at that moment.
var Devices = compile("device", 1, []rule{
	{path: "ipAddresses", class: Sampled, set: true},
	{path: "publicIP", class: Sampled},
	{path: "macAddresses", class: Digested, set: true},
	{path: "tags", class: Digested, set: true},
	{path: "os.lastBootTime", class: Sampled},
	{path: "lastBootTime", class: Sampled}, // virtual hosts and guests have it at the top
	{path: "volumes[].freeSpace", class: Sampled},
	{path: "processors[].clockSpeed", class: Sampled},
	{path: "snapshotTotalSize", class: Sampled},
	{path: "references.backupUsage", class: Sampled},
	{path: "lastContact", class: Volatile},
	{path: "lastUpdate", class: Volatile},
	{path: "offline", class: Volatile},
	// An event and a stream of its own: DeviceUserObserved.
	{path: "lastLoggedInUser", class: Dropped},
	// Of the owner only who it is counts: the lists of a person's other devices
	// would make all of them look changed whenever one is handed over.
	{path: "references.assignedOwner", class: Personal, nested: true, rest: Dropped},
	{path: "references.assignedOwner.id", class: Personal},
	{path: "references.assignedOwner.uid", class: Personal},
	{path: "references.assignedOwner.email", class: Personal},
	{path: "references.assignedOwner.firstName", class: Personal},
	{path: "references.assignedOwner.lastName", class: Personal},
})

// LastUsers is the table of GET /v2/queries/logged-on-users: the time of a logon
// is news once a day, the person at once.
var LastUsers = compile("last user", 1, []rule{
	{path: "userName", class: Personal},
	{path: "logonTime", class: Sampled},
})

// Organizations is the table of GET /v2/organizations.
var Organizations = compile("organization", 1, nil)

// Locations is the table of GET /v2/locations.
var Locations = compile("location", 1, nil)

// Contacts is the table of GET /v2/contacts. The event has named members only, so
// a member that is new in NinjaOne is not compared either.
var Contacts = compile("contact", 1, []rule{
	{path: "", nested: true, rest: Dropped},
	{path: "id", class: Digested},
	{path: "uid", class: Digested},
	{path: "organizationId", class: Digested},
	{path: "firstName", class: Personal},
	{path: "lastName", class: Personal},
	{path: "email", class: Personal},
	{path: "phone", class: Personal},
	{path: "jobTitle", class: Personal},
})

// Accounts is the table of GET /v2/users and of the listings of technicians and
// end users.
var Accounts = compile("account", 1, []rule{
	{path: "firstName", class: Personal},
	{path: "lastName", class: Personal},
	{path: "email", class: Personal},
	{path: "phone", class: Personal},
	{path: "roles", class: Digested, set: true},
	{path: "deviceIds", class: Digested, set: true},
	{path: "assignedDeviceIds", class: Digested, set: true},
	{path: "accessibleDeviceIds", class: Digested, set: true},
})

// Roles is the table of GET /v2/user/roles. Members are kept by id; their names
// and addresses belong to the accounts.
var Roles = compile("role", 1, []rule{
	{path: "members", class: Digested, set: true},
	{path: "members[].name", class: Dropped},
	{path: "members[].email", class: Dropped},
}).upTo(MaxStoredRole)
