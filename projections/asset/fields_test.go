package asset_test

import (
	"fmt"
	"strings"
	"testing"

	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// shown is the asset of a device as people see it.
func (f *fleet) shown(device int64, columns string) map[string]any {
	f.t.Helper()
	f.Project()
	f.Agree(f.t, f.Engine, f.A)
	return f.Row(`select `+columns+` from projection.live_asset_asset where tenant_id = $1 and shown and (id = $2 or asset = $2)`, f.A, f.id(device))
}

func (f *fleet) set(device int64, field, value string) event.New {
	return f.decided(f.id(device), &event.FieldSet{Asset: f.id(device), Field: field, Value: value})
}

func TestFLD_09_WhatAPersonSetStaysAndABlankNeverWins(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "", nil), f.set(1, "name", "Desk 7"), f.set(1, "serial_number", "BY HAND"), f.set(1, "category", "Printer"))
	columns := `name, serial_number, category`
	require.Equal(t, map[string]any{"name": "Desk 7", "serial_number": "BY HAND", "category": "Printer"}, f.shown(1, columns))
	f.Append(f.device(1, "5CD1", map[string]any{"systemName": "PC-NEW", "nodeClass": "WINDOWS_SERVER"}))
	require.Equal(t, map[string]any{"name": "Desk 7", "serial_number": "BY HAND", "category": "Printer"}, f.shown(1, columns), "no run changes it")
	given := f.shown(1, `state->'given'->>'name' as name, state->'given'->>'category' as category, name_key, search`)
	require.Equal(t, []any{"PC-NEW", "Server", "desk 7"}, []any{given["name"], given["category"], given["name_key"]}, "NinjaOne says something else")
	require.Contains(t, given["search"], "pc-new")
	require.Contains(t, given["search"], "desk 7")

	f.Append(f.decided(f.id(1), &event.FieldUnlocked{Asset: f.id(1), Field: "name"}), f.set(1, "serial_number", ""))
	require.Equal(t, map[string]any{"name": "PC-NEW", "serial_number": "5CD1", "category": "Printer"}, f.shown(1, columns))
	f.Append(f.set(1, "manufacturer", " "))
	require.Equal(t, map[string]any{"manufacturer": "Dell Inc."}, f.shown(1, "manufacturer"), "a lock never blocks what is filled")
}

func TestFLD_06_ConnectivityNeverLeavesWhatAPersonSet(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"maintenance", "lost", "archived", "retired", "available"} {
		f := newFleet(t)
		f.Append(f.device(1, "S-1234", nil), f.set(1, "status", status), f.presence(nil, []int64{1}))
		f.Append(f.presence([]int64{1}, nil), f.device(1, "S-1234", map[string]any{"offline": false}))
		require.Equal(t, map[string]any{"status": status}, f.shown(1, "status"))
		f.Append(f.decided(f.id(1), &event.FieldUnlocked{Asset: f.id(1), Field: "status"}))
		require.Equal(t, map[string]any{"status": "in_use"}, f.shown(1, "status"))
	}
}

// An asset that is missing may be retired, and is back at once when it is listed
// again, with its assignment (A.5).
func TestGAP_02_MissingRetiredAndBack(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	contact := uuid.New()
	f.Append(f.device(1, "5CD1", nil), event.New{Stream: event.AssignmentStream(f.id(1)), Payload: &event.DeviceAssigned{Asset: f.id(1), Contact: contact}})
	f.days(1)
	f.Append(f.vanished(1))
	columns := `status, contact, missing_since is not null as missing`
	require.Equal(t, map[string]any{"status": "in_use", "contact": [16]byte(contact), "missing": true}, f.shown(1, columns))
	f.Append(f.decided(f.id(1), &event.AssetRetired{Asset: f.id(1)}))
	require.Equal(t, map[string]any{"status": "retired", "contact": [16]byte(contact), "missing": true}, f.shown(1, columns))
	f.days(100)
	f.Append(f.device(1, "5CD1", map[string]any{"created": 1700000000}))
	require.Equal(t, map[string]any{"status": "in_use", "contact": [16]byte(contact), "missing": false}, f.shown(1, columns))
}

