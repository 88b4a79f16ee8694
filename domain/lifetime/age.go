package lifetime

import "time"

// Band is a range of ages (REP-05).
type Band string

// The bands; each begins with its first birthday and ends before the next one's.
const (
	Band01      Band = "0-1yr"
	Band12      Band = "1-2yr"
	Band23      Band = "2-3yr"
	Band35      Band = "3-5yr"
	Band5       Band = "5+yr"
	BandUnknown Band = "unknown"
)

// Bands lists the bands in order, the unknown one last.
func Bands() []Band { return []Band{Band01, Band12, Band23, Band35, Band5, BandUnknown} }

const year = 12 // months

// edges are the months at which each band but the first begins.
var edges = []int{1 * year, 2 * year, 3 * year, 5 * year}

// Range is a range of days, both included; a zero one is open.
type Range struct{ From, To time.Time }

// Born is the range of days of birth of a band, as of a day. What will be born later
// is youngest. False for BandUnknown and for what is no band.
func (b Band) Born(today time.Time) (Range, bool) {
	for i, band := range Bands()[:len(edges)+1] {
		if band != b {
			continue
		}
		var r Range
		if i > 0 {
			r.To = BornBy(today, edges[i-1])
		}
		if i < len(edges) {
			r.From = BornBy(today, edges[i]).AddDate(0, 0, 1)
		}
		return r, true
	}
	return Range{}, false
}

// BandOf is the band of an age as of a day; a zero day of birth is not known.
func BandOf(born, today time.Time) Band {
	if born.IsZero() {
		return BandUnknown
	}
	bands := Bands()
	for i := len(edges) - 1; i >= 0; i-- {
		if !AddMonths(born, edges[i]).After(today) {
			return bands[i+1]
		}
	}
	return Band01
}
