package asset

import (
	"strconv"
	"strings"
	"time"
)

// Seconds is a time as NinjaOne writes it: seconds since 1970 as a decimal
// number, such as 1743088826.524929000. Exact, never through a float.
type Seconds string

// UnmarshalJSON keeps the digits; null and 0 are blank.
func (s *Seconds) UnmarshalJSON(raw []byte) error {
	*s = Seconds(strings.Trim(string(raw), `"`))
	if *s == "null" {
		*s = ""
	}
	return nil
}

// milliseconds is the number from which a value is taken for milliseconds:
// some senders of warranty dates use them. As seconds it is the year 5138.
const milliseconds = 100_000_000_000

// lastSecond is the end of the year 9999, the last that every part of the program can write.
const lastSecond = 253_402_300_799

// Time is the instant in whole microseconds, or the zero time when it is blank,
// 0, or no number.
func (s Seconds) Time() time.Time {
	whole, fraction, _ := strings.Cut(string(s), ".")
	if i := strings.IndexAny(string(s), "eE"); i >= 0 {
		f, err := strconv.ParseFloat(string(s), 64)
		if err != nil || f > 1e15 || f < -1e15 {
			return time.Time{}
		}
		whole, fraction = strconv.FormatInt(int64(f), 10), ""
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n <= 0 || n > lastSecond*1000 {
		return time.Time{}
	}
	if n >= milliseconds {
		return time.UnixMilli(n).UTC()
	}
	const digits = 6
	if len(fraction) > digits {
		fraction = fraction[:digits]
	}
	micros, err := strconv.ParseInt((fraction + "000000")[:digits], 10, 64)
	if err != nil || micros < 0 {
		micros = 0
	}
	return time.UnixMicro(n*1e6 + micros).UTC()
}

// Date is the calendar day in UTC at midnight, or the zero time.
func (s Seconds) Date() time.Time {
	t := s.Time()
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
