package generate

import (
	"fmt"
	"strconv"
	"strings"
)

// unit numbers: the customer list has other ones.
func units(w *world) (string, string) {
	b := w.business(anyPattern)
	unit, n := w.pick(b.country.units), 2+w.IntN(60)
	w.customer(b.plain() + " " + fmt.Sprintf(unit, n+1))
	w.customer(b.plain() + " " + fmt.Sprintf(unit, n+2+w.IntN(9)))
	return b.plain() + " " + fmt.Sprintf(unit, n), ""
}

// branches: the customer list has other towns of the house.
func branches(w *world) (string, string) {
	b := w.business(anyPattern)
	here := w.place(b.country)
	there := w.otherPlace(b.country, here)
	write := w.pick([]string{"%s - %s", "%s (%s)", "%s, %s", "%s %s"})
	w.customer(fmt.Sprintf(write, b.plain(), there))
	if w.chance(50) {
		w.customer(fmt.Sprintf(write, b.plain(), w.otherPlace(b.country, here, there)))
	}
	return fmt.Sprintf(write, b.plain(), here), ""
}

func numberedCompanies(w *world) (string, string) {
	c := w.country()
	write := w.pick(c.numbered)
	n := 100_000 + w.IntN(9_000_000)
	digits := strconv.Itoa(n)
	i := w.IntN(len(digits) - 1)
	near := []byte(digits)
	near[i], near[i+1] = near[i+1], near[i] // two digits swapped
	if string(near) == digits {
		near[i] = '1' + (near[i]-'0')%9
	}
	w.customer(strings.Replace(write, "#", string(near), 1))
	w.customer(strings.Replace(write, "#", strconv.Itoa(n+1+w.IntN(99)), 1))
	return strings.Replace(write, "#", digits, 1), ""
}

// extension is another company of the same house.
func extension(w *world) (string, string) {
	b := w.business(w.anyOf(familyPattern, brandPattern))
	house := b.core + " " + w.pick([]string{"Holdings", "Group", "Industries"})
	more := w.word(b.country.extensions)
	form := writings(w.pick(b.country.forms))[0]
	one, other := w.with(house, form), w.with(house+" "+more, form)
	if w.chance(30) {
		one, other = other, one
	}
	w.customer(one)
	return other, ""
}

var roman = []string{"II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "XI", "XII"}

func siblings(w *world) (string, string) {
	b := w.business(brandPattern)
	fund, i := w.word(funds), w.IntN(len(roman)-1)
	numbers := roman
	if w.chance(30) {
		numbers = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}
	}
	name := func(i int) string { return b.core + " " + fund + " " + numbers[i] }
	form := w.pick([]string{"", " LP", ", L.P."})
	w.customer(name(i+1) + form)
	if i > 0 && w.chance(50) {
		w.customer(name(i-1) + form)
	}
	return name(i) + form, ""
}

// rareWord: the one word that differs is another word, not a slip.
func rareWord(w *world) (string, string) {
	one, other, _ := strings.Cut(w.word(alike), "/")
	if w.chance(50) {
		one, other = other, one
	}
	b := w.business(w.anyOf(familyPattern, partnersPattern))
	name := func(word string) string { return b.core + " " + word }
	if w.chance(40) { // the made name differs: Stonebridge and Stonefield
		start := w.word(w.made.starts)
		a, z := start+strings.ToLower(w.word(w.made.ends)), start+strings.ToLower(w.word(w.made.ends))
		if a != z && !w.near(a) && !w.near(z) { // somebody else may have it
			name = func(word string) string { return word + " " + b.trade }
			one, other = a, z
			w.rare = append(w.rare, strings.ToLower(a), strings.ToLower(z))
		}
	}
	w.rare = append(w.rare, strings.ToLower(name(one)), strings.ToLower(name(other)))
	w.customer(name(one))
	return name(other), ""
}

// sameTrade: several of the trade are customers, this family is not.
func sameTrade(w *world) (string, string) {
	b := w.business(familyPattern)
	for range 2 {
		w.customer(w.family(b.country) + " " + b.trade)
	}
	if w.chance(30) {
		w.customer(w.family(b.country) + " & " + w.family(b.country) + " " + b.trade)
	}
	return b.plain(), ""
}

// persons: the practice of somebody else, often of the same family.
func persons(w *world) (string, string) {
	c := w.country()
	title, family := w.pick(c.titles), w.family(c)
	one, other := w.word(c.givens), w.word(c.givens)
	for one == other {
		other = w.word(c.givens)
	}
	name := func(given, family string) string { return strings.Replace(title, "#", given+" "+family, 1) }
	if w.chance(70) {
		w.customer(name(one, family))
	} else {
		w.customer(name(other, w.family(c))) // the same given name
	}
	return name(other, family), ""
}

// bucket is what devices land in that nobody sorted.
func bucket(w *world) (string, string) {
	name := w.word(buckets)
	if w.chance(15) {
		name = strings.ToUpper(name)
	}
	if w.chance(20) {
		w.customer(strings.Fields(name)[0] + " " + w.word(english.trades))
	}
	return name, ""
}

// ambiguous: two customers are equally near.
func ambiguous(w *world) (string, string) {
	for {
		b := w.business(w.anyOf(familyPattern, brandPattern, partnersPattern))
		org, one, other := w.twins(b)
		before := len(w.customers)
		if w.customer(one) != "" && w.customer(other) != "" {
			return org, ""
		}
		w.customers = w.customers[:before] // one of them alone is not ambiguous
	}
}

// twins are two customers' names that are equally near to an organization's.
func (w *world) twins(b business) (org, one, other string) {
	switch w.IntN(3) {
	case 0: // two towns
		here := w.place(b.country)
		return b.plain(), b.plain() + " " + here, b.plain() + " " + w.otherPlace(b.country, here)
	case 1: // two legal persons
		forms := b.country.forms
		i := w.IntN(len(forms) - 1)
		return b.plain(), b.plain() + " " + writings(forms[i])[0], b.plain() + " " + writings(forms[i+1])[0]
	}
	trade := w.word(b.country.trades) // two trades
	for trade == b.trade {
		trade = w.word(b.country.trades)
	}
	return b.core, b.core + " " + b.trade, b.core + " " + trade
}

// absent is a business like any other, that is nobody's customer.
func absent(w *world) (string, string) { return w.name(w.business(anyPattern)), "" }
