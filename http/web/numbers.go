package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
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

// oneOf is what so many things are called, by the word for many of them.
func oneOf(n int64, many string) string {
	switch {
	case n != 1:
		return many
	case many == "people":
		return "person"
	}
	return strings.TrimSuffix(many, "s")
}
