package app

import (
	"context"
	"errors"
	"iter"
	"slices"

	"coresync/adapters/ninjaone"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// What is compared: enough that a few renamed or replaced ones don't matter, and
// little enough for one answer each.
const (
	comparedOrganizations = 200
	comparedDevices       = 50
)

// checkInstance tells whether a client talks to the NinjaOne tenant that the
// connection knows (REC-01). Ids are counted anew in every tenant, so they don't
// tell. The uid of a device does, where a device of the same id is known; else the
// names of organizations do, as long as one is still, or was ever, called the same.
// A connection that knows nothing yet may be for any tenant; that organizations can
// be read at all is required of it, too.
func (a *App) checkInstance(ctx context.Context, client *ninjaone.Client, tenant, connection uuid.UUID) error {
	organizations, err := members(client.Organizations(ctx, ninjaone.ListQuery{PageSize: comparedOrganizations}), "name")
	if err != nil {
		return err
	}
	knows, err := a.knowsOrganizations(ctx, tenant, connection)
	if err != nil || !knows {
		return err
	}
	devices, err := members(client.Devices(ctx, ninjaone.DeviceQuery{ListQuery: ninjaone.ListQuery{PageSize: comparedDevices}}), "uid")
	if err != nil {
		return err
	}
	known, equal, err := a.compareDevices(ctx, tenant, connection, devices)
	if err == nil && known == 0 {
		_, equal, err = a.compareOrganizations(ctx, tenant, connection, organizations)
	}
	if err == nil && equal == 0 {
		err = &domain.Error{Code: domain.CodeConflict, Reason: "another_tenant",
			Message: "This is another tenant: none of what NinjaOne shows there is known to this connection, which stays as it was. Sign in to the NinjaOne that was connected, or add a connection for the other one."}
	}
	return err
}

// members reads one text member of the first page of a list, by id.
func members(list iter.Seq2[*ninjaone.Page, error], name string) (map[int64]string, error) {
	found := map[int64]string{}
	for page, err := range list {
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			found[row.ID] = member(row.Raw, name)
		}
		break
	}
	return found, nil
}

// member is a text member of a JSON object; empty where it has none.
func member(object []byte, name string) string {
	var all map[string]json.RawMessage
	var text string
	if json.Unmarshal(object, &all) != nil || json.Unmarshal(all[name], &text) != nil {
		return "" // not comparable, which is what an absent one is, too
	}
	return text
}

var errFound = errors.New("found")

func (a *App) knowsOrganizations(ctx context.Context, tenant, connection uuid.UUID) (bool, error) {
	err := a.Store.EachStream(ctx, tenant, "organization/"+connection.String()+"/", func(eventstore.StreamHead) error { return errFound })
	if errors.Is(err, errFound) {
		return true, nil
	}
	return false, err
}

// compareDevices counts the devices whose uid is known, and those where it is equal.
func (a *App) compareDevices(ctx context.Context, tenant, connection uuid.UUID, uids map[int64]string) (known, equal int, err error) {
	seen := map[int64]string{}
	err = a.eachKnown(ctx, tenant, "DeviceObserved", streamsOf(uids, connection, event.DeviceStream), func(p event.Payload) {
		d := p.(*event.DeviceObserved)
		seen[d.DeviceID] = member(d.Device, "uid")
	})
	for id, uid := range seen {
		if uid == "" || uids[id] == "" {
			continue
		}
		if known++; uid == uids[id] {
			equal++
		}
	}
	return known, equal, err
}

// compareOrganizations counts the organizations whose id is known, and those of
// them that are, or were once, called what NinjaOne calls them now.
func (a *App) compareOrganizations(ctx context.Context, tenant, connection uuid.UUID, names map[int64]string) (known, equal int, err error) {
	seen := map[int64][]string{}
	err = a.eachKnown(ctx, tenant, "OrgObserved", streamsOf(names, connection, event.OrganizationStream), func(p event.Payload) {
		o := p.(*event.OrgObserved)
		seen[o.OrganizationID] = append(seen[o.OrganizationID], member(o.Organization, "name"))
	})
	for id, called := range seen {
		if known++; slices.Contains(called, names[id]) {
			equal++
		}
	}
	return known, equal, err
}

func streamsOf(rows map[int64]string, connection uuid.UUID, stream func(uuid.UUID, int64) string) []string {
	var streams []string
	for id := range rows {
		streams = append(streams, stream(connection, id))
	}
	return streams
}

func (a *App) eachKnown(ctx context.Context, tenant uuid.UUID, t event.Type, streams []string, yield func(event.Payload)) error {
	if len(streams) == 0 {
		return nil // no streams would mean all
	}
	return a.Store.Read(ctx, tenant, eventstore.Query{Types: []event.Type{t}, Streams: streams}, func(e event.Recorded) error {
		payload, err := a.Store.Registry().Decode(e)
		if err == nil {
			yield(payload)
		}
		return err
	})
}
