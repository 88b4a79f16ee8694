package ninjaone

import (
	"context"
	"net/url"
)

// UserQuery says which users to read.
type UserQuery struct {
	// Type is TECHNICIAN or END_USER; empty for both.
	Type string
	// IncludeRoles adds the names of each user's roles.
	IncludeRoles bool
}

// Users reads technicians and end users. NinjaOne gives the list as a whole, as
// all lists of this file. Unlike devices, users have explicit nulls.
func (c *Client) Users(ctx context.Context, q UserQuery) (*Page, error) {
	params := url.Values{}
	if q.Type != "" {
		params.Set("userType", q.Type)
	}
	if q.IncludeRoles {
		params.Set("includeRoles", "true")
	}
	return c.single(ctx, call{name: CallUsers, path: "/v2/users", query: params}, true)
}

// Technicians reads all technicians.
func (c *Client) Technicians(ctx context.Context) (*Page, error) {
	return c.single(ctx, call{name: CallTechnicians, path: "/v2/user/technicians"}, true)
}

// EndUsers reads all end users.
func (c *Client) EndUsers(ctx context.Context) (*Page, error) {
	return c.single(ctx, call{name: CallEndUsers, path: "/v2/user/end-users"}, true)
}

// maxRole is how many bytes a role may have, which names all its members.
const maxRole = 16 << 20

// UserRoles reads the roles of people with their members. roleType is TECHNICIAN
// or END_USER; empty for both.
func (c *Client) UserRoles(ctx context.Context, roleType string) (*Page, error) {
	params := url.Values{}
	if roleType != "" {
		params.Set("roleType", roleType)
	}
	return c.single(ctx, call{name: CallUserRoles, path: "/v2/user/roles", query: params, maxRow: maxRole}, true)
}

// Contacts reads all contacts.
func (c *Client) Contacts(ctx context.Context) (*Page, error) {
	return c.single(ctx, call{name: CallContacts, path: "/v2/contacts"}, true)
}
