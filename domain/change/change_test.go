package change_test

import (
	"fmt"
	"strings"
	"testing"

	"coresync/domain"
	"coresync/domain/change"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func device(row string, changed ...string) *event.DeviceObserved {
	return &event.DeviceObserved{DeviceID: 402, Device: []byte(row), Changed: changed}
}

func owned(p *event.DeviceObserved) *event.DeviceObserved {
	p.Owner.Seal(uuid.New(), 1, []byte{1})
	return p
}

const pc = `{"id":402,"nodeClass":"WINDOWS_WORKSTATION","notes":[{"text":"dock"}],"organizationId":7,"system":{"model":"T14","serialNumber":"S1"},"systemName":"PC"}`

func TestGAP_02_WhatADeviceChanges(t *testing.T) {
	t.Parallel()
	moved := strings.Replace(pc, `"organizationId":7`, `"organizationId":8`, 1)
	blanked := strings.Replace(pc, `"serialNumber":"S1"`, `"serialNumber":""`, 1)
	for name, c := range map[string]struct {
		former, next *event.DeviceObserved
		version      int64
		want         change.Change
	}{
		"new": {nil, device(pc), 0, change.Change{Kind: change.Created, Organization: 7}},
		"back after it was gone": {device(pc), device(strings.Replace(pc, "T14", "X1", 1)), 2, change.Change{
			Kind: change.Returned, Organization: 7, Fields: []change.Field{{Name: "system.model", Old: "T14", New: "X1"}},
		}},
		"moved, blanked and reowned at once": {owned(device(pc)), device(strings.Replace(moved, `"S1"`, `""`, 1), "references.assignedOwner.id"), 1, change.Change{
			Kind: change.Moved, Organization: 7, Fields: []change.Field{
				{Name: "organizationId", Old: "7", New: "8"}, {Name: "system.serialNumber", Old: "S1"},
				{Name: "references.assignedOwner", Personal: true},
			},
		}},
		"its first owner": {device(pc), owned(device(pc, "references.assignedOwner.id")), 1, change.Change{
			Kind: change.Changed, Organization: 7, Fields: []change.Field{{Name: "references.assignedOwner", Personal: true}},
		}},
		"another owner": {owned(device(pc)), owned(device(pc, "references.assignedOwner.id")), 1, change.Change{
			Kind: change.Reowned, Organization: 7, Fields: []change.Field{{Name: "references.assignedOwner", Personal: true}},
		}},
		"without its serial number": {device(pc), device(blanked), 1, change.Change{
			Kind: change.Blanked, Organization: 7, Fields: []change.Field{{Name: "system.serialNumber", Old: "S1"}},
		}},
		"without its notes, which people write": {device(pc), device(strings.Replace(pc, `[{"text":"dock"}]`, `[]`, 1)), 1, change.Change{
			Kind: change.Changed, Organization: 7, Fields: []change.Field{{Name: "notes", Old: `[{"text":"dock"}]`}},
		}},
		"nothing but an address": {device(pc), device(strings.Replace(pc, `"id":402`, `"id":402,"publicIP":"203.0.113.7"`, 1)), 1, change.Change{
			Kind: change.Refreshed, Organization: 7,
		}},
	} {
		c.want.ID, c.want.Thing, c.want.NinjaID, c.want.Name = "device:402", change.Device, 402, "PC"
		var former *change.Former
		if c.former != nil {
			former = &change.Former{Version: 1, Payload: c.former}
		}
		require.Equal(t, []change.Change{c.want}, change.Of(c.version, former, c.next), name)
	}
}

func TestEveryObservationIsAChangeOfSomething(t *testing.T) {
	t.Parallel()
	for _, kind := range event.Catalog().Types() {
		if !strings.HasSuffix(string(kind), "Observed") && !strings.HasSuffix(string(kind), "Vanished") {
			continue
		}
		p, err := event.Catalog().Decode(event.Recorded{Type: kind, SchemaVersion: 1, Payload: []byte(`{"device_id":1,"device":{},"online":[4]}`)})
		require.NoError(t, err)
		found := change.Of(0, nil, p)
		require.Len(t, found, 1, kind)
		require.NotEmpty(t, found[0].Thing, kind)
	}
	require.Empty(t, change.Of(0, nil, &event.SyncCompleted{}))
}

func TestNothingPersonalIsShown(t *testing.T) {
	t.Parallel()
	user := func() *event.DeviceUserObserved {
		p := &event.DeviceUserObserved{DeviceID: 1, User: event.PlainPersonal(event.SubjectUserString, "x", `EXAMPLE\jdoe`)}
		p.User.Subject = uuid.New()
		return p
	}
	contact := func(uid string) *event.ContactObserved {
		return &event.ContactObserved{ContactID: 1, UID: uid, FirstName: event.PlainPersonal(event.SubjectContact, "x", "Jane")}
	}
	for _, all := range [][]change.Change{
		change.Of(1, &change.Former{Version: 1, Payload: user()}, user()),
		change.Of(1, &change.Former{Version: 1, Payload: contact("a")}, contact("a")),
		change.Of(1, &change.Former{Version: 1, Payload: contact("a")}, contact("b")),
	} {
		require.Len(t, all, 1)
		require.Equal(t, change.Changed, all[0].Kind)
		require.NotContains(t, fmt.Sprintf("%+v", all), "jdoe")
		require.NotContains(t, fmt.Sprintf("%+v", all), "Jane")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	limits := change.DefaultLimits()
	missing := func(thing change.Thing, n int) change.Tally {
		return change.Tally{change.Group{Thing: thing, Kind: change.Missing, Organization: 7}: n}
	}
	for name, c := range map[string]struct {
		tally  change.Tally
		had    int
		beyond string
	}{
		"one of one":            {missing(change.Device, 1), 1, ""},
		"two of three":          {missing(change.Device, 2), 3, ""},
		"three of sixty":        {missing(change.Device, 3), 60, ""},
		"three of fifty-nine":   {missing(change.Device, 3), 59, "3 of 59 devices of organization 7 would go missing (limit 5 %)"},
		"twenty of thousands":   {missing(change.Device, 20), 9000, ""},
		"21 of thousands":       {missing(change.Device, 21), 9000, "21 of 9000 devices of organization 7 would go missing (limit 20)"},
		"an empty organization": {missing(change.Organization, 1), 0, ""},
		"one that had a device": {missing(change.Organization, 1), 1, "organization 7 would go missing with its device"},
	} {
		found := limits.Exceeded(c.tally, change.Before{Devices: map[int64]int{7: c.had}})
		if c.beyond == "" {
			require.Empty(t, found, name)
			continue
		}
		require.Len(t, found, 1, name)
		require.Equal(t, c.beyond, found[0].String(), name)
		require.Equal(t, []int64{7}, change.Organizations(found))
	}
	others := limits.Exceeded(change.Tally{change.Group{Thing: change.Contact, Kind: change.Missing}: 5}, change.Before{Others: map[change.Thing]int{change.Contact: 5}})
	require.Equal(t, "5 of 5 contacts would go missing (limit 5 %)", others[0].String())

	// A listing that shows nothing holds a run whatever the limits are.
	for thing, says := range map[change.Thing]string{
		change.Contact: "1 of 1 contacts would go missing: the listing shows none at all",
		change.Device:  "1 of 1 devices of organization 7 would go missing: the listing shows none at all",
	} {
		g := change.Group{Thing: thing, Kind: change.Missing}
		if thing == change.Device {
			g.Organization = 7
		}
		was := change.Before{Devices: map[int64]int{7: 1}, Others: map[change.Thing]int{thing: 1}, Empty: map[change.Thing]bool{thing: true}}
		found := change.Limits{Devices: 100, Percent: 100, Few: 100}.Exceeded(change.Tally{g: 1}, was)
		require.Equal(t, says, found[0].String())
	}

	err := change.Limits{Devices: -1, Percent: 101, Few: 2000}.Check()
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
	require.NoError(t, change.Limits{}.Check())
}

// Whatever is within the limits stays so when less changes, and no more than one
// sentence is said of one group.
func TestLessChangeIsNeverHeldWhereMorePasses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := change.Limits{Devices: rapid.IntRange(0, 50).Draw(t, "devices"), Percent: rapid.IntRange(0, 100).Draw(t, "percent"), Few: rapid.IntRange(0, 10).Draw(t, "few")}
		had, count := rapid.IntRange(0, 500).Draw(t, "had"), rapid.IntRange(1, 500).Draw(t, "count")
		g := change.Group{Thing: change.Device, Kind: rapid.SampledFrom([]change.Kind{change.Missing, change.Moved, change.Reowned, change.Blanked}).Draw(t, "kind"), Organization: 3}
		more := l.Exceeded(change.Tally{g: count}, change.Before{Devices: map[int64]int{3: had}})
		less := l.Exceeded(change.Tally{g: rapid.IntRange(0, count).Draw(t, "less")}, change.Before{Devices: map[int64]int{3: had}})
		if len(more) == 0 && len(less) > 0 || len(more) > 1 {
			t.Fatalf("%+v of %d: %v, less: %v", l, had, more, less)
		}
	})
}
