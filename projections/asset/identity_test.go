package asset_test

import (
	"fmt"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// fleet appends what a connection shows of devices, and asks what became of it.
type fleet struct {
	*projectiontest.Bundle
	t    *testing.T
	conn uuid.UUID
}

func newFleet(t *testing.T) *fleet {
	return &fleet{projectiontest.New(t, catalog.Models()...), t, uuid.New()}
}

// device is a machine as NinjaOne shows it; members overwrite the usual ones.
func (f *fleet) device(id int64, serial string, members map[string]any) event.New {
	row := map[string]any{
		"id": id, "organizationId": 1, "nodeClass": "WINDOWS_WORKSTATION", "approvalStatus": "APPROVED", "offline": false,
		"systemName": fmt.Sprint("PC-", id), "created": f.Clock.Now().Unix(), "lastContact": f.Clock.Now().Unix(),
		"system": map[string]any{"manufacturer": "Dell Inc.", "model": "Latitude", "serialNumber": serial},
	}
	for name, v := range members {
		row[name] = v
	}
	raw, err := json.Marshal(row)
	require.NoError(f.t, err)
	return event.New{Stream: event.DeviceStream(f.conn, id), Payload: &event.DeviceObserved{
		Connection: f.conn, DeviceID: id, Device: raw, Facts: event.DeviceFacts{FirstObservedAt: f.Clock.Now()},
	}, OccurredAt: f.Clock.Now()}
}

// deviceWas is a machine that had another serial number before.
func (f *fleet) deviceWas(id int64, serial, before string) event.New {
	e := f.device(id, serial, map[string]any{"created": 1})
	e.Payload.(*event.DeviceObserved).Facts.Serials = []string{before}
	return e
}

func (f *fleet) id(device int64) uuid.UUID { return rowid.Device(f.A, f.conn, device) }

func (f *fleet) vanished(device int64) event.New {
	return event.New{Stream: event.DeviceStream(f.conn, device), Payload: &event.DeviceVanished{Connection: f.conn, DeviceID: device}, OccurredAt: f.Clock.Now()}
}

func (f *fleet) presence(online, offline []int64) event.New {
	return event.New{Stream: event.ListingStream(f.conn), Payload: &event.PresenceObserved{Connection: f.conn, Online: online, Offline: offline}, OccurredAt: f.Clock.Now()}
}

func (f *fleet) decided(asset uuid.UUID, p event.Payload) event.New {
	return event.New{Stream: event.AssetStream(asset), Payload: p, OccurredAt: f.Clock.Now()}
}

// assets are the shown assets: which device gives its fields, by the device whose id they have.
func (f *fleet) assets(devices ...int64) map[int64]int64 {
	f.t.Helper()
	f.Project()
	oldest := make(map[uuid.UUID]int64)
	for _, d := range devices {
		oldest[f.id(d)] = d
	}
	rows, err := f.Pool.Query(f.t.Context(), `select id, device_id from readmodel.assets where tenant_id = $1`, f.A)
	require.NoError(f.t, err)
	shown := make(map[int64]int64)
	for rows.Next() {
		var id uuid.UUID
		var device int64
		require.NoError(f.t, rows.Scan(&id, &device))
		shown[oldest[id]] = device
	}
	require.NoError(f.t, rows.Err())
	f.Agree(f.t, f.Engine, f.A)
	return shown
}

// doubts are the kinds of questions about the row that shows an asset.
func (f *fleet) doubts(device int64) []string {
	f.t.Helper()
	row := f.Row(`select coalesce(doubts, '[]')::text as doubts from projection.live_asset_asset where tenant_id = $1 and id = $2`, f.A, f.id(device))
	var doubts []struct{ Kind string }
	require.NoError(f.t, json.Unmarshal([]byte(row["doubts"].(string)), &doubts))
	kinds := []string{}
	for _, d := range doubts {
		kinds = append(kinds, d.Kind)
	}
	return kinds
}

func (f *fleet) days(n int) { f.Clock.Advance(time.Duration(n) * 24 * time.Hour) }

func TestGAP_02_FiveMachinesWithoutASerialNumberAreFiveAssets(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	want := make(map[int64]int64)
	for d := int64(1); d <= 5; d++ {
		f.Append(f.device(d, "To be filled by O.E.M.", nil))
		want[d] = d
	}
	require.Equal(t, want, f.assets(1, 2, 3, 4, 5))
}

func TestGAP_02_AMachineThatIsSetUpAnewStaysTheAsset(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	contact := uuid.New()
	f.Append(f.device(1, "5CD1", nil), event.New{Stream: event.AssignmentStream(f.id(1)), Payload: &event.DeviceAssigned{Asset: f.id(1), Contact: contact}})
	require.Equal(t, map[int64]int64{1: 1}, f.assets(1))
	f.days(100)
	f.Append(f.presence(nil, []int64{1}))
	f.Append(f.device(2, "5CD1", nil))
	require.Equal(t, map[int64]int64{1: 2}, f.assets(1, 2), "the new id gives the fields of the same asset")
	row := f.Row(`select contact_id, status, serial_number from readmodel.assets where tenant_id = $1`, f.A)
	require.Equal(t, map[string]any{"contact_id": [16]byte(contact), "status": "in_use", "serial_number": "5CD1"}, row)
	f.Append(f.vanished(1))
	require.Equal(t, map[int64]int64{1: 2}, f.assets(1, 2))
	require.Equal(t, map[string]any{"missing": false}, f.Row(`select missing_since is not null as missing from readmodel.assets where tenant_id = $1`, f.A),
		"what NinjaOne forgot is only the former id")
	f.days(3)
	f.Append(f.device(1, "5CD1", map[string]any{"created": f.Clock.Now().AddDate(0, 0, -103).Unix()}))
	require.Equal(t, map[int64]int64{1: 1, 2: 2}, f.assets(1, 2), "both are alive: they were two")
	require.Equal(t, []string{"two_live"}, f.doubts(2))
}

// Who uses it is what was decided last, about whichever of its records.
func TestGAP_02_AMachineThatIsSetUpAnewIsAssignedAnew(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	ann, bob := uuid.New(), uuid.New()
	f.Append(f.device(1, "5CD1", nil), event.New{Stream: event.AssignmentStream(f.id(1)), Payload: &event.DeviceAssigned{Asset: f.id(1), Contact: ann}})
	f.days(100)
	f.Append(f.presence(nil, []int64{1}))
	f.Append(f.device(2, "5CD1", nil))
	require.Equal(t, map[int64]int64{1: 2}, f.assets(1, 2))
	require.Equal(t, map[string]any{"contact": [16]byte(ann)}, f.shown(1, "contact"))
	decide := func(p event.Payload) { f.Append(event.New{Stream: event.AssignmentStream(f.id(2)), Payload: p}) }
	decide(&event.DeviceAssigned{Asset: f.id(2), Contact: bob})
	require.Equal(t, map[string]any{"contact": [16]byte(bob)}, f.shown(1, "contact"))
	decide(&event.DeviceUnassigned{Asset: f.id(2), Contact: bob})
	require.Equal(t, map[string]any{"contact": nil}, f.shown(1, "contact"))
}

func TestGAP_02_AMachineThatIsSetUpAnewTwiceInADayStaysTheAsset(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "5CD1", nil))
	f.days(30)
	f.Append(f.device(2, "5CD1", nil)) // NinjaOne has not noticed yet that the former id is gone
	require.Equal(t, map[int64]int64{1: 1, 2: 2}, f.assets(1, 2))
	f.Clock.Advance(time.Hour)
	f.Append(f.presence(nil, []int64{1}))
	require.Equal(t, map[int64]int64{1: 2}, f.assets(1, 2))
	f.Clock.Advance(time.Hour)
	f.Append(f.device(3, "5CD1", nil), f.presence(nil, []int64{2}))
	require.Equal(t, map[int64]int64{1: 3}, f.assets(1, 2, 3))
}