func TestAST_05_WhatAPersonRemovedStaysAwayAsLongAsTheyWant(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "AAAA1", nil), f.device(2, "BBBB2", nil))
	f.Append(f.decided(f.id(1), &event.AssetRemoved{Asset: f.id(1)}), f.decided(f.id(2), &event.AssetRemoved{Asset: f.id(2), UntilSeen: true}))
	require.Empty(t, f.assets(1, 2))
	f.Append(f.presence(nil, []int64{1, 2}))
	require.Empty(t, f.assets(1, 2), "that it went off line is nothing new of it")
	f.Append(f.device(1, "AAAA1", map[string]any{"systemName": "NEW-1"}), f.device(2, "BBBB2", map[string]any{"systemName": "NEW-2"}))
	require.Equal(t, map[int64]int64{2: 2}, f.assets(1, 2))
	f.days(10)
	f.Append(f.presence(nil, []int64{1}), f.device(3, "AAAA1", nil))
	require.Equal(t, map[int64]int64{2: 2}, f.assets(1, 2, 3), "set up anew, it is still the asset that was removed")
	f.Append(f.decided(f.id(1), &event.AssetRestored{Asset: f.id(1)}))
	require.Equal(t, map[int64]int64{1: 3, 2: 2}, f.assets(1, 2, 3))
}

// An asset that people kept, or imported, is the device that is synced later: it
// keeps its id, its notes and its external id (AST-01 ⚠).
func TestAST_01_AKeptAssetIsAdopted(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	kept := uuid.New()
	f.Append(event.New{Stream: event.AssetStream(kept), Payload: &event.ManualAssetRecorded{
		ID: kept, ExternalID: "A-17", Name: "Old name", Manufacturer: "DELL", SerialNumber: "5cd-1", Notes: "Dock broken", Status: "maintenance",
	}})
	f.Append(f.device(1, "5CD1", nil))
	f.Project()
	row := f.Row(`select id, name, external_id, status, serial_number from projection.live_asset_asset
		join lateral (select coalesce(asset, id) as whole) x on true where tenant_id = $1 and shown`, f.A)
	require.Equal(t, map[string]any{"id": [16]byte(f.id(1)), "name": "PC-1", "external_id": "A-17", "status": "maintenance", "serial_number": "5CD1"}, row)
	view := f.Row(`select id from readmodel.assets where tenant_id = $1`, f.A)
	require.Equal(t, map[string]any{"id": [16]byte(kept)}, view)
	f.Agree(t, f.Engine, f.A)
	f.Append(f.decided(kept, &event.AssetsDistinct{Assets: []uuid.UUID{kept, f.id(1)}}))
	f.Project()
	require.Equal(t, map[string]any{"n": int64(2)}, f.Row(`select count(*) as n from readmodel.assets where tenant_id = $1`, f.A))
	f.Agree(t, f.Engine, f.A)
}

