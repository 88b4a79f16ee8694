package lifetime

import "time"

// Warranty is what the end of a warranty means on a day (REP-07 to REP-10).
type Warranty string

// The states of a warranty. WarrantyNone means that no date is known, which is no proof
// that there is none.
const (
	WarrantyActive   Warranty = "active"
	WarrantyExpiring Warranty = "expiring"
	WarrantyExpired  Warranty = "expired"
	WarrantyNone     Warranty = "none"
)

// Warranties lists the states in the order of the report.
func Warranties() []Warranty {
	return []Warranty{WarrantyActive, WarrantyExpiring, WarrantyExpired, WarrantyNone}
}

// ExpiringDays is how many days before its end a warranty is expiring soon (REP-08).
const ExpiringDays = 90

// WarrantyOf is the state of a warranty by its last day, which is a day of it still.
func WarrantyOf(end, today time.Time) Warranty {
	switch {
	case end.IsZero():
		return WarrantyNone
	case end.Before(today):
		return WarrantyExpired
	case end.After(today.AddDate(0, 0, ExpiringDays)):
		return WarrantyActive
	}
	return WarrantyExpiring
}

// Ends is the range of the last days of warranties in that state, as of a day. False for
// WarrantyNone and for what is no state.
func (w Warranty) Ends(today time.Time) (Range, bool) {
	last := today.AddDate(0, 0, ExpiringDays)
	switch w {
	case WarrantyActive:
		return Range{From: last.AddDate(0, 0, 1)}, true
	case WarrantyExpiring:
		return Range{today, last}, true
	case WarrantyExpired:
		return Range{To: today.AddDate(0, 0, -1)}, true
	}
	return Range{}, false
}
