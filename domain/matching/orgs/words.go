package orgs

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed words.txt
var wordsText string

//go:embed cities.txt
var citiesText string

// plainWords are English words in the singular, cities the names of cities. They are
// facts rather than rules, too many to stand in a rule set; each is read once.
var (
	plainWords = sync.OnceValue(func() map[string]struct{} { return listOf(wordsText, strings.Fields) })
	cities     = sync.OnceValue(func() map[string]struct{} {
		return listOf(citiesText, func(line string) []string { return []string{strings.TrimSpace(line)} })
	})
)

// listOf reads a list, line by line, but for comments.
func listOf(text string, entries func(line string) []string) map[string]struct{} {
	list := make(map[string]struct{}, len(text)/9)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, entry := range entries(line) {
			list[entry] = struct{}{}
		}
	}
	return list
}
