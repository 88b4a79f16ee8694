package orgs

import "strings"

// roman writes a small number as names of funds and units do.
func roman(n int) string {
	var b strings.Builder
	for _, part := range []struct {
		value int
		text  string
	}{{10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= part.value; n -= part.value {
			b.WriteString(part.text)
		}
	}
	return b.String()
}

// numberOf is the number that a word stands for, as digits; last tells that it ends
// its part of the name, where a single letter may be a Roman number.
func (l *lexicon) numberOf(word string, last bool) (string, bool) {
	if text, ok := l.numbers[word]; ok {
		return text, true
	}
	digits := 0
	for digits < len(word) && '0' <= word[digits] && word[digits] <= '9' {
		digits++
	}
	switch rest := word[digits:]; {
	case digits == 0:
		if last && (word == "v" || word == "x" || word == "i") {
			return map[string]string{"i": "1", "v": "5", "x": "10"}[word], true
		}
		return "", false
	case rest == "":
		if text := strings.TrimLeft(word, "0"); text != "" {
			return text, true
		}
		return "0", true
	case rest == "st" || rest == "nd" || rest == "rd" || rest == "th":
		return word, true
	}
	return "", false
}
