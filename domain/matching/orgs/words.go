package orgs

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed words.txt
var wordsText string

//go:embed cities.txt
var citiesText string

//go:embed names.txt
var namesText string

// plainWords are English words in the singular, cities the names of cities, properNames
// those of families and others. They are facts rather than rules, too many to stand in a rule set; each is read once.
var (
	plainWords = sync.OnceValue(func() map[string]struct{} { return listOf(wordsText, strings.Fields) })
	cities     = sync.OnceValue(func() map[string]struct{} {
		return listOf(citiesText, func(line string) []string { return []string{strings.TrimSpace(line)} })
	})
	// properNames are sorted rather than a set, which would take ten times the memory.
	properNames = sync.OnceValue(func() []string {
		var names []string
		for line := range strings.Lines(namesText) {
			if !strings.HasPrefix(line, "#") {
				names = append(names, strings.Fields(line)...)
			}
		}
		return names
	})
)

// isProperName tells whether a word of at least seven letters is known to be the name of
// families, persons or places.
func isProperName(word string) bool {
	_, found := slices.BinarySearch(properNames(), word)
	return found
}

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
