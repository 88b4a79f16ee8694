package service

import (
	"context"
	"fmt"
	"strconv"

	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// changeTypes are the events of devices that a run leaves in the log.
var changeTypes = []event.Type{"DeviceObserved", "DeviceVanished", "PresenceObserved"}

// Changes implements api.Runs: what a run that ended did to devices, in order of
// the log. Its cursor is a position.
func (s runs) Changes(ctx context.Context, scope api.Scope, id uuid.UUID, kind string, l api.List) (api.Answer[api.Page[api.Change]], error) {
	run, err := s.find(ctx, scope.Tenant, id)
	if err != nil {
		return api.Answer[api.Page[api.Change]]{}, err
	}
	return answer(ctx, s.reads, scope, []string{asset.Name}, func(r *projections.Reading) (api.Page[api.Change], error) {
		page := api.Page[api.Change]{Items: []api.Change{}}
		after := int64(0)
		if len(l.After) > 0 {
			if after, err = strconv.ParseInt(l.After[0], 10, 64); err != nil {
				return page, errCursor
			}
		}
		stop := fmt.Errorf("page is full")
		err := s.log.Read(ctx, scope.Tenant, logOf(run, after), func(e event.Recorded) error {
			changes, err := s.changesOf(e, run, kind)
			if err != nil {
				return err
			}
			if len(page.Items) > 0 && len(page.Items)+len(changes) > l.Limit {
				page.Next = []string{strconv.FormatInt(page.Items[len(page.Items)-1].Position, 10)}
				return stop
			}
			page.Items = append(page.Items, changes...)
			return nil
		})
		if err != nil && err != stop {
			return page, err
		}
		return page, s.nameAssets(ctx, r, scope.Tenant, run.Connection, page.Items)
	})
}

// logOf selects what a run can have written: events since its beginning, up to its
// last one.
func logOf(run poller.Run, after int64) eventstore.Query {
	return eventstore.Query{After: after, To: run.Position, Types: changeTypes, Since: run.StartedAt}
}

func (s runs) changesOf(e event.Recorded, run poller.Run, kind string) ([]api.Change, error) {
	payload, err := s.log.Registry().Decode(e)
	if err != nil {
		return nil, err
	}
	var all []api.Change
	add := func(of uuid.UUID, what string, device int64, fields []string) {
		if of != run.ID || kind != "" && kind != what {
			return
		}
		c := api.Change{Kind: what, Device: device, Fields: []api.FieldChange{}, Position: e.Position}
		for _, f := range fields {
			c.Fields = append(c.Fields, api.FieldChange{Field: f})
		}
		all = append(all, c)
	}
	switch p := payload.(type) {
	case *event.DeviceObserved:
		if e.Version == 1 {
			add(p.Run, "created", p.DeviceID, nil)
		} else {
			add(p.Run, "changed", p.DeviceID, p.Changed)
		}
	case *event.DeviceVanished:
		add(p.Run, "missing", p.DeviceID, nil)
	case *event.PresenceObserved:
		for _, id := range p.Online {
			add(p.Run, "presence", id, []string{"online"})
		}
		for _, id := range p.Offline {
			add(p.Run, "presence", id, []string{"offline"})
		}
	}
	return all, nil
}

// nameAssets adds the names of the assets that the changes are about.
func (s runs) nameAssets(ctx context.Context, r *projections.Reading, tenant, connection uuid.UUID, changes []api.Change) error {
	for i := range changes {
		id := rowid.Device(tenant, connection, changes[i].Device)
		a, err := asset.Get(ctx, r, id)
		if err != nil {
			continue // hidden, or not projected yet: the device's id is there
		}
		changes[i].Asset = &api.Ref{ID: id, Name: a.Name}
	}
	return nil
}
