package permission

import "fmt"

// Role is what a person or a token is.
type Role string

// All roles there are, the mightiest first.
const (
	Owner           Role = "owner"
	SuperAdmin      Role = "super_admin"
	Admin           Role = "admin"
	Manager         Role = "manager"
	Technician      Role = "technician"
	BillingAdmin    Role = "billing_admin"
	BillingReadonly Role = "billing_readonly"
	ConnectorAdmin  Role = "connector_admin"
	Member          Role = "member"
	Observer        Role = "observer"
)

// Roles lists every role in the order in which people are shown them.
func Roles() []Role {
	return []Role{
		Owner, SuperAdmin, Admin, Manager, Technician,
		BillingAdmin, BillingReadonly, ConnectorAdmin, Member, Observer,
	}
}

// ParseRole reads a role's name.
func ParseRole(name string) (Role, error) {
	for _, r := range Roles() {
		if string(r) == name {
			return r, nil
		}
	}
	return "", fmt.Errorf("%q is no role", name)
}

// Permissions is what a role may do; a name that is no role may do nothing.
func (r Role) Permissions() Set {
	views := Set{IntegrationsView, AssetsView, TicketsView, ReportsView}
	switch r {
	case Owner, SuperAdmin:
		return All()
	case Admin:
		return with(views, AssetsManage, ContactsManage, IntegrationsManage, AuditView, AccessView, OperationsManage)
	case Manager, Technician:
		return with(views, AssetsManage, ContactsManage)
	case ConnectorAdmin:
		return with(views, IntegrationsManage, AccessView, AccessManage)
	case Observer:
		return with(views, AuditView, AccessView)
	case Member:
		return with(views)
	case BillingAdmin, BillingReadonly:
		return Set{AssetsView, ReportsView}
	}
	return Set{}
}

// with gives the views and more, in the order of All.
func with(views Set, more ...Permission) Set {
	return All().where(func(p Permission) bool { return views.Has(p) || Set(more).Has(p) })
}

// MayGrant tells whether somebody of this role may give another role: only owners
// make owners.
func (r Role) MayGrant(other Role) bool {
	return other != Owner || r == Owner
}
