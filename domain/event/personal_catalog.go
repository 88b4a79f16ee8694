package event

// PersonalCatalog is the closed list of what is personal in the log: event types
// with the paths of their sealed members. Everything else is stored plain, device
// names among it. A test compares it with the structs, so a member is added here
// and nowhere silently; docs and the privacy report are made from it.
func PersonalCatalog() map[Type][]string {
	return map[Type][]string{
		"DeviceObserved":     {"owner"}, // references.assignedOwner, as JSON text
		"DeviceUserObserved": {"user"},
		"ContactObserved":    {"first_name", "last_name", "email", "phone", "job_title"},
		"UserObserved":       {"first_name", "last_name", "email", "phone"},
		"AccessRequested":    {"first_name", "last_name", "email", "phone"},
		"ProvisionedUserSet": {"said"},
		"ContactRecorded":    {"name", "email", "phone"},
	}
}
