package service

import (
	"context"
	"fmt"
	"strconv"

	"coresync/adapters/ninjaone"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
)

func (h health) stale(ctx context.Context, r *projections.Reading) (api.Check, error) {
	found, err := asset.Stale(ctx, r, h.of.ID, h.now.Add(-staleAfter))
	c := untidy("stale_devices", found, "%d devices had no contact for more than 60 days. Retire them in NinjaOne, or look for them.",
		"Every device had contact within 60 days.")
	for i, u := range found {
		c.Items[i].Message = "last contact " + h.ago(u.Since)
	}
	return c, err
}

func (h health) reenrolled(ctx context.Context, r *projections.Reading) (api.Check, error) {
	found, err := asset.Reenrolled(ctx, r, h.of.ID, h.now.Add(-reenrolWithin))
	c := untidy("reenrolled_devices", found, "%d machines were enrolled again more than once in 30 days. See whether the agent is installed over and over, or two machines share a serial number.",
		"No machine was enrolled again more than once in 30 days.")
	for i, u := range found {
		c.Items[i].Message = fmt.Sprintf("enrolled again %d times", u.Times)
	}
	return c, err
}

// serials tells which serial numbers are in quarantine (A.3: learned).
func (h health) serials(ctx context.Context, r *projections.Reading) (api.Check, error) {
	c := api.Check{Name: "shared_serials", Outcome: "ok", Message: "No two listed devices have one serial number."}
	found, err := asset.SharedSerials(ctx, r, h.of.ID)
	for _, s := range found {
		c.Items = append(c.Items, api.CheckItem{Name: s.Serial, Message: "devices: " + strconv.Itoa(s.Assets)})
	}
	if len(found) > 0 {
		c.Outcome = "warning"
		c.Message = fmt.Sprintf("Serial numbers that several listed devices have: %d. They identify none of them until one alone has it. Answer the questions under Duplicates; what a maker writes everywhere belongs into the list of the rules (`junk_serials`).", len(found))
	}
	return c, err
}

// classes warns of device types that the rules have no category for: they are imported
// as Other, and no run fails for them (CAT-09 ⚠).
func (h health) classes(ctx context.Context, r *projections.Reading) (api.Check, error) {
	c := api.Check{Name: "device_types", Outcome: "ok", Message: "The rules have a category for every type of device."}
	found, err := asset.UnknownClasses(ctx, r, h.of.ID)
	for _, class := range found {
		c.Items = append(c.Items, api.CheckItem{Name: class.Class, Message: "devices: " + strconv.Itoa(class.Devices)})
	}
	if len(found) > 0 {
		c.Outcome = "warning"
		c.Message = fmt.Sprintf("Types of devices that are new to the rules: %d. Their assets have the category Other. Give the types a category under Rules (`coresync rules adopt`).", len(found))
	}
	return c, err
}

func untidy(name string, found []asset.Untidy, some, none string) api.Check {
	if len(found) == 0 {
		return api.Check{Name: name, Outcome: "ok", Message: none}
	}
	c := api.Check{Name: name, Outcome: "warning", Message: fmt.Sprintf(some, len(found))}
	for _, u := range found {
		c.Items = append(c.Items, api.CheckItem{ID: u.DeviceID, Name: u.Name, Since: when(u.Since)})
	}
	return c
}

// pending asks NinjaOne for devices that wait for approval: listings don't show them.
func pending(ctx context.Context, client *ninjaone.Client) api.Check {
	c := api.Check{Name: "pending_devices", Outcome: "ok", Message: "No device waits for approval."}
	n := 0
	for page, err := range client.Devices(ctx, ninjaone.DeviceQuery{Filter: ninjaone.StatusIs("PENDING")}) {
		if err != nil {
			return api.Check{Name: c.Name, Outcome: "skipped", Message: "Not checked, since NinjaOne did not answer: " + err.Error()}
		}
		n += len(page.Rows)
	}
	if n > 0 {
		c.Outcome, c.Message = "warning", fmt.Sprintf("%d devices wait for approval in NinjaOne and are no assets until then. Approve or reject them there.", n)
	}
	return c
}
