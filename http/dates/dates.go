// Package dates writes days and moments as somebody reads them: in the language of dates and the
// time zone of a profile. Pages and letters write them alike.
package dates

import (
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/en_US"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/nl"
)

// Writing is how somebody reads dates: as the language of his profile writes them. What
// stands around them is English.
type Writing struct {
	Code, Name string
	locale     locales.Translator // nil: as ISO 8601 has it
	clock      string             // layout of the time of day
}

const clock24, clock12 = "15:04", "3:04 PM"

// writings are the ways to write dates, by their code; see api.DateLanguages.
var writings = map[string]Writing{
	"en-GB": {"en-GB", "English (UK)", en_GB.New(), clock24},
	"en-US": {"en-US", "English (US)", en_US.New(), clock12},
	"de":    {"de", "Deutsch", de.New(), clock24},
	"fr":    {"fr", "Français", fr.New(), clock24},
	"es":    {"es", "Español", es.New(), clock24},
	"it":    {"it", "Italiano", it.New(), clock24},
	"nl":    {"nl", "Nederlands", nl.New(), clock24},
	"iso":   {"iso", "ISO 8601", nil, clock24},
}

// Of is British where nobody said otherwise.
func Of(language string) Writing {
	if d, known := writings[language]; known {
		return d
	}
	return writings["en-GB"]
}

// Day is a date with its month in words.
func (d Writing) Day(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.locale.FmtDateLong(t)
}

// Short is a date that has little room.
func (d Writing) Short(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.locale.FmtDateMedium(t)
}

// Date is short for a day that is given as 2006-01-02; what is none stays as it is.
func (d Writing) Date(text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return d.Short(t)
}

// Weekday is a date with its day of the week.
func (d Writing) Weekday(t time.Time) string {
	if d.locale == nil {
		return t.Format("Mon, " + time.DateOnly)
	}
	return d.locale.FmtDateFull(t)
}

// Time is the time of day to the minute.
func (d Writing) Time(t time.Time) string { return t.Format(d.clock) }

// Seconds is the time of day to the second.
func (d Writing) Seconds(t time.Time) string {
	if d.clock == clock12 {
		return t.Format("3:04:05 PM")
	}
	return t.Format(time.TimeOnly)
}

// Example shows the way by a moment.
func (d Writing) Example(t time.Time) string { return d.Name + ": " + d.Day(t) + ", " + d.Time(t) }
