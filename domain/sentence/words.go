package sentence

import (
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-json"
)

// words writes a name of the program's with spaces.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// quoted is a text as somebody wrote it, cut where it is long.
func quoted(text string) string {
	const most = 80
	if long := []rune(text); len(long) > most {
		text = string(long[:most]) + "…"
	}
	return "“" + text + "”"
}

// because ends a sentence with a reason, where there is one.
func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// when is a text if something holds.
func when(holds bool, text string) string {
	if holds {
		return text
	}
	return ""
}

// either is one of two texts.
func either(first bool, one, other string) string {
	if first {
		return one
	}
	return other
}

func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// nameIn is the name in what NinjaOne sent; empty: it has none.
func nameIn(raw json.RawMessage) string {
	var named struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(raw, &named) // canonical form always is an object
	return named.Name
}
