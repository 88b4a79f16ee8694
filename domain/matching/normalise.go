package matching

import "strings"

// Key is the form in which names are compared: without case, diacritics,
// punctuation, leading "the", and legal form; "&" and "+" read as "and". A name
// that consists of a legal form alone keeps it. "" means that nothing is left, and
// equals nothing.
func (r *Rules) Key(name string) string {
	words := split(name)
	// What one step takes away may bring another's to an end of the name; the key of a
	// key is the key itself.
	for before := len(words) + 1; len(words) < before; {
		before = len(words)
		words = trimThe(r.TrimForms(trimThe(words)))
	}
	return strings.Join(words, " ")
}

// split folds a name into words of letters and digits.
func split(name string) []string {
	words := Words(name)
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return texts
}

// trimThe drops "the" at the beginning, and at the end as in "Chemours Company (The)".
func trimThe(words []string) []string {
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	if len(words) > 1 && words[len(words)-1] == "the" {
		words = words[:len(words)-1]
	}
	return words
}
