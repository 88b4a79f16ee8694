// Package spreadsheet knows what spreadsheet programs do with the texts of a table.
package spreadsheet

import "strings"

// Text is a text that no spreadsheet program takes for a formula: one that begins like
// it, also in full-width signs, gets an apostrophe before it (OWASP, CSV injection).
// Names of devices and customers come from outside.
func Text(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
