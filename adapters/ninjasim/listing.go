package ninjasim

import (
	"net/http"
	"strconv"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/oauth"
)

// listing pages a bare array by the id of the last row. Default and greatest
// page size are not documented; a size that is no number counts as none.
type listing struct {
	after, size int
	empty       bool
}

// listing reads after and pageSize and plays the faults of listings.
func (c *call) listing() (listing, *oauth.Problem) {
	l := listing{size: c.pageSize(1)}
	if n, err := strconv.Atoi(c.q.Get("after")); err == nil {
		l.after = n
	}
	if _, ok := c.fired[fault.CutListing]; ok {
		return l, c.failure(http.StatusInternalServerError, "NullPointerException")
	}
	_, l.empty = c.fired[fault.EmptyListing]
	return l, nil
}

// pageSize reads the parameter, between a least size that only some calls have
// and the greatest that is served.
func (c *call) pageSize(least int) int {
	n, err := strconv.Atoi(c.q.Get("pageSize"))
	if err != nil || n < 1 {
		return c.cfg.PageSizeDefault
	}
	return min(max(n, least), maxPageSize)
}

// page writes the rows of one page. Scan calls its function with each row that
// follows an id, in order, until the function says stop.
func (c *call) page(l listing, scan func(after int, f func(id int, row func()) bool)) {
	c.out.Array()
	defer c.out.Close()
	if l.empty {
		return
	}
	skip := 0
	if _, ok := c.fired[fault.MissingPage]; ok {
		skip = l.size
	}
	after := l.after
	if _, ok := c.fired[fault.DuplicatePage]; ok {
		after = c.pageBefore(l, scan)
	}
	n := 0
	scan(after, func(_ int, row func()) bool {
		if skip > 0 {
			skip--
			return true
		}
		row()
		n++
		return n < l.size
	})
}

// pageBefore gives the id that the page before this one followed.
func (c *call) pageBefore(l listing, scan func(int, func(int, func()) bool)) int {
	var ids []int
	scan(0, func(id int, _ func()) bool {
		if id <= l.after {
			ids = append(ids, id)
		}
		return id < l.after
	})
	if len(ids) <= l.size {
		return 0
	}
	return ids[len(ids)-1-l.size]
}
