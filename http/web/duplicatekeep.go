package web

import (
	"math"
	"strconv"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
)

// keepName begins the names of the form's fields that say which asset's value is kept.
const keepName = "keep."

// keepable are the fields of which a person may choose the value when two assets become one.
func keepable() []string {
	return []string{"name", "serial_number", "manufacturer", "model", "category", "customer"}
}

// kept reads which values were chosen, by field: of which asset; nil: none.
func (r *Request) kept() (chosen map[string]uuid.UUID) {
	for _, field := range keepable() {
		if id, err := uuid.Parse(r.field(keepName + field)); err == nil {
			if chosen == nil {
				chosen = make(map[string]uuid.UUID)
			}
			chosen[field] = id
		}
	}
	return chosen
}

// seenSpan is where on a line of a hundred an asset was in sight, from when it was enrolled or
// first seen until it was last heard of; the line is that of all assets beside one another.
func seenSpan(sides []api.Asset, i int) (from, width string) {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, a := range sides {
		if begin, end := seenBetween(a); begin != 0 {
			first, last = min(first, begin), max(last, end)
		}
	}
	begin, end := seenBetween(sides[i])
	if begin == 0 || last <= first {
		return "0", "0"
	}
	at := func(t int64) float64 { return float64(t-first) / float64(last-first) * 98 } // two are left for what was seen once
	return decimal(at(begin)), decimal(at(end) - at(begin) + 2)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// seenBetween are the seconds in which an asset was first and last seen; zero: never.
func seenBetween(a api.Asset) (begin, end int64) {
	if at := enrolled(a); at != nil {
		begin = at.Unix()
	}
	if a.FirstSeenAt != nil && (begin == 0 || a.FirstSeenAt.Unix() < begin) {
		begin = a.FirstSeenAt.Unix()
	}
	end = begin
	if a.LastContact != nil {
		end = max(end, a.LastContact.Unix())
	}
	return begin, end
}

// enrolled is when the first agent of an asset was enrolled; nil: it has none.
func enrolled(a api.Asset) (first *time.Time) {
	for _, r := range a.Records {
		if r.EnrolledAt != nil && (first == nil || r.EnrolledAt.Before(*first)) {
			first = r.EnrolledAt
		}
	}
	return first
}
