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
	if likeFormula(text) {
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

// Said is the text that Text was given, so that a file comes back as it was taken away.
func Said(text string) string {
	if bare, quoted := strings.CutPrefix(text, "'"); quoted && likeFormula(bare) {
		return bare
	}
	return text
}

func likeFormula(text string) bool {
	return text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0])
}
