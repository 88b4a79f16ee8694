package demo_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/fleet"
	"coresync/cmd/internal/demo"
	"coresync/domain/rowid"
	"coresync/http/api"

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

// The script: twelve months, in each of them three machines of every kind of step.
const (
	months  = 12
	aMonth  = 3 * kinds
	kinds   = 7
	idle    = 9 // further syncs of the same; TestSYN_03 makes a hundred of a smaller fleet
	yearing = 2000
)

// The kinds of steps.
const (
	renamed  = iota
	reimaged // the old id stays behind, off line
	replaced // the old id is deleted
	moved
	cloned
	returned // decommissioned, and back a month later
	edited   // by hand, every field that people may set
)

// A year of a fleet of 2,000: machines are renamed, set up anew, moved, cloned,
// decommissioned and found again, and edited by hand. After each month every device is
// what the script says, and so are all those that it doesn't name; fields that people
// set are as they set them in all runs. In the end every field of every asset names its
// event, source and rule, live rows are those that are folded anew, and the same sync
// again and again changes nothing after the first.
func TestGAP_02_AScriptedYear(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: yearing, Orgs: 50, Seed: 1})
	if behind := time.Until(d.Sim.Now().Add(-24 * time.Hour)); behind < 0 {
		d.Sim.Advance(-behind) // the simulator's time must not lie behind ours
	}
	y := &year{t: t, d: d, assets: make(map[uuid.UUID]want), hidden: make(map[uuid.UUID]uuid.UUID), hands: make(map[uuid.UUID]hand)}
	y.sync()
	y.begin()
	for month := range months {
		y.comeBack()
		y.meddle(month)
		for i, m := range y.machines[month*aMonth : (month+1)*aMonth] {
			y.act(i%kinds, m)
		}
		for _, later := range []time.Duration{24 * time.Hour, 29 * 24 * time.Hour} {
			d.Sim.Advance(later)
			y.sync()
			y.check()
		}
	}
	y.part()
	y.mergesAreExact()
	y.agree()
	y.everyFieldHasItsReason()
	before := y.head()
	for range idle {
		y.sync()
	}
	require.Equal(t, before.Digest, y.head().Digest, "the same sync again changes no asset after the first")
}

// want is what the script says of an asset.
type want struct {
	device  int // that gives its fields
	name    string
	org     int64
	missing bool
}

// look is what must not change of an asset of which the script says nothing.
type look struct {
	name, maker, model, serial, category, os, customer string
	device, org                                        int64
}

type year struct {
	t        *testing.T
	d        *demo.Demo
	machines []machine
	partners []machine // that nothing happens to, to be merged with
	assets   map[uuid.UUID]want
	hidden   map[uuid.UUID]uuid.UUID // records that became part of another asset, which follows
	back     []int                   // decommissioned devices that return next month
	clones   [][]uuid.UUID
	others   map[uuid.UUID]look // assets that the script doesn't name
	hands    map[uuid.UUID]hand
	married  map[uuid.UUID]bool // merged for the year
	shown    map[uuid.UUID]api.Asset
}

// begin chooses the machines of the script and notes how all others look.
func (y *year) begin() {
	y.t.Helper()
	all := strong(y.t, y.d)
	require.Greater(y.t, len(all), 2*months*aMonth, "the fleet is large enough for the script")
	y.machines, y.partners = all[:months*aMonth], all[months*aMonth:2*months*aMonth]
	y.shown, y.others = assets(y.t, y.d), make(map[uuid.UUID]look)
	for id, a := range y.shown {
		y.others[id] = lookOf(a)
	}
	for _, m := range y.machines {
		delete(y.others, m.id(y.d))
	}
	y.marry()
}

func lookOf(a api.Asset) look {
	l := look{name: a.Name, maker: a.Manufacturer, model: a.Model, serial: a.SerialNumber, category: a.Category, os: a.OS}
	if a.Customer != nil {
		l.customer = a.Customer.ID.String()
	}
	if a.Device != nil {
		l.device, l.org = a.Device.ID, a.Device.OrganizationID
	}
	return l
}

func (y *year) sync() {
	y.t.Helper()
	_, err := y.d.Sync(y.t.Context())
	require.NoError(y.t, err)
}

// comeBack brings those back that were decommissioned a month ago.
func (y *year) comeBack() {
	y.t.Helper()
	for _, device := range y.back {
		require.NoError(y.t, y.d.Sim.Approve(device))
		require.NoError(y.t, y.d.Sim.SetOffline([]int{device}, false))
		w := y.assets[deviceID(y.d, device)]
		w.missing = false
		y.assets[deviceID(y.d, device)] = w
	}
	y.back = nil
}

// reimage sets a machine up anew and gives its new id and name. Some agents of the
// simulator never tell of their hardware; those are set up once more.
func (y *year) reimage(m machine) (id int, name string) {
	y.t.Helper()
	for {
		device, err := y.d.Sim.Reimage(m.ID)
		require.NoError(y.t, err)
		if now, is := y.d.Sim.Device(device); is && now.Reported {
			return device, y.nameOf(device)
		}
		require.NoError(y.t, y.d.Sim.DeleteDevice(device))
	}
}

// nameOf is what NinjaOne calls a device: a display name stays with the id that had it.
func (y *year) nameOf(device int) string {
	now, is := y.d.Sim.Device(device)
	require.True(y.t, is)
	return cmp.Or(now.DisplayName, now.SystemName)
}

// act does one thing to a machine, and says what shall become of it.
func (y *year) act(kind int, m machine) {
	sim, t := y.d.Sim, y.t
	w := want{device: m.ID, name: y.nameOf(m.ID), org: int64(m.OrgID)}
	switch kind {
	case renamed:
		w.name = fmt.Sprintf("RENAMED-%d", m.ID)
		require.NoError(t, sim.SetDisplayName(m.ID, w.name))
	case reimaged:
		w.device, w.name = y.reimage(m)
	case replaced:
		w.device, w.name = y.reimage(m)
		require.NoError(t, sim.DeleteDevice(m.ID))
	case moved:
		orgs := sim.Organizations()
		other := slices.IndexFunc(orgs, func(o ninjasim.Organization) bool { return o.ID != m.OrgID })
		w.org = int64(orgs[other].ID)
		require.NoError(t, sim.MoveDevice(m.ID, orgs[other].ID, 0))
	case cloned:
		clone, err := sim.CloneDevice(m.ID)
		require.NoError(t, err)
		y.assets[deviceID(y.d, clone)] = want{device: clone, name: y.nameOf(clone), org: w.org}
		y.clones = append(y.clones, []uuid.UUID{m.id(y.d), deviceID(y.d, clone)})
	case returned:
		require.NoError(t, sim.Decommission(m.ID))
		w.missing = true
		y.back = append(y.back, m.ID)
	case edited:
		w.name = y.byHand(m)
	}
	y.assets[m.id(y.d)] = w
	if w.device != m.ID {
		y.hidden[deviceID(y.d, w.device)] = m.id(y.d)
	}
}
