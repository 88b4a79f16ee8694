package observation

import (
	"bytes"

	"github.com/goccy/go-json"
)

// unquote gives the characters of a canonical string; empty for anything else.
func unquote(text []byte) string {
	if len(text) < 2 || text[0] != '"' {
		return ""
	}
	inside := text[1 : len(text)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return string(inside)
	}
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return "" // can't be: it is canonical
	}
	return s
}
