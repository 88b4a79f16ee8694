package orgs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"coresync/domain/matching"
)

// class is what kind of word a word of a name is.
type class uint8

const (
	rare   class = iota // none of the others: what tells a name from others
	plain               // any other word of the language
	number              // and ordinals, whatever way they are written
	letter
	place     // a city
	region    // "Europe", "North", "Texas": two names that differ by it are two companies
	trade     // "dental"
	common    // "services"
	corporate // "group": a name that ends so is complete
	entity    // "foundation": two names that differ by it are two companies
	title     // of a person: "Dr.", "DDS"
	filler    // "of", "and"
	form      // a legal form
	code      // "[SFMS51]"
	tag       // "Head Office"
	classes
)

var classNames = [classes]string{
	"word", "plain", "number", "letter", "place", "region", "trade", "common", "corporate", "entity", "title", "filler", "form", "code", "tag",
}

// wordLists are the lists of words of a rule set. Each string of a list holds words
// with spaces between; those of Parts, Buckets and Tags are phrases.
type wordLists struct {
	// Parts stand between two names of one party, as "d/b/a".
	Parts []string `json:"parts"`
	// Buckets are names that name nobody.
	Buckets []string `json:"buckets"`
	// Tags are added to names in an RMM, behind a dash, in brackets or at the end.
	Tags []string `json:"tags"`
	// LoneTags are tags that need no dash or bracket before them.
	LoneTags   []string `json:"lone_tags"`
	Titles     []string `json:"titles"`
	Fillers    []string `json:"fillers"`
	Regions    []string `json:"regions"`
	Corporates []string `json:"corporates"`
	Entities   []string `json:"entities"`
	Commons    []string `json:"commons"`
	Trades     []string `json:"trades"`
	Places     []string `json:"places"`
	Domains    []string `json:"domains"`
	// Forms are legal forms that are known as such anywhere in a name, CutForms those
	// whose beginning ends a name that was cut.
	Forms    string `json:"forms"`
	CutForms string `json:"cut_forms"`
	// Abbreviations and Numbers hold, by the word, what else stands for it.
	Abbreviations map[string]string `json:"abbreviations"`
	Numbers       map[string]string `json:"numbers"`
}

// lexicon is the lists made ready.
type lexicon struct {
	names     matching.Rules
	classes   map[string]class
	canonical map[string]string
	numbers   map[string]string
	tags      map[string]struct{}
	parts     map[string]struct{}
	buckets   map[string]struct{}
	domains   map[string]struct{}
	loneTags  map[string]struct{}
	forms     map[string]struct{}
	cutForms  []string
}

func makeLexicon(w *wordLists) lexicon {
	l := lexicon{
		names: matching.DefaultRules(), classes: make(map[string]class), canonical: make(map[string]string),
		numbers: make(map[string]string), tags: phrases(w.Tags), parts: phrases(w.Parts), buckets: phrases(w.Buckets), domains: make(map[string]struct{}),
		loneTags: phrases(w.LoneTags), forms: make(map[string]struct{}), cutForms: strings.Fields(w.CutForms),
	}
	l.addForms(w)
	for _, word := range strings.Fields(w.Forms) {
		l.forms[word] = struct{}{}
	}
	// A word that stands in several lists is of the last one.
	for _, list := range []struct {
		class class
		lines []string
	}{{trade, w.Trades}, {common, w.Commons}, {corporate, w.Corporates}, {entity, w.Entities}, {place, w.Places}, {region, w.Regions}, {title, w.Titles}, {filler, w.Fillers}} {
		for _, line := range list.lines {
			for _, word := range strings.Fields(line) {
				if word = fold(word); l.canonical[word] == "" { // the full word says what it is
					l.classes[l.canon(word)] = list.class
				}
			}
		}
	}
	for _, line := range w.Domains {
		for _, word := range strings.Fields(line) {
			l.domains[word] = struct{}{}
		}
	}
	return l
}

// addForms adds the other ways to write a word or a number.
func (l *lexicon) addForms(w *wordLists) {
	for word, others := range w.Abbreviations {
		for _, other := range strings.Fields(others) {
			l.canonical[fold(other)] = singular(fold(word))
		}
	}
	for text, words := range w.Numbers {
		for _, word := range strings.Fields(words) {
			l.numbers[fold(word)] = text
		}
	}
	for i := 1; i <= mostRoman; i++ {
		if r := roman(i); len(r) > 1 {
			l.numbers[r] = strconv.Itoa(i)
		}
	}
}

// mostRoman is the greatest number that is read in Roman digits.
const mostRoman = 30

// check names what would mean two things.
func (w *wordLists) check() error {
	var faults []error
	for list, all := range map[string]map[string]string{"abbreviations": w.Abbreviations, "numbers": w.Numbers} {
		of := make(map[string]string)
		for _, word := range slices.Sorted(maps.Keys(all)) {
			for _, other := range strings.Fields(all[word]) {
				if former, ok := of[fold(other)]; ok && former != word {
					faults = append(faults, fmt.Errorf("names: %s: %q stands for both %q and %q", list, other, former, word))
				}
				of[fold(other)] = word
			}
		}
	}
	return errors.Join(faults...)
}

// phrases are texts as names are written in words, with a space between.
func phrases(texts []string) map[string]struct{} {
	set := make(map[string]struct{}, len(texts))
	for _, text := range texts {
		set[fold(text)] = struct{}{}
	}
	return set
}

func fold(text string) string {
	words := matching.Words(text)
	texts := make([]string, len(words))
	for i := range words {
		texts[i] = words[i].Text
	}
	return strings.Join(texts, " ")
}

// canon is the form of a word in which singular and plural, and abbreviations that
// everybody uses, are the same.
func (l *lexicon) canon(word string) string {
	if full, ok := l.canonical[word]; ok {
		return full
	}
	one := singular(word)
	if full, ok := l.canonical[one]; ok {
		return full
	}
	return one
}

func singular(word string) string {
	n := len(word)
	switch {
	case n > 4 && strings.HasSuffix(word, "ies"):
		return word[:n-3] + "y"
	case n > 3 && word[n-1] == 's' && word[n-2] != 's' && word[n-2] != 'u' && word[n-2] != 'i':
		return word[:n-1]
	}
	return word
}

// classOf is the class of a word by its canonical form.
func (l *lexicon) classOf(text string) class {
	c, ok := l.classes[text]
	if _, word := plainWords()[text]; word && !ok {
		return plain
	}
	return c
}

// twoWords tells whether two compounds differ in one plain word, as "Crystalridge" and
// "Crystalbridge": what they have in common must be a word, too, or "Cartwwright" would
// be two words.
func (l *lexicon) twoWords(a, b string) bool {
	const least, shared = 4, 3 // letters of such a word, and of what is in common
	known := func(word string) bool { return l.classOf(singular(word)) != rare }
	compound := func(word string) bool { // "redwood" in "Redwoodbrook" and "Redwoodrock"
		for i := shared; i <= len(word)-shared; i++ {
			if known(word[:i]) && known(word[i:]) {
				return true
			}
		}
		return known(word)
	}
	for i := shared; i <= min(len(a), len(b))-least; i++ {
		if a[:i] == b[:i] && known(a[i:]) && known(b[i:]) && compound(a[:i]) {
			return true
		}
		x, y := len(a)-i, len(b)-i
		if a[x:] == b[y:] && known(a[:x]) && known(b[:y]) && compound(a[x:]) {
			return true
		}
	}
	return false
}
