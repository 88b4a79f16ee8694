package demo_test

import (
	"slices"
	"strings"
	"sync"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// check holds every asset against the script, and those that it doesn't name against
// what they were.
func (y *year) check() {
	y.t.Helper()
	shown := assets(y.t, y.d)
	for id, w := range y.assets {
		if y.married[id] {
			continue // until it is parted again
		}
		a, is := shown[id]
		require.True(y.t, is, "%+v", w)
		require.Equal(y.t, int64(w.device), a.Device.ID, "%+v", w)
		require.Equal(y.t, w.name, a.Name, "%+v", w)
		require.Equal(y.t, w.org, a.Device.OrganizationID, "%+v", w)
		require.Equal(y.t, w.missing, a.MissingSince != nil, "%+v", w)
		if h, by := y.hands[id]; by {
			h.kept(y.t, a)
		} else {
			require.Empty(y.t, a.Locks, "%+v", w)
		}
	}
	for id, of := range y.hidden {
		if _, is := shown[id]; is {
			require.Fail(y.t, "a machine that was set up anew is one asset", "%s is apart from %s", id, of)
		}
	}
	for id, was := range y.others {
		if !y.married[id] {
			require.Equal(y.t, was, lookOf(shown[id]), "nothing happened to %s", id)
		}
	}
	y.shown = shown
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

// everyFieldHasItsReason asks of each field of each asset where it comes from.
func (y *year) everyFieldHasItsReason() {
	y.t.Helper()
	shown := assets(y.t, y.d)
	require.Greater(y.t, len(shown), yearing*9/10)
	ids := make(chan uuid.UUID)
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for id := range ids {
				y.reasons(shown[id])
			}
		})
	}
	for id := range shown {
		ids <- id
	}
	close(ids)
	readers.Wait()
}

// reasons asks of one asset; it may be called by several goroutines.
func (y *year) reasons(a api.Asset) {
	found, err := y.d.App.Services().Decisions.Whys(y.t.Context(), api.Scope{Tenant: y.d.Tenant}, a.ID)
	if err != nil || len(found.Data) != len(asset.WhyFields()) {
		y.t.Errorf("%s: %d fields, %v", a.ID, len(found.Data), err)
		return
	}
	values := map[string]string{
		"name": a.Name, "names": strings.Join(a.Names, ", "), "manufacturer": a.Manufacturer, "model": a.Model,
		"serial_number": a.SerialNumber, "bios_serial_number": a.BIOSSerial, "os": a.OS, "notes": a.Notes,
		"category": a.Category, "node_class": a.NodeClass, "status": a.Status, "connectivity": a.Connectivity,
		"external_id": a.ExternalID, "purchased_on": a.PurchasedOn, "warranty_end": a.WarrantyEnd, "born_on": a.BornOn, "life": a.Life,
	}
	if a.Customer != nil {
		values["customer"] = a.Customer.ID.String()
	}
	for _, w := range found.Data {
		if w.Source == "" || w.Rule == "" || w.Rules == "" || w.Event == nil || w.Event.Type == "" {
			y.t.Errorf("%s %s has no reason: %+v", a.ID, w.Field, w)
		}
		if v, is := values[w.Field]; is && v != w.Value {
			y.t.Errorf("%s %s is %q, and what gave it says %q", a.ID, w.Field, v, w.Value)
		}
	}
}
