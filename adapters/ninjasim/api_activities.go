package ninjasim

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/adapters/ninjasim/filter"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// Page sizes of activities, as documented.
const (
	leastActivities   = 10
	defaultActivities = 200
	mostActivities    = 1000
)

// activities serves GET /v2/activities.
func activities(c *call) *oauth.Problem {
	q, p := c.activityQuery("type")
	if p != nil {
		return p
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.writeActivities(q, 0)
	return nil
}

// deviceActivities serves GET /v2/device/{id}/activities, where the type's
// parameter has another name.
func deviceActivities(c *call) *oauth.Problem {
	q, p := c.activityQuery("activityType")
	if p != nil {
		return p
	}
	return c.withDevice(func(d *fleet.Device) { c.writeActivities(q, d.ID) })
}

// activityQuery is what a request asks of the log.
type activityQuery struct {
	older, newer  int64 // ids, both exclusive
	before, after int64 // µs since 1970
	class, kind   string
	codes         []string
	user          int
	size          int
	df            *filter.Filter
}

// activityQuery reads the parameters. The vendor's descriptions of olderThan
// and newerThan are swapped; the names tell the truth. sourceConfigUid was
// seen to be ignored.
func (c *call) activityQuery(kind string) (activityQuery, *oauth.Problem) {
	q := activityQuery{older: 1 << 62, before: 1 << 62, class: c.q.Get("class"), kind: c.q.Get(kind), size: defaultActivities,
		codes: codes(c.q.Get("status"))}
	if n, err := strconv.ParseInt(c.q.Get("olderThan"), 10, 64); err == nil {
		q.older = n
	}
	if n, err := strconv.ParseInt(c.q.Get("newerThan"), 10, 64); err == nil {
		q.newer = n
	}
	if t, ok := instant(c.q.Get("before")); ok {
		q.before = t
	}
	if t, ok := instant(c.q.Get("after")); ok {
		q.after = t
	}
	if n, err := strconv.Atoi(c.q.Get("user")); err == nil {
		q.user = n
	}
	if n, err := strconv.Atoi(c.q.Get("pageSize")); err == nil {
		q.size = min(max(n, leastActivities), mostActivities)
	}
	if c.q.Get("df") != "" {
		f, p := c.filter()
		if p != nil {
			return q, p
		}
		q.df = &f
	}
	return q, nil
}

// codes reads a status code or "in (A,B)".
func codes(s string) []string {
	list, many := strings.CutPrefix(strings.TrimSpace(s), "in")
	list = strings.TrimSpace(list)
	if !many || !strings.HasPrefix(list, "(") {
		return strings.Fields(s)
	}
	return strings.FieldsFunc(strings.Trim(list, "()"), func(r rune) bool { return r == ',' || r == ' ' })
}

// instant reads yyyyMMdd or epoch seconds.
func instant(s string) (int64, bool) {
	if t, err := time.Parse("20060102", s); err == nil {
		return t.UnixMicro(), true
	}
	f, err := strconv.ParseFloat(s, 64)
	return int64(f * 1e6), err == nil
}

// writeActivities writes the newest entries that match, newest first.
// lastActivityId is the newest of the tenant and the same on every page.
func (c *call) writeActivities(q activityQuery, device int) {
	log := c.world.Activities()
	last, lastOfDevice := int64(0), int64(0)
	if len(log) > 0 {
		last = log[len(log)-1].ID
	}
	c.out.Object()
	c.out.Int("lastActivityId", last)
	c.out.Key("activities")
	c.out.Array()
	n := 0
	for i := len(log) - 1; i >= 0; i-- {
		a := &log[i]
		if device != 0 && a.DeviceID != device {
			continue
		}
		lastOfDevice = max(lastOfDevice, a.ID)
		if n < q.size && c.asked(a, &q) {
			wire.Activity(c.out, a)
			n++
		}
	}
	c.out.Close()
	if device != 0 {
		c.out.Int("lastNodeActivityId", lastOfDevice)
	}
	c.out.End()
}

// asked says whether an entry answers the query.
func (c *call) asked(a *fleet.Activity, q *activityQuery) bool {
	switch {
	case a.ID >= q.older, a.ID <= q.newer, a.Time >= q.before, a.Time <= q.after:
		return false
	case q.class != "" && q.class != "ALL" && q.class != a.Class, q.kind != "" && q.kind != a.Type:
		return false
	case len(q.codes) > 0 && !slices.Contains(q.codes, a.Code), q.user != 0 && q.user != a.UserID:
		return false
	case c.q.Get("seriesUid") != "": // no entry of ours belongs to a series
		return false
	}
	if q.df == nil {
		return true
	}
	row, ok := c.world.Find(a.DeviceID)
	return ok && q.df.Match(&row)
}

// alerts serves GET /v2/alerts: what is active now.
func alerts(c *call) *oauth.Problem {
	f, p := c.filter()
	if p != nil {
		return p
	}
	source := c.q.Get("sourceType")
	c.list(func() {
		c.world.Alerts(func(a fleet.Alert) {
			row, ok := c.world.Find(a.DeviceID)
			if ok && f.Match(&row) && (source == "" || source == a.SourceType) {
				wire.Alert(c.out, &a)
			}
		})
	})
	return nil
}

// deviceAlerts serves GET /v2/device/{id}/alerts.
func deviceAlerts(c *call) *oauth.Problem {
	return c.withDevice(func(d *fleet.Device) {
		c.out.Array()
		if a := c.world.Alert(d.ID); a != nil {
			wire.Alert(c.out, a)
		}
		c.out.Close()
	})
}
