package poller_test

import (
	"encoding/json"
	"fmt"
	"maps"

	"coresync/domain/event"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// fold is the simplest read model of devices.
type fold struct {
	devices map[int64]seenDevice
	offline map[int64]bool
	users   map[int64]string
}

type seenDevice struct {
	SystemName     string `json:"systemName"`
	OrganizationID int64  `json:"organizationId"`
	Offline        bool   `json:"offline"`
}

func newFold() *fold {
	return &fold{devices: map[int64]seenDevice{}, offline: map[int64]bool{}, users: map[int64]string{}}
}

func (f *fold) fold(t require.TestingT, events []event.Payload) {
	for _, e := range events {
		switch e := e.(type) {
		case *event.DeviceObserved:
			var d seenDevice
			require.NoError(t, json.Unmarshal(e.Device, &d))
			f.devices[e.DeviceID], f.offline[e.DeviceID] = d, d.Offline
		case *event.DeviceUserObserved:
			f.users[e.DeviceID] = e.User.Text()
		case *event.DeviceVanished:
			require.Equal(t, f.devices[e.DeviceID].OrganizationID, e.OrganizationID)
			delete(f.devices, e.DeviceID)
		case *event.PresenceObserved:
			for _, id := range e.Online {
				f.offline[id] = false
			}
			for _, id := range e.Offline {
				f.offline[id] = true
			}
		}
	}
}

// mutate changes a fleet at random and tells which devices are news since the last
// call: new, back, or with another digested member.
func mutate(t *rapid.T, ninja *fake, now map[int64]pc) (news []int64) {
	before := maps.Clone(now)
	for range rapid.IntRange(0, 12).Draw(t, "changes") {
		id := rapid.Int64Range(1, 12).Draw(t, "device")
		d, there := now[id]
		if !there {
			d = pc{id: id, org: 1, name: fmt.Sprint("PC", id), user: "u"}
		}
		switch rapid.IntRange(0, 6).Draw(t, "what") {
		case 0:
			if there && len(now) == 1 {
				continue // an empty listing proves nothing: the run would be held
			}
			ninja.set("devices", id, "")
			delete(now, id)
			continue
		case 1:
			d.name = rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "name")
		case 2:
			d.org = rapid.Int64Range(1, 3).Draw(t, "org")
		case 3:
			d.offline = !d.offline
		case 4:
			d.user = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "user")
		case 5:
			d.contact++
		case 6:
			d.address = rapid.SampledFrom([]string{"1.1.1.1", "2.2.2.2"}).Draw(t, "address")
		}
		now[id] = d
		ninja.device(d)
	}
	for id, d := range now {
		if was, there := before[id]; !there || was.name != d.name || was.org != d.org {
			news = append(news, id)
		}
	}
	return news
}
