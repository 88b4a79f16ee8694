package ninjaone

import (
	"context"
	"fmt"
	"iter"
)

// Organizations lists organizations: id, name, approval mode.
func (c *Client) Organizations(ctx context.Context, q ListQuery) iter.Seq2[*Page, error] {
	return c.list(ctx, CallOrganizations, "/v2/organizations", nil, q)
}

// OrganizationsDetailed lists organizations with their locations, policies and
// settings.
func (c *Client) OrganizationsDetailed(ctx context.Context, q ListQuery) iter.Seq2[*Page, error] {
	return c.list(ctx, CallOrganizationsDetailed, "/v2/organizations-detailed", nil, q)
}

// Locations lists the locations of all organizations, each with organizationId.
func (c *Client) Locations(ctx context.Context, q ListQuery) iter.Seq2[*Page, error] {
	return c.list(ctx, CallLocations, "/v2/locations", nil, q)
}

// OrganizationLocations reads the locations of one organization, whose rows don't
// say organizationId.
func (c *Client) OrganizationLocations(ctx context.Context, organizationID int64) (*Page, error) {
	return c.single(ctx, call{name: CallLocations, path: fmt.Sprintf("/v2/organization/%d/locations", organizationID)}, true)
}

// OrganizationEndUsers reads the end users of one organization.
func (c *Client) OrganizationEndUsers(ctx context.Context, organizationID int64) (*Page, error) {
	return c.single(ctx, call{name: CallEndUsers, path: fmt.Sprintf("/v2/organization/%d/end-users", organizationID)}, true)
}
