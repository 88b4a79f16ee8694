package asset_test

import (
	"testing"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// released says what becomes of devices when the connection is ended.
func (f *fleet) released(assets string, devices ...int64) event.New {
	return event.New{Stream: event.ReleaseStream(f.conn), OccurredAt: f.Clock.Now(), Payload: &event.DevicesReleased{
		Connection: f.conn, Devices: devices, Assets: assets,
	}}
}

// Whether a device is on line, nobody knows any more; else it stays what it was, says that
// it is no longer synced, or is archived, unless people keep it, too (GAP-01).
func TestGAP_01_EachChoiceLeavesWhatItSays(t *testing.T) {
	t.Parallel()
	const columns = `status, connectivity, coalesce(released, '') as released, released_at is not null as at`
	for choice, status := range map[string]string{"keep": "in_use", "mark": "in_use", "archive": "archived"} {
		f := newFleet(t)
		kept, contact := uuid.New(), uuid.New()
		f.Append(event.New{Stream: event.AssetStream(kept), Payload: &event.ManualAssetRecorded{ID: kept, Name: "Old name", Manufacturer: "DELL", SerialNumber: "5cd-2"}})
		f.Append(f.device(1, "5CD1", nil), f.device(2, "5CD2", nil), f.device(3, "5CD3", nil), f.set(3, "status", "lost"),
			event.New{Stream: event.AssignmentStream(f.id(1)), Payload: &event.DeviceAssigned{Asset: f.id(1), Contact: contact}})
		f.Append(f.released(choice, 1, 2, 3, 4))
		require.Equal(t, map[string]any{"status": status, "connectivity": "not_monitored", "released": choice, "at": true}, f.shown(1, columns), choice)
		require.Equal(t, map[string]any{"contact": [16]byte(contact), "serial_number": "5CD1", "shown": true}, f.shown(1, "contact, serial_number, shown"), "nothing is taken away")
		f.Project()
		require.Equal(t, map[string]any{"status": "in_use"},
			f.Row(`select status from readmodel.assets where tenant_id = $1 and id = $2`, f.A, kept), "%s: people keep it, too", choice)
		require.Equal(t, map[string]any{"status": "lost"}, f.shown(3, "status"), "%s: what a person set stays", choice)
		f.Append(f.presence(nil, []int64{1}))
		require.Equal(t, map[string]any{"connectivity": "not_monitored"}, f.shown(1, "connectivity"), "nobody asks any more")

		f.Append(f.set(1, "status", "maintenance"))
		require.Equal(t, map[string]any{"status": "maintenance"}, f.shown(1, "status"), "a person may always say otherwise")
		f.Append(f.decided(f.id(1), &event.FieldUnlocked{Asset: f.id(1), Field: "status"}))
		require.Equal(t, map[string]any{"status": status}, f.shown(1, "status"))
	}
}

// NinjaOne connected again is another connection with other ids: its devices are the same
// assets, at once and without a question to anybody, and what was archived is back.
func TestGAP_01_ConnectedAgainTheDevicesAreTheSameAssets(t *testing.T) {
	t.Parallel()
	for _, choice := range []string{"keep", "mark", "archive"} {
		f := newFleet(t)
		customer, first := uuid.New(), f.conn
		mapped := func() event.New {
			return event.New{Stream: event.MappingStream(f.conn, 1), Payload: &event.OrganizationMapped{Connection: f.conn, OrganizationID: 1, Customer: customer}}
		}
		organization := func() event.New {
			return event.New{Stream: event.OrganizationStream(f.conn, 1), Payload: &event.OrgObserved{Connection: f.conn, OrganizationID: 1, Organization: []byte(`{"id":1,"name":"Acme"}`)}}
		}
		f.Append(event.New{Stream: event.CustomerStream(customer), Payload: &event.CustomerRecorded{ID: customer, Name: "Acme"}})
		enrolled := map[string]any{"created": f.Clock.Now().Unix()}
		f.Append(organization(), mapped(), f.device(1, "5CD1", enrolled))
		before := f.id(1)
		f.days(30)
		f.Append(f.released(choice, 1))
		f.days(1)
		f.conn = uuid.New()
		f.Append(organization(), mapped(), f.device(1, "5CD1", enrolled))
		f.Project()
		f.Agree(t, f.Engine, f.A)
		require.Equal(t, map[string]any{"status": "in_use", "connectivity": "online", "id": [16]byte(before), "connection_id": [16]byte(f.conn)},
			f.Row(`select status, connectivity, id, connection_id from readmodel.assets where tenant_id = $1`, f.A), choice)
		require.Equal(t, map[string]any{"n": int64(0)}, f.Row(`select count(*) as n from projection.live_asset_asset where tenant_id = $1 and doubts is not null`, f.A), choice)
		require.NotEqual(t, first, f.conn)

		for again, status := range map[string]string{"mark": "in_use", "archive": "archived"} {
			f.Append(f.released(again, 1))
			f.Project()
			f.Agree(t, f.Engine, f.A)
			require.Equal(t, map[string]any{"status": status}, f.Row(`select status from readmodel.assets where tenant_id = $1 and id = $2`, f.A, before), "%s, then %s: the last choice counts", choice, again)
		}
	}
}

// Two devices that stood side by side are no one asset because nobody polls them any more: a
// choice that keeps assets takes none away.
func TestGAP_01_TwoThatWereAliveSideBySideStayTwo(t *testing.T) {
	t.Parallel()
	const count = `select count(*) as n from readmodel.assets where tenant_id = $1`
	for _, choice := range []string{"keep", "mark", "archive"} {
		f := newFleet(t)
		at := f.Clock.Now()
		f.Append(f.device(1, "5CD1", map[string]any{"created": at.AddDate(0, 0, -400).Unix()}), f.device(2, "5CD1", map[string]any{"created": at.AddDate(0, 0, -200).Unix()}))
		f.Project()
		require.Equal(t, map[string]any{"n": int64(2)}, f.Row(count, f.A))
		f.days(1)
		f.Append(f.released(choice, 1, 2))
		f.Project()
		f.Agree(t, f.Engine, f.A)
		require.Equal(t, map[string]any{"n": int64(2)}, f.Row(count, f.A), choice)
	}
}
