package ninjaone

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
)

// Expand names something that a device's "references" get only when asked for.
// NinjaOne's own document doesn't mention the parameter.
type Expand string

// What can be expanded.
const (
	ExpandOrganization  Expand = "organization"
	ExpandLocation      Expand = "location"
	ExpandRole          Expand = "role"
	ExpandRolePolicy    Expand = "rolePolicy"
	ExpandPolicy        Expand = "policy"
	ExpandWarranty      Expand = "warranty"
	ExpandAssignedOwner Expand = "assignedOwner"
)

// DeviceQuery says which devices to read and with how much.
type DeviceQuery struct {
	ListQuery
	// Detailed asks for hardware, operating system, volumes, addresses and the
	// last user too.
	Detailed bool
	// Expand asks for references.
	Expand []Expand
	// Filter keeps some devices. Check organizationId on the rows all the same:
	// NinjaOne ignores what it doesn't know and sends the whole fleet.
	Filter Filter
}

// Devices lists devices in order of id. Without a filter these are the approved
// ones: a device that is not listed may be decommissioned or pending.
func (c *Client) Devices(ctx context.Context, q DeviceQuery) iter.Seq2[*Page, error] {
	path := "/v2/devices"
	if q.Detailed {
		path = "/v2/devices-detailed"
	}
	params := url.Values{}
	q.Filter.set(params)
	if len(q.Expand) > 0 {
		names := make([]string, len(q.Expand))
		for i, e := range q.Expand {
			names[i] = string(e)
		}
		params.Set("expand", strings.Join(names, ","))
	}
	return c.list(ctx, CallDevices, path, params, q.ListQuery)
}

// idsAtOnce bounds how many devices one filter names, so that its address stays
// short.
const idsAtOnce = 200

// DevicesByID reads some devices, in portions: for asking whether devices that a
// listing left out are really gone, before anybody concludes that. Devices that
// are not approved don't come; see [Client.Device]. The sequence ends with a page
// that is Last.
func (c *Client) DevicesByID(ctx context.Context, ids []int64, detailed bool, expand ...Expand) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		n := 0
		for portion := range slices.Chunk(ids, idsAtOnce) {
			q := DeviceQuery{Detailed: detailed, Expand: expand, Filter: IDIn(portion...)}
			for p, err := range c.Devices(ctx, q) {
				if err != nil {
					yield(nil, err)
					return
				}
				if p.Last {
					break
				}
				p.Index, p.After = n, 0 // Places in a portion are no place to resume at.
				if n++; !yield(p, nil) {
					return
				}
			}
		}
		yield(&Page{Call: CallDevices, Index: n, Last: true}, nil)
	}
}

// OrganizationDevices lists the devices of one organization.
func (c *Client) OrganizationDevices(ctx context.Context, organizationID int64, q ListQuery) iter.Seq2[*Page, error] {
	return c.list(ctx, CallOrganizationDevices, fmt.Sprintf("/v2/organization/%d/devices", organizationID), nil, q)
}

// Device reads one device in detail, whatever its approval status. A device that
// is gone answers an [*APIError] of KindNotFound.
func (c *Client) Device(ctx context.Context, id int64) (Row, error) {
	return c.one(ctx, CallDevice, fmt.Sprintf("/v2/device/%d", id))
}

// LastUser reads who was logged on to a device last: userName and logonTime.
func (c *Client) LastUser(ctx context.Context, deviceID int64) (Row, error) {
	return c.one(ctx, CallLastUser, fmt.Sprintf("/v2/device/%d/last-logged-on-user", deviceID))
}

// one gets an answer that is a single object.
func (c *Client) one(ctx context.Context, name, path string) (Row, error) {
	var row Row
	_, err := c.get(ctx, call{name: name, path: path}, nil, func(body []byte) error {
		var err error
		row, err = (&splitter{idMember: byID.member}).alone(body)
		return err
	})
	if err == nil && len(row.Raw) > c.cfg.Limits.MaxRowBytes {
		return Row{}, fmt.Errorf("%s: %w", name, &RowTooLargeError{ID: row.ID, Bytes: len(row.Raw), Limit: c.cfg.Limits.MaxRowBytes})
	}
	return row, err
}
