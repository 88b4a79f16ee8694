package generate

import "strings"

// business is a small business in parts.
type business struct {
	country *country
	core    string // what tells it apart: "Whitfield", "Silver Creek", "Kelli Reyes"
	rare    string // the rarest word of the core
	trade   string // what it does, may be empty
	form    string // writings of its legal form, may be empty
	// of persons
	given, family string
}

// pattern is a way of naming a business.
type pattern int

const (
	anyPattern pattern = iota
	familyPattern
	partnersPattern // two families
	personPattern   // given and family name
	sonsPattern
	brandPattern
	twoWordPattern // two words that could be written as one
	numberPattern
)

// business makes one that shares no rare word with another of this provider.
func (w *world) business(p pattern) business {
	c := w.country()
	b := business{country: c, trade: w.word(c.trades)}
	if w.chance(60) {
		b.form = w.pick(c.forms)
	}
	if p == anyPattern {
		p = pattern(1 + w.IntN(int(twoWordPattern)))
	}
	switch p {
	case familyPattern:
		b.core = w.family(c)
	case partnersPattern:
		b.family = w.family(c)
		b.core = b.family + " & " + w.family(c)
	case personPattern:
		b.given, b.family = w.word(c.givens), w.family(c)
		b.core = b.given + " " + b.family
	case sonsPattern:
		b.family = w.family(c)
		b.core = b.family + " & " + c.sons
	case twoWordPattern:
		b.core = w.unique(func() string { return w.word(w.made.starts) + " " + w.word(w.made.ends) })
	case numberPattern:
		b.core = w.unique(func() string { return w.word(w.made.numbers) })
	default:
		b.core = w.brand()
	}
	b.rare = b.family
	if b.rare == "" {
		b.rare = b.core
	}
	return b
}

// plain is the name without a legal form.
func (b business) plain() string { return strings.TrimSpace(b.core + " " + b.trade) }

// writings of a legal form, the usual first.
func writings(form string) []string { return strings.Split(form, "/") }

// with puts a legal form after a name.
func (w *world) with(name, form string) string {
	if form == "" {
		return name
	}
	if strings.HasPrefix(form, "Inc") && w.chance(40) {
		return name + ", " + form
	}
	return name + " " + form
}

// name is the business as its contract has it.
func (w *world) name(b business) string {
	if b.form == "" {
		return b.plain()
	}
	return w.with(b.plain(), writings(b.form)[0])
}

// initials are the first letters of a name's words, without small words.
func initials(name string) string {
	var s strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" -&,.()", r) }) {
		switch strings.ToLower(word) {
		case "the", "of", "and", "und", "et", "en", "y", "de", "van", "den":
			continue
		}
		s.WriteRune([]rune(word)[0])
	}
	return strings.ToUpper(s.String())
}
