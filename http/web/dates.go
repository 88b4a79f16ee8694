package web

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

// dates are how somebody reads dates: as the language of his profile writes them. What
// stands around them is English.
type dates struct {
	Code, Name string
	locale     locales.Translator // nil: as ISO 8601 has it
	clock      string             // layout of the time of day
}

const clock24, clock12 = "15:04", "3:04 PM"

// writings are the ways to write dates, by their code; see api.DateLanguages.
var writings = map[string]dates{
	"en-GB": {"en-GB", "English (UK)", en_GB.New(), clock24},
	"en-US": {"en-US", "English (US)", en_US.New(), clock12},
	"de":    {"de", "Deutsch", de.New(), clock24},
	"fr":    {"fr", "Français", fr.New(), clock24},
	"es":    {"es", "Español", es.New(), clock24},
	"it":    {"it", "Italiano", it.New(), clock24},
	"nl":    {"nl", "Nederlands", nl.New(), clock24},
	"iso":   {"iso", "ISO 8601", nil, clock24},
}

// datesOf are British where nobody said otherwise.
func datesOf(language string) dates {
	if d, known := writings[language]; known {
		return d
	}
	return writings["en-GB"]
}

// day is a date with its month in words.
func (d dates) day(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.locale.FmtDateLong(t)
}

// short is a date that has little room.
func (d dates) short(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.locale.FmtDateMedium(t)
}

// date is short for a day that is given as 2006-01-02; what is none stays as it is.
func (d dates) date(text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return d.short(t)
}

// weekday is a date with its day of the week.
func (d dates) weekday(t time.Time) string {
	if d.locale == nil {
		return t.Format("Mon, " + time.DateOnly)
	}
	return d.locale.FmtDateFull(t)
}

func (d dates) time(t time.Time) string { return t.Format(d.clock) }

// seconds is the time of day to the second.
func (d dates) seconds(t time.Time) string {
	if d.clock == clock12 {
		return t.Format("3:04:05 PM")
	}
	return t.Format(time.TimeOnly)
}

// example shows the way by a moment.
func (d dates) example(t time.Time) string { return d.Name + ": " + d.day(t) + ", " + d.time(t) }
