package generate

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func exact(w *world) (string, string) {
	return w.pair(anyPattern, func(_ business, customer string) string { return customer })
}

func otherCase(w *world) (string, string) {
	return w.pair(anyPattern, func(_ business, customer string) string {
		if w.chance(70) {
			return strings.ToUpper(customer)
		}
		return strings.ToLower(customer)
	})
}

func punctuation(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, customer string) string {
		switch w.IntN(4) {
		case 0:
			return strings.Replace(customer, " ", "  ", 1) + "."
		case 1:
			return strings.ReplaceAll(b.plain(), " ", "-")
		case 2:
			return b.core + ", " + b.trade
		}
		return b.core + " (" + b.trade + ")"
	})
}

// accent loses diacritics, or spells them out as Germans do; English names have
// none, there one is put where none is.
func accent(w *world) (string, string) {
	spelt := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")
	return w.pair(familyPattern, func(b business, customer string) string {
		plain := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(strings.ReplaceAll(customer, "ß", "ss")))
		switch s := spelt.Replace(customer); {
		case b.country == &german && s != customer && w.chance(60):
			return s
		case plain != customer:
			return plain
		case b.country.name == english.name:
			if s := strings.Replace(customer, "e", "é", 1); s != customer {
				return s
			}
		}
		return ""
	})
}

func suffixAdded(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, customer string) string {
		if b.form != "" {
			return ""
		}
		return w.with(customer, w.pick(writings(w.pick(b.country.forms))))
	})
}

func suffixDropped(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, _ string) string {
		if b.form == "" {
			return ""
		}
		return b.plain()
	})
}

func suffixRespelt(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, _ string) string {
		if b.form == "" {
			return ""
		}
		return w.with(b.plain(), w.pick(writings(b.form)[1:]))
	})
}

func suffixOther(w *world) (string, string) {
	return w.pair(anyPattern, func(b business, _ string) string {
		form := w.pick(b.country.forms)
		if b.form == "" || form == b.form {
			return ""
		}
		return w.with(b.plain(), writings(form)[0])
	})
}

func ampersand(w *world) (string, string) {
	p := partnersPattern
	if w.chance(40) {
		p = sonsPattern
	}
	return w.pair(p, func(b business, customer string) string {
		return strings.Replace(customer, " & ", w.pick([]string{" " + b.country.and + " ", " + ", " ", "&"}), 1)
	})
}

func leadingThe(w *world) (string, string) {
	for {
		b := w.business(brandPattern)
		name, other := "The "+w.name(b), w.name(b)
		if w.chance(30) {
			name = w.name(b) + ", The"
		}
		if w.chance(50) {
			name, other = other, name
		}
		if customer := w.customer(name); customer != "" {
			return other, customer
		}
	}
}

func possessive(w *world) (string, string) {
	for {
		b := w.business(familyPattern)
		name := b.core + "'s " + b.trade
		other := w.pick([]string{b.core + "s " + b.trade, b.core + "’s " + b.trade, b.core + " " + b.trade, strings.ToUpper(b.core) + "S " + b.trade})
		if w.chance(40) {
			name, other = other, name
		}
		if customer := w.customer(name); customer != "" {
			return other, customer
		}
	}
}

// plural is of the word for what a business does.
func plural(w *world) (string, string) {
	for {
		b := w.business(brandPattern)
		one := w.pick([]string{"Service", "Solution", "System", "Partner", "Product", "Builder", "Contractor", "Designer"})
		name, other := b.core+" "+one+"s", b.core+" "+one
		if w.chance(50) {
			name, other = other, name
		}
		if customer := w.customer(name); customer != "" {
			return other, customer
		}
	}
}

func spacing(w *world) (string, string) {
	p := twoWordPattern
	if w.chance(40) {
		p = personPattern
	}
	return w.pair(p, func(b business, customer string) string {
		glue := w.pick([]string{"", "-"})
		if p == personPattern {
			glue = ""
		}
		return strings.Replace(customer, b.core, strings.Replace(b.core, " ", glue, 1), 1)
	})
}

func order(w *world) (string, string) {
	if w.chance(50) {
		return w.pair(personPattern, func(b business, _ string) string { return b.trade + " " + b.core })
	}
	for {
		b := w.business(personPattern)
		name := "Dr. " + b.core
		other := w.pick([]string{b.family + ", " + b.given + " Dr.", b.family + " " + b.given + " Dr.", b.family + ", Dr. " + b.given, b.core + ", Dr."})
		if customer := w.customer(name); customer != "" {
			return other, customer
		}
	}
}

// short drops the word for what a business does.
func short(w *world) (string, string) {
	p := w.anyOf(familyPattern, partnersPattern, personPattern, brandPattern)
	return w.pair(p, func(b business, _ string) string { return b.core })
}

func (w *world) anyOf(p ...pattern) pattern { return p[w.IntN(len(p))] }

func abbreviation(w *world) (string, string) {
	for {
		b := w.business(w.anyOf(familyPattern, brandPattern, partnersPattern))
		long, brief, _ := strings.Cut(w.pick(b.country.abbreviations), "/")
		name, other := b.core+" "+long, b.core+" "+brief
		switch {
		case b.country.name != english.name:
			name, other = long+" "+b.core+" "+b.trade, brief+" "+b.core+" "+b.trade
		case w.chance(20):
			name, other = "Saint "+b.core+" "+b.trade, "St. "+b.core+" "+b.trade
		case w.chance(15):
			name, other = "Mount "+b.core+" "+b.trade, "Mt "+b.core+" "+b.trade
		}
		if w.chance(40) {
			name, other = other, name
		}
		if customer := w.customer(name); customer != "" {
			return other, customer
		}
	}
}
