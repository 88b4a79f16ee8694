package ninjasim

import (
	"net/http"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/filter"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// cursor is a report on its way. Its name stays the same while its offset
// advances; the position is held here, not in the name.
type cursor struct {
	route   string
	after   int // device of the last row
	within  int // rows of the next device that were sent
	offset  int
	expires int64 // µs since 1970
	filter  filter.Filter
	before  *cursor // where the page before began
}

// cursorLifetime is how long a cursor is good for after its last use.
const cursorLifetime = 3600 * 1_000_000

// report makes an endpoint of cursor-paged rows; rows writes those of one
// device and gives their number. Skip says how many of them were sent before,
// room how many may follow.
func report(rows func(w *wire.Writer, d *fleet.Device, skip, room int) int) endpoint {
	return func(c *call) *oauth.Problem {
		name, cur, p := c.openCursor()
		if p != nil {
			return p
		}
		size := c.pageSize(10)
		var results wire.Writer
		results.Array()
		next := *cur
		if _, ok := c.fired[fault.DuplicatePage]; ok && cur.before != nil {
			next = *cur.before
		}
		if _, ok := c.fired[fault.MissingPage]; ok {
			next.offset += c.reportPage(new(wire.Writer), &next, size, rows)
		}
		n := 0
		if _, empty := c.fired[fault.EmptyListing]; !empty {
			n = c.reportPage(&results, &next, size, rows)
		}
		results.Close()
		next.before = &cursor{after: cur.after, within: cur.within, offset: cur.offset, route: cur.route, filter: cur.filter}
		c.closeReport(name, cur, &next, n == size, n)
		c.out.Key("results")
		c.out.Raw(results.Bytes())
		c.out.End()
		return nil
	}
}

// openCursor finds the cursor that the request names, or begins one.
func (c *call) openCursor() (string, *cursor, *oauth.Problem) {
	if _, ok := c.fired[fault.CutListing]; ok {
		return "", nil, c.failure(http.StatusInternalServerError, "NullPointerException")
	}
	if name := c.q.Get("cursor"); name != "" {
		c.mu.Lock()
		cur := c.cursors[name]
		ok := cur != nil && cur.route == c.r.URL.Path && cur.expires > c.world.Now().UnixMicro()
		c.mu.Unlock()
		if !ok { // what the real service answers is not established
			return "", nil, c.failure(http.StatusBadRequest, "Invalid cursor")
		}
		return name, cur, nil
	}
	f, p := c.filter()
	if p != nil {
		return "", nil, p
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counter++
	return fleet.UUID(c.cfg.Seed, c.counter), &cursor{route: c.r.URL.Path, filter: f}, nil
}

// reportPage writes the rows of a page and moves the cursor over them.
func (c *call) reportPage(out *wire.Writer, cur *cursor, size int, rows func(*wire.Writer, *fleet.Device, int, int) int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var dev fleet.Device
	n := 0
	c.world.Scan(cur.after, func(i int, row fleet.Row) bool {
		if !cur.filter.Match(&row) {
			return true
		}
		c.world.Describe(i, &dev, fleet.Full)
		sent := rows(out, &dev, cur.within, size-n)
		n += sent
		if n == size {
			cur.within += sent
			return false
		}
		cur.after, cur.within = row.ID, 0
		return true
	})
	return n
}

// closeReport writes the cursor and keeps it for the next request. A page that
// is not full is the last one and has no cursor at all.
func (c *call) closeReport(name string, was, next *cursor, full bool, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out.Object()
	if full {
		next.offset += n
		next.expires = c.world.Now().UnixMicro() + cursorLifetime
		wire.Cursor(c.out, name, next.offset, n, next.expires)
	}
	switch {
	case c.spoiled():
		if c.q.Has("cursor") {
			c.cursors[name] = was
		}
	case full:
		c.cursors[name] = next
	default:
		delete(c.cursors, name)
	}
}

// one makes rows for reports that have at most one row a device.
func one(has func(*fleet.Device) bool, write func(*wire.Writer, *fleet.Device)) endpoint {
	return report(func(w *wire.Writer, d *fleet.Device, skip, _ int) int {
		if skip > 0 || !has(d) {
			return 0
		}
		write(w, d)
		return 1
	})
}

// isAgent says whether an agent has told of its machine; only such devices have
// rows in the reports on hardware.
func isAgent(d *fleet.Device) bool { return d.Type == "AgentDevice" && d.Reported }

var (
	loggedOnUsers    = one(wire.HasUser, func(w *wire.Writer, d *fleet.Device) { wire.LoggedOnUser(w, d, true) })
	computerSystems  = one(isAgent, wire.ComputerSystemRow)
	operatingSystems = one(isAgent, wire.OperatingSystemRow)
	deviceHealth     = one(func(*fleet.Device) bool { return true }, wire.HealthRow)
)