// A value that goes to and fro is a question, and is none when a person locks it.
func TestAFieldThatFlapsIsAQuestion(t *testing.T) {
	t.Parallel()
	texts := []string{"A", "B", "A", "B", "A", "B"}
	ids := []int64{7, 8, 7, 8, 7, 8}
	for rule, c := range map[string]struct {
		member  string // of the device
		value   any    // as it is now
		facts   event.DeviceFacts
		settles string // a field that a person sets
		by      string
	}{
		"FLD-01": {"systemName", "A", event.DeviceFacts{Names: texts[1:]}, "name", "A"},
		"FLD-02": {"system.manufacturer", "A", event.DeviceFacts{Manufacturers: texts[1:]}, "manufacturer", "A"},
		"FLD-03": {"system.model", "A", event.DeviceFacts{Models: texts[1:]}, "model", "A"},
		"FLD-04": {"system.serialNumber", "AAAB", event.DeviceFacts{Serials: []string{"BBBA", "AAAB", "BBBA", "AAAB", "BBBA"}}, "serial_number", "AAAB"},
		"FLD-05": {"os.name", "A", event.DeviceFacts{Systems: texts[1:]}, "", ""},
		"FLD-07": {"nodeClass", "MAC", event.DeviceFacts{Classes: []string{"MAC_SERVER", "MAC", "MAC_SERVER", "MAC", "MAC_SERVER"}}, "category", "Mac"},
		"FLD-08": {"organizationId", int64(7), event.DeviceFacts{Organizations: ids[1:]}, "customer", uuid.NewString()},
		"GAP-02": {"locationId", int64(7), event.DeviceFacts{Locations: ids[1:]}, "", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t)
			observed := func(facts event.DeviceFacts) event.New {
				device := map[string]any{}
				outer, inner, nested := strings.Cut(c.member, ".")
				if device[outer] = c.value; nested {
					device[outer] = map[string]any{inner: c.value}
				}
				e := f.device(1, "", device)
				e.Payload.(*event.DeviceObserved).Facts = facts
				return e
			}
			few := c.facts // one return less
			for _, list := range []*[]string{&few.Names, &few.Manufacturers, &few.Models, &few.Serials, &few.Systems, &few.Classes} {
				*list = (*list)[:max(0, len(*list)-2)]
			}
			for _, list := range []*[]int64{&few.Organizations, &few.Locations} {
				*list = (*list)[:max(0, len(*list)-2)]
			}
			f.Append(observed(few))
			f.Project()
			require.Empty(t, f.doubts(1))
			f.Append(observed(c.facts))
			f.Project()
			require.Equal(t, []string{"flapping"}, f.doubts(1))
			require.Contains(t, fmt.Sprint(f.shown(1, "doubts")), rule)
			if c.settles != "" {
				f.Append(f.decided(f.id(1), &event.FieldLocked{Asset: f.id(1), Field: c.settles, Value: c.by}))
				f.Project()
				require.Empty(t, f.doubts(1), "a person decided")
				f.Append(f.decided(f.id(1), &event.FieldUnlocked{Asset: f.id(1), Field: c.settles}))
				f.Project()
				require.Equal(t, []string{"flapping"}, f.doubts(1))
			}
			f.Agree(t, f.Engine, f.A)
			f.Append(observed(event.DeviceFacts{})) // long ago
			f.Project()
			require.Empty(t, f.doubts(1))
			f.Agree(t, f.Engine, f.A)
		})
	}
}

func TestGAP_02_AMergeIsTakenBackExactly(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	pair := []uuid.UUID{f.id(1), f.id(2)}
	rows := func() json.RawMessage {
		t.Helper()
		f.Project()
		f.Agree(t, f.Engine, f.A)
		row := f.Row(`select json_agg(json_build_array(id, asset, name, serial_number, contact, status, shown, notes) order by id)::text as all
			from projection.live_asset_asset where tenant_id = $1`, f.A)
		return json.RawMessage(row["all"].(string))
	}
	f.Append(f.device(1, "AAAA1", nil))
	f.days(1)
	f.Append(f.device(2, "BBBB2", nil), f.set(1, "notes", "one"), f.set(2, "notes", "two"), f.set(2, "name", "Second"))
	apart := rows()
	f.Append(f.decided(f.id(1), &event.AssetsMerged{Assets: pair}))
	merged := rows()
	require.NotEqual(t, apart, merged)
	require.Equal(t, map[int64]int64{1: 2}, f.assets(1, 2))
	f.days(365)
	for range 20 {
		f.Append(f.presence(nil, []int64{1}), f.presence([]int64{1}, nil))
	}
	f.Append(f.decided(f.id(1), &event.AssetsUnmerged{Assets: pair}))
	require.Equal(t, apart, rows())
	f.Append(f.decided(f.id(1), &event.AssetsMerged{Assets: pair}))
	require.Equal(t, merged, rows())
}

func TestFLD_07_TheDeviceTypeGivesTheCategory(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "AAAA1", map[string]any{"nodeClass": "VMWARE_VM_HOST"}), f.device(2, "BBBB2", map[string]any{"nodeClass": "NEVER_HEARD_OF"}))
	require.Equal(t, map[string]any{"category": "Virtual Host", "class_known": true}, f.shown(1, "category, class_known"))
	require.Equal(t, map[string]any{"category": "Other", "class_known": false}, f.shown(2, "category, class_known"))
}
