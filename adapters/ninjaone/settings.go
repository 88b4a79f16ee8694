package ninjaone

import (
	"context"
	"fmt"
	"net/url"
)

// Groups reads the saved searches of devices.
func (c *Client) Groups(ctx context.Context) (*Page, error) {
	return c.single(ctx, call{name: CallGroups, path: "/v2/groups"}, true)
}

// GroupDevices reads which devices a saved search finds. Its rows are bare
// numbers.
func (c *Client) GroupDevices(ctx context.Context, groupID int64) (*Page, error) {
	return c.single(ctx, call{name: CallGroupDevices, path: fmt.Sprintf("/v2/group/%d/device-ids", groupID)}, false)
}

// Policies reads the policies that devices can be under.
func (c *Client) Policies(ctx context.Context) (*Page, error) {
	return c.single(ctx, call{name: CallPolicies, path: "/v2/policies"}, true)
}

// DeviceRoles reads the roles of devices; for those of people see [Client.UserRoles].
func (c *Client) DeviceRoles(ctx context.Context) (*Page, error) {
	return c.single(ctx, call{name: CallDeviceRoles, path: "/v2/roles"}, true)
}

// Alerts reads what is active now; an alert that was cleared is simply gone. Its
// rows have a uid and no id.
func (c *Client) Alerts(ctx context.Context, f Filter) (*Page, error) {
	params := url.Values{}
	f.set(params)
	return c.single(ctx, call{name: CallAlerts, path: "/v2/alerts", query: params}, false)
}
