package generate

import (
	"strings"
)

// acronym stands for a customer of three or more words whose initials no other has.
func acronym(w *world) (string, string) {
	name, short := w.initialled()
	if w.chance(25) {
		short = strings.Join(strings.Split(short, ""), ".") + "."
	}
	return short, name
}

// acronymWithName has both, in either list.
func acronymWithName(w *world) (string, string) {
	name, short := w.initialled()
	plain := strings.TrimSuffix(strings.TrimSuffix(name, " Inc"), " LLC")
	return w.pick([]string{short + " - " + plain, plain + " (" + short + ")", short + " " + plain, plain + " - " + short}), name
}

// initialled adds a customer with an acronym of its own.
func (w *world) initialled() (name, acronym string) {
	for {
		b := w.business(w.anyOf(twoWordPattern, partnersPattern, brandPattern))
		name := b.core + " " + w.place(b.country) + " " + b.trade
		if w.chance(30) {
			name = b.core + " " + b.trade + " " + w.pick([]string{"Group", "Partners", "Alliance", "Centre"})
		}
		acronym := initials(name)
		taken := len(acronym) < 3
		for other := range w.initials {
			taken = taken || strings.HasPrefix(other, acronym)
		}
		if taken {
			continue
		}
		if w.chance(30) {
			name += " " + w.pick([]string{"LLC", "Inc"})
		}
		if customer := w.customer(name); customer != "" {
			w.acronyms[acronym] = true
			return customer, acronym
		}
	}
}

func typo(w *world) (string, string) { return misspelt(w, 1) }

func twoTypos(w *world) (string, string) { return misspelt(w, 2) }

// misspelt has slips in the longest word of the core, and is still nearer to its
// own customer than to any other's.
func misspelt(w *world, slips int) (string, string) {
	return w.pair(w.anyOf(familyPattern, brandPattern, personPattern, partnersPattern), func(b business, customer string) string {
		long := longest(b.core)
		if len([]rune(long)) < 5+2*slips {
			return ""
		}
		wrong := long
		for range slips {
			wrong = w.slip(wrong)
		}
		core := strings.Replace(b.core, long, wrong, 1)
		own := edits(strings.ToLower(wrong), strings.ToLower(long))
		if own == 0 || w.distance(strings.ToLower(wrong), strings.ToLower(long)) <= own || w.distance(strings.ToLower(core), b.lowCore()) <= own+1 {
			return ""
		}
		return strings.Replace(customer, b.core, core, 1)
	})
}

func (b business) lowCore() string { return strings.ToLower(b.rare) }

func longest(s string) string {
	long := ""
	for _, word := range strings.Fields(s) {
		if len(word) > len(long) {
			long = word
		}
	}
	return long
}

// slip swaps, loses, doubles or replaces a letter inside a word.
func (w *world) slip(word string) string {
	r := []rune(word)
	i := 1 + w.IntN(len(r)-2)
	switch w.IntN(4) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = append(r[:i], r[i+1:]...)
	case 2:
		r = append(r[:i+1], r[i:]...)
	default:
		r[i] = []rune("aeiounrstl")[w.IntN(10)]
	}
	return string(r)
}

// truncated is cut at the length of a field.
func truncated(w *world) (string, string) {
	return w.pair(w.anyOf(partnersPattern, personPattern, sonsPattern), func(b business, _ string) string {
		full := []rune(strings.TrimSpace(b.plain() + " " + w.pick(writings(w.pick(b.country.forms)))))
		size := w.pick([]string{"20", "25", "30"})
		limit := int(size[0]-'0')*10 + int(size[1]-'0')
		if len(full) <= limit || limit <= len([]rune(b.core))+1 {
			return ""
		}
		cut := strings.TrimRight(string(full[:limit]), " ")
		if w.chance(40) {
			cut = strings.ToUpper(cut)
		}
		return cut
	})
}

// doingBusinessAs has a legal person and the name on the sign; the customer is either.
func doingBusinessAs(w *world) (string, string) {
	for {
		sign, owner := w.business(w.anyOf(brandPattern, familyPattern)), w.business(w.anyOf(familyPattern, brandPattern))
		legal := w.with(owner.core+" "+w.pick([]string{"Holdings", "Enterprises", "Ventures", "Management"}), writings(w.pick(english.forms[:2]))[0])
		both := legal + " " + w.pick([]string{"dba", "d/b/a", "DBA", "o/a", "t/a", "T/A", "trading as", "doing business as", "operating as"}) + " " + sign.plain()
		one := sign.plain()
		if w.chance(25) {
			one = legal
		}
		if w.chance(25) {
			one, both = both, one
		}
		if w.written[letters(both)] {
			continue
		}
		if customer := w.customer(one); customer != "" {
			return both, customer
		}
	}
}

// ownerFirst has the owner's name before the name on the sign.
func ownerFirst(w *world) (string, string) {
	return w.pair(brandPattern, func(b business, _ string) string {
		owner := w.word(b.country.givens) + " " + w.family(b.country)
		return owner + w.pick([]string{" - ", " ", ", "}) + b.plain()
	})
}

// combined is two or three differences at once.
func combined(w *world) (string, string) {
	p := w.anyOf(brandPattern, partnersPattern, sonsPattern, twoWordPattern)
	return w.pair(p, func(b business, _ string) string {
		s := strings.Replace(b.plain(), " & ", w.pick([]string{" " + b.country.and + " ", " + "}), 1)
		if w.chance(40) {
			s = "The " + s
		}
		if w.chance(50) {
			s = w.with(s, writings(w.pick(b.country.forms))[0])
		}
		switch w.IntN(3) {
		case 0:
			s += " " + w.word(tags)
		case 1:
			s += " - " + w.place(b.country)
		}
		if w.chance(50) {
			s = strings.ToUpper(s)
		}
		if s == b.plain() {
			return ""
		}
		return s
	})
}
