package service

import (
	"context"
	"slices"
	"time"

	"coresync/domain/connection"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	read "coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// ticketDevices implements api.TicketDevices.
type ticketDevices struct{ reads }

// Of implements api.TicketDevices.
func (s ticketDevices) Of(ctx context.Context, scope api.Scope, ticket uuid.UUID) (api.Answer[[]api.TicketDevice], error) {
	return answer(ctx, s.reads, scope, append(asset.Models(), read.Name), func(r *projections.Reading) ([]api.TicketDevice, error) {
		found, err := directory.GetTicket(ctx, r, ticket)
		if err != nil {
			return []api.TicketDevice{}, err
		}
		assets, err := devicesOf(ctx, r, found.Thing)
		if err != nil || len(assets) == 0 {
			return []api.TicketDevice{}, err
		}
		connections, err := read.List(ctx, r, query.Page{Limit: query.MaxLimit})
		if err != nil {
			return nil, err
		}
		by := make(map[uuid.UUID]read.Connection, len(connections.Items))
		for _, c := range connections.Items {
			by[c.ID] = c
		}
		devices, at := make([]api.TicketDevice, len(assets)), s.momentOf(scope, r.Standing(read.Name))
		for i, a := range assets {
			devices[i] = ticketDevice(a, by[a.Connection], at)
		}
		return devices, nil
	})
}

// devicesOf are the devices that a ticket was made about, and those of its contact.
func devicesOf(ctx context.Context, r *projections.Reading, t directory.Ticket) (all []asset.Asset, err error) {
	page := query.Page{Limit: query.MaxLimit, Sort: "name"}
	if t.Devices != nil {
		var ids []uuid.UUID
		for _, d := range t.Devices.Items {
			ids = append(ids, d.Asset)
		}
		about, err := asset.Among(ctx, r, ids, asset.SourceNinjaOne, page)
		if err != nil {
			return nil, err
		}
		all = about.Items
	}
	if t.Contact == uuid.Nil {
		return all, nil
	}
	used, err := asset.List(ctx, r, asset.Filter{Contact: t.Contact, Source: asset.SourceNinjaOne}, page)
	for _, a := range used.Items {
		if !slices.ContainsFunc(all, func(b asset.Asset) bool { return b.AssetID() == a.AssetID() }) {
			all = append(all, a)
		}
	}
	return all, err
}

// ticketDevice shows an asset; the connection is the zero value once it was removed, and
// then nothing is known any more.
func ticketDevice(a asset.Asset, c read.Connection, now time.Time) api.TicketDevice {
	d := api.TicketDevice{
		Asset: api.Ref{ID: a.AssetID(), Name: a.Name}, Type: string(a.Category), Connectivity: string(a.Connectivity),
		AsOf: when(c.LastSyncAt), Stale: c.LastSyncAt.IsZero() || now.Sub(c.LastSyncAt) > old(c.Frequency),
		LastContact: when(a.LastContact), MissingSince: when(a.MissingSince),
	}
	if d.MissingSince == nil && c.ID != uuid.Nil {
		d.DashboardURL = connection.DashboardURL(c.Region, c.DashboardDomain, c.BaseURL, a.DeviceID)
	}
	return d
}

// old is the age from which what is known of a device counts for little: two turns of the
// schedule, or two days where there is none.
func old(frequency string) time.Duration {
	if limit, timed := bearable[frequency]; timed {
		return limit
	}
	return 48 * time.Hour
}
