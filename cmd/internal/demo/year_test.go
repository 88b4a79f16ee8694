package demo_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/fleet"
	"coresync/cmd/internal/demo"
	"coresync/domain/rowid"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// machine is a device of the simulator.
type machine struct{ ninjasim.Device }

func (m machine) id(d *demo.Demo) uuid.UUID { return deviceID(d, m.ID) }

func deviceID(d *demo.Demo, device int) uuid.UUID {
	return rowid.Device(d.Tenant, d.Connection, int64(device))
}

// strong are the devices that are on line and alone with their serial number.
func strong(t *testing.T, d *demo.Demo) []machine {
	t.Helper()
	serials := make(map[string]int)
	for _, device := range d.Sim.Devices() {
		serials[device.System.Serial]++
	}
	shown := assets(t, d)
	var all []machine
	for _, device := range d.Sim.Devices() {
		a, is := shown[deviceID(d, device.ID)]
		if is && a.SerialNumber == device.System.Serial && a.SerialNumber != "" && serials[a.SerialNumber] == 1 && device.Reported &&
			!device.Offline && device.Status == fleet.Approved {
			all = append(all, machine{device})
		}
	}
	return all
}

// A year of a fleet: machines are renamed, set up anew, moved, cloned, decommissioned
// and found again. After each month every one of them is what the script says, and
// fields that people set are as they set them.
func TestGAP_02_AScriptedYear(t *testing.T) {
	t.Parallel()
	d := start(t)
	if behind := time.Until(d.Sim.Now().Add(-24 * time.Hour)); behind < 0 {
		d.Sim.Advance(-behind) // the simulator's time must not lie behind ours
	}
	y := &year{t: t, d: d, assets: make(map[uuid.UUID]want), hidden: make(map[uuid.UUID]bool)}
	y.sync()
	y.machines = strong(t, d)
	require.Greater(t, len(y.machines), 150, "the demo's fleet is large enough for the script")
	const months = 10
	for month := range months {
		for i, m := range y.machines {
			if i%months == month {
				y.act(i/months, m)
			}
		}
		d.Sim.Advance(30 * 24 * time.Hour)
		y.sync()
		y.check()
	}
	y.mergesAreExact()
	y.agree()
	y.everyFieldHasItsReason()
	before := y.head()
	for range 20 {
		y.sync()
	}
	require.Equal(t, before.Digest, y.head().Digest, "the same sync twenty times more changes no asset")
}

// want is what the script says of an asset.
type want struct {
	device  int // that gives its fields
	name    string
	org     int64
	missing bool
	locked  bool
}

type year struct {
	t        *testing.T
	d        *demo.Demo
	machines []machine
	assets   map[uuid.UUID]want
	hidden   map[uuid.UUID]bool // ids of records that became part of another asset
	back     []int              // decommissioned devices that return next month
	clones   [][2]uuid.UUID
}

func (y *year) sync() {
	y.t.Helper()
	for _, device := range y.back {
		require.NoError(y.t, y.d.Sim.Approve(device))
		require.NoError(y.t, y.d.Sim.SetOffline([]int{device}, false))
		w := y.assets[deviceID(y.d, device)]
		w.missing = false
		y.assets[deviceID(y.d, device)] = w
	}
	y.back = nil
	_, err := y.d.Sync(y.t.Context())
	require.NoError(y.t, err)
}

// act does one thing to a machine, and says what shall become of it.
func (y *year) act(kind int, m machine) {
	sim, t := y.d.Sim, y.t
	shown, err := y.d.App.Services().Assets.Get(t.Context(), api.Scope{Tenant: y.d.Tenant}, m.id(y.d))
	require.NoError(t, err)
	w := want{device: m.ID, name: shown.Data.Name, org: int64(m.OrgID)}
	switch kind % 7 {
	case 0:
		w.name = fmt.Sprintf("RENAMED-%d", m.ID)
		require.NoError(t, sim.SetDisplayName(m.ID, w.name))
	case 1:
		w.device, err = sim.Reimage(m.ID)
		require.NoError(t, err)
	case 2:
		w.device, err = sim.Reimage(m.ID)
		require.NoError(t, err)
		require.NoError(t, sim.DeleteDevice(m.ID))
	case 3:
		orgs := sim.Organizations()
		i := slices.IndexFunc(orgs, func(o ninjasim.Organization) bool { return o.ID != m.OrgID })
		w.org = int64(orgs[i].ID)
		require.NoError(t, sim.MoveDevice(m.ID, orgs[i].ID, 0))
	case 4:
		clone, err := sim.CloneDevice(m.ID)
		require.NoError(t, err)
		y.assets[deviceID(y.d, clone)] = want{device: clone, name: w.name, org: w.org}
		y.clones = append(y.clones, [2]uuid.UUID{m.id(y.d), deviceID(y.d, clone)})
	case 5:
		require.NoError(t, sim.Decommission(m.ID))
		w.missing = true
		defer func() { y.back = append(y.back, m.ID) }()
	case 6:
		w.name, w.locked = fmt.Sprintf("Desk %d", m.ID), true
		y.set(m.id(y.d), w.name)
		require.NoError(t, sim.SetDisplayName(m.ID, "Not by hand"))
	}
	y.assets[m.id(y.d)] = w
	if w.device != m.ID {
		y.hidden[deviceID(y.d, w.device)] = true
	}
}

