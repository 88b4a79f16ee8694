package demo_test

import (
	"fmt"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// hand is what a person set in an asset.
type hand struct {
	customer                                                                   uuid.UUID
	name, maker, model, serial, category, status, notes, purchased, warrantyTo string
}

// byHand sets every field that people may set, and gives the name.
func (y *year) byHand(m machine) string {
	y.t.Helper()
	var other *api.Ref // a customer that it is not of
	for _, a := range y.shown {
		if a.Customer != nil && a.Customer.ID.String() != lookOf(y.shown[m.id(y.d)]).customer {
			other = a.Customer
			break
		}
	}
	h := hand{
		customer: other.ID, name: fmt.Sprintf("Desk %d", m.ID), maker: "By hand", model: "Bench 1", serial: fmt.Sprintf("HAND-%d", m.ID), category: "Server",
		status: "maintenance", notes: "Left dock broken", purchased: "2024-02-29", warrantyTo: "2031-12-31",
	}
	_, err := y.d.App.Services().Assets.Update(y.t.Context(), api.Command{Tenant: y.d.Tenant, Actor: "test"}, m.id(y.d), api.AssetPatch{
		Customer: &h.customer, Name: &h.name, Manufacturer: &h.maker, Model: &h.model, SerialNumber: &h.serial, Category: &h.category,
		Status: &h.status, Notes: &h.notes, PurchasedOn: &h.purchased, WarrantyEnd: &h.warrantyTo,
	})
	require.NoError(y.t, err)
	y.hands[m.id(y.d)] = h
	return h.name
}

// kept requires that an asset shows what a person set, each field with its lock.
func (h hand) kept(t *testing.T, a api.Asset) {
	t.Helper()
	require.NotNil(t, a.Customer)
	require.Equal(t, h, hand{a.Customer.ID, a.Name, a.Manufacturer, a.Model, a.SerialNumber, a.Category, a.Status, a.Notes[:len(h.notes)], a.PurchasedOn, a.WarrantyEnd})
	require.Len(t, a.Locks, 10)
}

// meddle lets NinjaOne say something else of every field that people set, and every
// other month nothing at all of two devices an organization: of more, the run would be
// held.
func (y *year) meddle(month int) {
	blanked := make(map[int64]int)
	for id := range y.hands {
		device, org := y.assets[id].device, y.assets[id].org
		blank := month%2 == 1 && blanked[org] < 2
		if blank {
			blanked[org]++
		}
		require.NoError(y.t, y.d.Sim.SetDisplayName(device, fmt.Sprintf("NOT-BY-HAND-%d", month)))
		require.NoError(y.t, y.d.Sim.SetOSName(device, fmt.Sprintf("Windows %d", month)))
		for member, value := range map[string]string{"manufacturer": "Maker", "model": "Model", "serialNumber": "SN-" + id.String()} {
			raw := fmt.Sprintf("%q", fmt.Sprint(value, month))
			if blank {
				raw = `""`
			}
			require.NoError(y.t, y.d.Sim.SetRaw(device, "system."+member, raw))
		}
		require.NoError(y.t, y.d.Sim.SetOffline([]int{device}, month%2 == 0))
	}
}

func (y *year) merge(pairs [][]uuid.UUID) {
	y.t.Helper()
	for _, pair := range pairs {
		_, err := y.d.App.Services().Decisions.Merge(y.t.Context(), api.Command{Tenant: y.d.Tenant, Actor: "test"}, api.MergeDraft{Assets: pair})
		require.NoError(y.t, err)
	}
}

// unmerge takes back the newest merges.
func (y *year) unmerge(n int) {
	y.t.Helper()
	merges, err := y.d.App.Services().Decisions.Merges(y.t.Context(), api.Scope{Tenant: y.d.Tenant}, api.List{Limit: n})
	require.NoError(y.t, err)
	require.Len(y.t, merges.Data.Items, n)
	for _, m := range merges.Data.Items {
		_, err := y.d.App.Services().Decisions.Unmerge(y.t.Context(), api.Command{Tenant: y.d.Tenant, Actor: "test"}, m.ID)
		require.NoError(y.t, err)
	}
}

// marry merges a machine of each kind of step, before anything happens to it, with one
// to which nothing will. They stay one for the year.
func (y *year) marry() {
	y.married = make(map[uuid.UUID]bool)
	var pairs [][]uuid.UUID
	for i := range edited { // what people set would be of both
		pair := []uuid.UUID{y.machines[(months/2)*aMonth+i].id(y.d), y.partners[i].id(y.d)}
		pairs = append(pairs, pair)
		y.married[pair[0]], y.married[pair[1]] = true, true
	}
	y.merge(pairs)
}

// part takes these merges back: a year and thousands of events later each of the two is
// what it would be if they had never been one.
func (y *year) part() {
	y.unmerge(edited)
	require.NoError(y.t, y.d.App.CatchUp(y.t.Context(), y.d.Tenant))
	clear(y.married)
	y.check()
}

// mergesAreExact merges each clone with its original, and a machine of every step and
// month with one to which nothing happened; takes that back, and merges again: the same
// as never having taken it back.
func (y *year) mergesAreExact() {
	t := y.t
	catchUp := func() map[uuid.UUID]api.Asset {
		require.NoError(t, y.d.App.CatchUp(t.Context(), y.d.Tenant))
		return unversioned(assets(t, y.d))
	}
	pairs := y.clones
	require.Len(t, pairs, months*aMonth/kinds)
	for i := range months * kinds {
		if m := y.machines[i/kinds*aMonth+i%kinds]; i%kinds != cloned {
			pairs = append(pairs, []uuid.UUID{m.id(y.d), y.partners[i].id(y.d)})
		}
	}
	apart := catchUp()
	y.merge(pairs)
	once := catchUp()
	require.Len(t, once, len(apart)-len(pairs))
	y.unmerge(len(pairs))
	require.Equal(t, apart, catchUp())
	y.merge(pairs)
	require.Equal(t, once, catchUp())
}

// unversioned are assets without what counts decisions.
func unversioned(all map[uuid.UUID]api.Asset) map[uuid.UUID]api.Asset {
	for id, a := range all {
		a.Version = 0
		all[id] = a
	}
	return all
}
