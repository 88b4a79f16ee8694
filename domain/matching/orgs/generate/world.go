package generate

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// world is one provider in the making.
type world struct {
	*rand.Rand
	half      Half
	countries []*country
	made      made
	home      *country
	places    map[*country][]string // the provider is local: a few places come again and again
	customers []string
	written   map[string]bool // what there is already, letters and digits alone
	rare      []string        // the words that tell businesses apart, in lower case
	initials  map[string]bool
	acronyms  map[string]bool // that stand for one customer
}

func newWorld(half Half, seed uint64, number int) *world {
	w := &world{
		Rand: rand.New(rand.NewPCG(seed, uint64(number))), half: half, countries: countries, made: madeOf(half),
		places: map[*country][]string{}, written: map[string]bool{}, initials: map[string]bool{}, acronyms: map[string]bool{},
	}
	if half == Fresh {
		w.countries = freshCountries()
	}
	w.home = w.countries[number%len(w.countries)]
	for _, c := range w.countries {
		all := c.places.of(half)
		w.shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		w.places[c] = all[:min(len(all), 6)]
	}
	return w
}

func (w *world) shuffle(n int, swap func(i, j int)) { w.Shuffle(n, swap) }

func (w *world) pick(l []string) string { return l[w.IntN(len(l))] }

func (w *world) word(l list) string { return w.pick(l.of(w.half)) }

func (w *world) chance(percent int) bool { return w.IntN(100) < percent }

// country is most often that of the provider.
func (w *world) country() *country {
	if w.chance(80) {
		return w.home
	}
	return w.countries[w.IntN(len(w.countries))]
}

// place is a town near the provider.
func (w *world) place(c *country) string { return w.pick(w.places[c]) }

// otherPlace is another town than p.
func (w *world) otherPlace(c *country, p ...string) string {
	for {
		q := w.place(c)
		other := true
		for _, x := range p {
			other = other && x != q
		}
		if other {
			return q
		}
	}
}

// customer adds a customer and returns its name; "" where it would be
// taken for another.
func (w *world) customer(name string) string {
	own := initials(name)
	for acronym := range w.acronyms {
		if strings.HasPrefix(own, acronym) {
			return "" // would make that acronym stand for two
		}
	}
	if !w.fresh(name) {
		return ""
	}
	w.initials[own] = true
	w.customers = append(w.customers, name)
	return name
}

// fresh notes a name, and tells whether it was not there before.
func (w *world) fresh(name string) bool {
	key := letters(name)
	if w.written[key] {
		return false
	}
	w.written[key] = true
	return true
}

// letters are the letters and digits of a name in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// family is a family name that nobody of this provider has.
func (w *world) family(c *country) string {
	return w.unique(func() string { return w.word(c.families) })
}

// brand is a made name that nobody of this provider has: coined, joined, or of two words.
func (w *world) brand() string {
	return w.unique(func() string {
		switch w.IntN(4) {
		case 0:
			return w.word(w.made.starts) + strings.ToLower(w.word(w.made.ends))
		case 1:
			return w.word(w.made.starts) + " " + w.word(w.made.ends)
		}
		return w.coined()
	})
}

// coined is a word that no dictionary has.
func (w *world) coined() string {
	s := w.pick(w.made.heads) + w.pick(w.made.middles)
	if w.chance(35) {
		s += w.pick(w.made.middles)
	}
	return s + w.pick(w.made.tails)
}

func coins(h Half) (heads, middles, tails []string) {
	if h == Training {
		return strings.Fields("Vel Nex Cor Lum Tri Zan Bel Dor Fen Gal Hal Jov Kel Mar Sto Pla Bri Quo Ham Rud"),
			strings.Fields("ta ro vi li no ze ma pri ko du bene scu trela ffi sti"), strings.Fields("ra xis dyne vex lon nta ris mex tel ways cket graph wick mund shire")
	}
	return strings.Fields("Ard Quin Syn Pol Ost Rav Tem Wil Yor Cal Eld Fos Gri Bux Har Ner Pem Sig Thu Wol"),
		strings.Fields("e a io u y ande ura illi oso empo arno ette imba ovi ulsa"), strings.Fields("va th gen ster con quest lia zon mark nor bury pex flow drup tine")
}
