// Package spreadsheet knows what the programs that show a table do with its texts.
package spreadsheet

import (
	"strings"
	"unicode"
)

// Text is a text that no spreadsheet program takes for a formula: one that begins like
// it, also in full-width signs, gets an apostrophe before it (OWASP, CSV injection).
// Names of devices and customers come from outside.
func Text(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// Printable is a text as a terminal or a page of paper may show it: what would steer the one, or
// turn around what stands beside it on the other, becomes a visible sign.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
