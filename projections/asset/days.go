package asset

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"time"
)

// Days are how many assets have their date on which day: for each day, in order, how
// many days it is after the one before, and how many assets there are, as varints. Days
// are counted from 1 January of the year 1, which stands for "not known".
type Days []byte

const (
	secondsOfDay = 24 * 60 * 60
	// dayOfUnix is the day that Unix time begins on.
	dayOfUnix = 719162
)

// DayNumber is the number of a day; zero: not known.
func DayNumber(day time.Time) uint32 { return uint32(day.Unix()/secondsOfDay + dayOfUnix) }

// DayOf is the day with a number.
func DayOf(number uint32) time.Time {
	return time.Unix((int64(number)-dayOfUnix)*secondsOfDay, 0).UTC()
}

// Each yields the days in order, with how many assets have it.
func (d Days) Each(yield func(number uint32, n int64)) {
	number := uint64(0)
	for len(d) > 0 {
		after, a := binary.Uvarint(d)
		n, b := binary.Uvarint(d[max(a, 0):])
		if a <= 0 || b <= 0 {
			return // readDays accepts none of these
		}
		number += after
		yield(uint32(number), int64(n))
		d = d[a+b:]
	}
}

// With are the days with so many more assets: one pass over both, in order.
func (d Days) With(more map[uint32]int64) Days {
	w := daysWriter{packed: make(Days, 0, len(d)+4*len(more))}
	added := slices.Sorted(maps.Keys(more))
	d.Each(func(number uint32, n int64) {
		for len(added) > 0 && added[0] < number {
			w.add(added[0], more[added[0]])
			added = added[1:]
		}
		if len(added) > 0 && added[0] == number {
			n += more[number]
			added = added[1:]
		}
		w.add(number, n)
	})
	for _, number := range added {
		w.add(number, more[number])
	}
	return w.packed
}

// daysWriter packs days that come in order.
type daysWriter struct {
	packed Days
	before uint32
}

func (w *daysWriter) add(number uint32, n int64) {
	if n > 0 {
		w.packed = binary.AppendUvarint(w.packed, uint64(number-w.before))
		w.packed = binary.AppendUvarint(w.packed, uint64(n))
		w.before = number
	}
}

// readDays refuses bytes that are no days.
func readDays(d []byte) error {
	for len(d) > 0 {
		_, a := binary.Uvarint(d)
		if a <= 0 {
			return errors.New("a day is cut off")
		}
		_, b := binary.Uvarint(d[a:])
		if b <= 0 {
			return errors.New("the number of a day is cut off")
		}
		d = d[a+b:]
	}
	return nil
}