func TestGAP_02_ASerialNumberThatTwoLiveDevicesHaveStopsIdentifyingUntilTheCauseIsGone(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "CLONE", nil))
	f.days(10)
	f.Append(f.device(2, "CLONE", nil))
	require.Equal(t, map[int64]int64{1: 1, 2: 2}, f.assets(1, 2))
	require.Equal(t, []string{"two_live"}, f.doubts(2))
	f.days(10)
	f.Append(f.presence(nil, []int64{2}), f.device(3, "CLONE", nil))
	require.Equal(t, map[int64]int64{1: 1, 2: 2, 3: 3}, f.assets(1, 2, 3), "it is set up anew, but which of the two?")
	f.days(1)
	f.Append(f.vanished(1))
	f.Append(f.device(1, "OTHER", map[string]any{"created": 1})) // back, with a mainboard of its own
	require.Equal(t, map[int64]int64{1: 1, 2: 3}, f.assets(1, 2, 3), "the serial number identifies again")
	require.Empty(t, f.doubts(3))
}

// A key that more than 64 records share makes no kin. Live projection must see it
// when the 65th comes, and when it goes.
func TestAKeyThatBecomesCommonAndCeasesToBe(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	const many = 64
	var devices []int64
	for d := int64(1); d <= many; d++ {
		devices = append(devices, d)
		f.Append(f.device(d, "SAME", nil))
	}
	doubted := func() any {
		t.Helper()
		f.assets(devices...)
		return f.Row(`select count(*) as n from projection.live_asset_asset where tenant_id = $1 and doubts is not null`, f.A)["n"]
	}
	require.EqualValues(t, many-1, doubted())
	f.Append(f.device(many+1, "SAME", nil))
	require.EqualValues(t, 0, doubted())
	f.Append(f.device(many+1, "OTHER", nil), f.device(many+2, "SAME", nil), f.device(many+3, "SAME", nil))
	require.EqualValues(t, 0, doubted())
	f.Append(f.device(many+2, "OTHER 2", nil), f.device(many+3, "OTHER 3", nil))
	require.EqualValues(t, many-1, doubted())
}