func (y *year) set(id uuid.UUID, name string) {
	y.t.Helper()
	_, err := y.d.App.Services().Assets.Update(y.t.Context(), api.Command{Tenant: y.d.Tenant, Actor: "test"}, id, api.AssetPatch{Name: &name})
	require.NoError(y.t, err)
}

// check holds every asset of the script against what is shown.
func (y *year) check() {
	y.t.Helper()
	shown := assets(y.t, y.d)
	for id, w := range y.assets {
		a, is := shown[id]
		require.True(y.t, is, "%+v", w)
		require.Equal(y.t, int64(w.device), a.Device.ID, "%+v", w)
		require.Equal(y.t, w.name, a.Name, "%+v", w)
		require.Equal(y.t, w.org, a.Device.OrganizationID, "%+v", w)
		require.Equal(y.t, w.missing, a.MissingSince != nil, "%+v", w)
		require.Equal(y.t, w.locked, len(a.Locks) == 1, "%+v", w)
	}
	for id := range y.hidden {
		require.NotContains(y.t, shown, id, "a machine that was set up anew is one asset")
	}
}

// mergesAreExact merges each clone with its original, takes half of that back, and
// merges again: the same as never having taken it back.
func (y *year) mergesAreExact() {
	services, t := y.d.App.Services(), y.t
	c := api.Command{Tenant: y.d.Tenant, Actor: "test"}
	catchUp := func() map[uuid.UUID]api.Asset {
		require.NoError(t, y.d.App.CatchUp(t.Context(), y.d.Tenant))
		return unversioned(assets(t, y.d))
	}
	apart := catchUp()
	require.NotEmpty(t, y.clones)
	for _, pair := range y.clones {
		_, err := services.Decisions.Merge(t.Context(), c, api.MergeDraft{Assets: pair[:]})
		require.NoError(t, err)
	}
	once := catchUp()
	require.Len(t, once, len(apart)-len(y.clones))
	for range 2 {
		merges, err := services.Decisions.Merges(t.Context(), api.Scope{Tenant: y.d.Tenant}, api.List{Limit: len(y.clones)})
		require.NoError(t, err)
		for _, m := range merges.Data.Items {
			_, err := services.Decisions.Unmerge(t.Context(), c, m.ID)
			require.NoError(t, err)
		}
		require.Equal(t, apart, catchUp())
		for _, m := range merges.Data.Items {
			_, err := services.Decisions.Merge(t.Context(), c, api.MergeDraft{Assets: m.Assets})
			require.NoError(t, err)
		}
		require.Equal(t, once, catchUp())
	}
}

// unversioned are assets without what counts decisions.
func unversioned(all map[uuid.UUID]api.Asset) map[uuid.UUID]api.Asset {
	for id, a := range all {
		a.Version = 0
		all[id] = a
	}
	return all
}

// agree requires that live rows and rows folded anew, both ways, are the same.
func (y *year) agree() {
	y.t.Helper()
	live := y.head()
	for _, long := range []bool{false, true} {
		anew, err := y.d.App.Models.Digests(y.t.Context(), y.d.Tenant, asset.Name, projections.Moment{Position: live.Position}, long)
		require.NoError(y.t, err)
		require.Equal(y.t, live.Digest, anew["asset"].Digest)
	}
}

// standing is where the read model of assets stands, and what it holds.
type standing struct {
	Position int64
	Digest   projections.Digest
}

func (y *year) head() standing {
	y.t.Helper()
	all, err := y.d.App.Models.Status(y.t.Context(), y.d.Tenant)
	require.NoError(y.t, err)
	i := slices.IndexFunc(all, func(s projections.Status) bool { return s.Model == asset.Name })
	return standing{all[i].Position, all[i].State.Tables["asset"].Digest}
}

// everyFieldHasItsReason asks of assets where each of their fields comes from.
func (y *year) everyFieldHasItsReason() {
	y.t.Helper()
	n := 0
	for id := range assets(y.t, y.d) {
		if n++; n%8 != 0 {
			continue // asking takes a while; which ones differs from run to run
		}
		for _, field := range asset.WhyFields() {
			w, err := y.d.App.Services().Decisions.Why(y.t.Context(), api.Scope{Tenant: y.d.Tenant}, id, field)
			require.NoError(y.t, err, field)
			require.NotEmpty(y.t, w.Data.Source, field)
			require.NotEmpty(y.t, w.Data.Rule, field)
			require.NotNil(y.t, w.Data.Event, field)
		}
	}
}
