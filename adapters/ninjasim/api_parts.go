package ninjasim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// Reports that have a row for each part of a device.
var (
	volumes = report(func(w *wire.Writer, d *fleet.Device, skip, room int) int {
		n := 0
		for i := skip; i < len(d.Volumes) && n < room; i++ {
			wire.VolumeRow(w, d, &d.Volumes[i])
			n++
		}
		return n
	})
	processors = one(func(d *fleet.Device) bool { return d.Processor.Name != "" },
		func(w *wire.Writer, d *fleet.Device) { wire.ProcessorRow(w, d, &d.Processor) })
)

// deviceVolumes serves GET /v2/device/{id}/volumes.
func deviceVolumes(c *call) *oauth.Problem {
	return c.withDevice(func(d *fleet.Device) {
		c.out.Array()
		for i := range d.Volumes {
			wire.Volume(c.out, &d.Volumes[i])
		}
		c.out.Close()
	})
}

// deviceProcessors serves GET /v2/device/{id}/processors.
func deviceProcessors(c *call) *oauth.Problem {
	return c.withDevice(func(d *fleet.Device) {
		c.out.Array()
		if d.Processor.Name != "" {
			wire.Processor(c.out, &d.Processor)
		}
		c.out.Close()
	})
}

// dashboardURL serves GET /v2/device/{id}/dashboard-url; the link expires.
func dashboardURL(c *call) *oauth.Problem {
	return c.withDevice(func(d *fleet.Device) {
		c.out.Object()
		c.out.String("url", "http://"+c.r.Host+"/#/deviceDashboard/"+strconv.Itoa(d.ID)+"/overview")
		c.out.Time("expires", c.world.Now().UnixMicro()+cursorLifetime)
		c.out.End()
	})
}

// match is a hit of a search.
type match struct {
	index, score int
	attribute    string
	value        string
}

// search serves GET /v2/devices/search.
func search(c *call) *oauth.Problem {
	q := strings.ToLower(c.q.Get("q"))
	limit, err := strconv.Atoi(c.q.Get("limit"))
	if err != nil || limit < 1 {
		limit = 20
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	hits := c.hits(q)
	slices.SortStableFunc(hits, func(a, b match) int { return cmp.Compare(b.score, a.score) })
	var d fleet.Device
	c.out.Object()
	c.out.String("query", c.q.Get("q"))
	c.out.Key("devices")
	c.out.Array()
	for _, h := range hits[:min(limit, len(hits))] {
		c.world.Describe(h.index, &d, fleet.Full)
		wire.SearchMatch(c.out, &d, h.score, h.attribute, h.value)
	}
	c.out.Close()
	c.out.End()
	return nil
}

// hits looks through names, last user and addresses of approved devices.
func (c *call) hits(q string) []match {
	var hits []match
	var d fleet.Device
	c.world.Scan(0, func(i int, row fleet.Row) bool {
		if row.Status != fleet.Approved || q == "" {
			return true
		}
		c.world.Describe(i, &d, fleet.Full)
		for _, a := range [...]struct{ name, value string }{{"displayName", d.DisplayName}, {"systemName", d.SystemName},
			{"dnsName", d.DNSName}, {"lastLoggedInUser", d.LastUser}, {"serialNumber", d.System.Serial}, {"ipAddresses", strings.Join(d.IPs, " ")}} {
			if v := strings.ToLower(a.value); strings.Contains(v, q) {
				hits = append(hits, match{i, 100 * len(q) / len(v), a.name, a.value})
				break
			}
		}
		return true
	})
	return hits
}
