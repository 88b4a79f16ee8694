// Package permission holds the closed set of permissions and what each role may
// do. Routes name permissions, people and tokens have roles.
package permission

import (
	"fmt"
	"slices"
	"strings"
)

// Permission is the right to one kind of action.
type Permission string

// All permissions there are.
const (
	IntegrationsView   Permission = "integrations:view"
	IntegrationsManage Permission = "integrations:manage" // PRE-06
	AssetsView         Permission = "assets:view"
	AssetsManage       Permission = "assets:manage"
	ContactsManage     Permission = "contacts:manage" // the whole directory: customers, contacts, contracts, tickets
	TicketsView        Permission = "tickets:view"
	ReportsView        Permission = "reports:view"
	AccessView         Permission = "access:view"
	AccessManage       Permission = "access:manage"
	AuditView          Permission = "audit:view"
	OperationsManage   Permission = "operations:manage"
	UsersManage        Permission = "users:manage"
)

// Changes tells whether the right is one to change something.
func (p Permission) Changes() bool { return strings.HasSuffix(string(p), ":manage") }

// All lists every permission in the order in which people are shown them.
func All() Set {
	return Set{
		IntegrationsView, IntegrationsManage, AssetsView, AssetsManage, ContactsManage, TicketsView,
		ReportsView, AccessView, AccessManage, AuditView, OperationsManage, UsersManage,
	}
}

// Set is a set of permissions in the order of All, each at most once.
type Set []Permission

// Has tells whether the set holds a permission.
func (s Set) Has(p Permission) bool { return slices.Contains(s, p) }

// Covers tells whether the set holds every permission of another.
func (s Set) Covers(other Set) bool {
	return !slices.ContainsFunc(other, func(p Permission) bool { return !s.Has(p) })
}

// And is what both sets hold.
func (s Set) And(other Set) Set { return s.where(other.Has) }

// where keeps the order.
func (s Set) where(keep func(Permission) bool) Set {
	kept := Set{}
	for _, p := range s {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// ParseSet reads names in any order; it refuses one that is no permission.
func ParseSet(names []string) (Set, error) {
	all := All()
	for _, name := range names {
		if !all.Has(Permission(name)) {
			return nil, fmt.Errorf("%q is no permission", name)
		}
	}
	return all.where(func(p Permission) bool { return slices.Contains(names, string(p)) }), nil
}
