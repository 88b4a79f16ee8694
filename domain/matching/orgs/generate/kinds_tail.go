package generate

import (
	"fmt"
	"strings"
	"unicode"
)

func numberWord(w *world) (string, string) {
	for {
		b := w.business(numberPattern)
		word, rest, found := strings.Cut(b.core, "/")
		if !found {
			continue
		}
		digits, rest, _ := strings.Cut(rest, " ")
		name, other := word+" "+rest+" "+b.trade, digits+" "+rest+" "+b.trade
		if w.chance(50) {
			name, other = other, name
		}
		if customer := w.customer(name); customer != "" {
			return other, customer
		}
	}
}

func domainForm(w *world) (string, string) {
	return w.pair(w.anyOf(brandPattern, twoWordPattern, familyPattern), func(b business, _ string) string {
		host := strings.Map(func(r rune) rune {
			if r > 'z' || r != ' ' && !unicode.IsLetter(r) {
				return '!'
			}
			return unicode.ToLower(r)
		}, b.core+" "+strings.Fields(b.trade)[0])
		if strings.ContainsRune(host, '!') {
			return "" // a domain of other letters is another matter
		}
		if w.chance(70) {
			host = strings.ReplaceAll(host, " ", "")
		} else {
			host = strings.ReplaceAll(host, " ", "-")
		}
		tld := b.country.domain
		if w.chance(15) {
			tld = w.pick([]string{"net", "org", "eu", "io"})
		}
		return w.pick([]string{"", "", "www."}) + host + "." + tld
	})
}

func remoteTag(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, customer string) string {
		base := customer
		if w.chance(60) {
			base = b.plain()
		}
		return base + " " + w.word(tags)
	})
}

func citySuffix(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, _ string) string {
		place := w.place(b.country)
		return b.plain() + w.pick([]string{" - " + place, " - " + place, " (" + place + ")", ", " + place, " " + place})
	})
}

// trailingCode is what a distributor or a PSA hangs on a name.
func trailingCode(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, customer string) string {
		base := customer
		if w.chance(60) {
			base = b.plain()
		}
		mark := strings.ToUpper(letters(b.core))
		mark = string([]rune(mark)[:min(4, len([]rune(mark)))])
		return base + " " + w.pick([]string{
			fmt.Sprintf("[%s%02d]", mark, w.IntN(100)), fmt.Sprintf("(C%05d)", w.IntN(100000)), fmt.Sprintf("- %s%02d", mark, 1+w.IntN(99)),
		})
	})
}
