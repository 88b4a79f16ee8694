package asset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minSerial is the shortest serial number that is taken for one (A.3).
const minSerial = 4

// defaultJunkSerials are what makers write where no serial number was set, in the
// form of SerialKey. From appendix A.3.
var defaultJunkSerials = []string{
	"0", "SYSTEMSERIALNUMBER", "TOBEFILLEDBYOEM", "0123456789", "123456789", "1234567890",
	"UNKNOWN", "NONE", "CHASSISASSETTAG", "TYPE2BOARDSERIALNUMBER", "DEFAULTSTRING", "NA", "NULL",
	"NOTAPPLICABLE", "NOTSPECIFIED", "INVALID", "OEM", "XXXXXXXX",
}

// SerialKey is a serial number as it is compared: upper case, letters and digits alone.
func SerialKey(serial string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, serial)
}

// JunkSerial tells whether a serial number says nothing: a known placeholder, one
// character repeated, or shorter than four (A.3).
func (r *Rules) JunkSerial(serial string) bool {
	key := SerialKey(serial)
	if utf8.RuneCountInString(key) < minSerial {
		return true
	}
	if first, _ := utf8.DecodeRuneInString(key); strings.Trim(key, string(first)) == "" {
		return true
	}
	_, junk := r.JunkSerials[key]
	return junk
}

// FirstSerial returns the first that is not junk, or "".
func (r *Rules) FirstSerial(serials ...string) string {
	for _, s := range serials {
		if s = strings.TrimSpace(s); s != "" && !r.JunkSerial(s) {
			return s
		}
	}
	return ""
}
