package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
)

// grouped writes a number with commas between thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	start := len(text) % 3
	if n < 0 {
		start = (len(text)-1)%3 + 1
	}
	out := text[:start]
	for i := start; i < len(text); i += 3 {
		if out != "" && out != "-" {
			out += ","
		}
		out += text[i : i+3]
	}
	return out
}

func sortedNames(q url.Values) []string { return slices.Sorted(maps.Keys(q)) }
