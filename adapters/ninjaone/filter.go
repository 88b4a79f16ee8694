package ninjaone

import (
	"net/url"
	"strconv"
	"strings"
)

// Filter is a device filter in NinjaOne's language (parameter "df"). An unknown
// key or bad syntax answers 500; so build it from the functions below. Parts are
// joined by AND; there is no OR.
//
// Without a status a filter means APPROVED: decommissioned and pending devices are
// hidden unless [StatusIs] asks for them.
type Filter string

// OrganizationIn keeps the devices of some organizations.
func OrganizationIn(ids ...int64) Filter { return in("org", ids) }

// LocationIn keeps the devices of some locations.
func LocationIn(ids ...int64) Filter { return in("loc", ids) }

// IDIn keeps some devices; for asking whether a device that was not listed is
// really gone.
func IDIn(ids ...int64) Filter { return in("id", ids) }

// StatusIs keeps the devices of one approval status: APPROVED, PENDING or
// DECOMMISSIONED.
func StatusIs(status string) Filter { return Filter("status = " + status) }

// And joins two filters.
func (f Filter) And(g Filter) Filter {
	switch {
	case f == "":
		return g
	case g == "":
		return f
	}
	return f + " AND " + g
}

// in is a list of ids for a key. None at all keeps nothing: no device has id 0.
func in(key string, ids []int64) Filter {
	if len(ids) == 0 {
		ids = []int64{0}
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return Filter(key + " in (" + strings.Join(texts, ",") + ")")
}

// set puts the filter among query parameters.
func (f Filter) set(v url.Values) {
	if f != "" {
		v.Set("df", string(f))
	}
}
