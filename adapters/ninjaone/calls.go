package ninjaone

// The names of all calls: what an error says was being done, and the label of
// metrics. They are a closed set.
const (
	CallToken    = "get token"
	CallRefresh  = "refresh token"
	CallExchange = "exchange authorization code"

	CallOrganizations         = "list organizations"
	CallOrganizationsDetailed = "list organizations with details"
	CallLocations             = "list locations"
	CallDevices               = "list devices"
	CallOrganizationDevices   = "list devices of an organization"
	CallDevice                = "get device"
	CallLastUser              = "get last logged-on user"
	CallQuery                 = "query"
	CallActivities            = "list activities"
	CallUsers                 = "list users"
	CallTechnicians           = "list technicians"
	CallEndUsers              = "list end users"
	CallUserRoles             = "list user roles"
	CallContacts              = "list contacts"
	CallGroups                = "list groups"
	CallGroupDevices          = "list devices of a group"
	CallPolicies              = "list policies"
	CallDeviceRoles           = "list device roles"
	CallAlerts                = "list alerts"
	CallAppUsers              = "list users and contacts"

	CallCreateTechnician  = "create technician"
	CallCreateEndUser     = "create end user"
	CallDeleteTechnician  = "delete technician"
	CallDeleteEndUser     = "delete end user"
	CallAddRoleMembers    = "add members to a role"
	CallRemoveRoleMembers = "remove members from a role"
)
