package people

import "math/bits"

const shortestTypo = 5 // letters of the longer spelling; shorter names differ by one letter too often

// typo finds an account that differs from a name's usual forms by one letter: two
// swapped, one missing or doubled, inside of a word. Another letter, or one at the
// end, makes another surname as often as a slip, and counts only beside a full name.
func (s *scorer) typo(b *body, n *name) fit {
	if len(n.words) < 2 {
		return fit{}
	}
	split := len(n.words) - 1
	if n.given > 0 {
		split = n.given
	}
	var joined [maxAccount + 1]byte
	var best fit
	value := 0.0
	for from := 1; from < len(n.words); from++ { // with and without particles and former parts
		surname := joined[:0]
		for _, w := range n.words[from:] {
			surname = append(surname, clip(w.text, maxAccount-len(surname))...)
		}
		s.better(&best, &value, s.typoSurname(b, n.words[:min(from, split)], string(surname)))
	}
	s.better(&best, &value, s.typoGiven(b, n.words[:split], n.words[split:]))
	return best
}

// typoSurname tries the given name, or its initial, before and behind a surname that is misspelt.
func (s *scorer) typoSurname(b *body, given []word, surname string) fit {
	x, first := b.follow(given, 0), b.follow(given[:1], 0)
	for ends := x.full | x.nick | x.inits; ends != 0; ends &= ends - 1 {
		at := bits.TrailingZeros64(ends)
		full, _, _, notes := x.at(at)
		switch slip := oneLetter(b.text[at:], surname); {
		case slip == insideSlip && full:
			return fit{FirstLast, notes | Typo}
		case slip == insideSlip:
			return fit{InitialLast, Typo}
		case slip == oddSlip && (first.full|first.nick)>>at&1 == 1 && len(surname) > shortestTypo:
			return fit{FirstLast, notes | OddTypo}
		}
	}
	if end := len(b.text); end > 1 { // surname first
		if b.text[end-1] == given[0].text[0] && oneLetter(b.text[:end-1], surname) == insideSlip {
			return fit{LastInitial, Typo}
		}
	}
	return fit{}
}

// typoGiven tries a misspelt given name before a full surname.
func (s *scorer) typoGiven(b *body, given, family []word) fit {
	name := given[0].text
	for at := max(len(name)-1, 1); at <= len(name)+1 && at < len(b.text); at++ {
		if oneLetter(b.text[:at], name) != insideSlip {
			continue
		}
		if b.follow(family, at).full>>len(b.text)&1 == 1 {
			return fit{FirstLast, Typo}
		}
	}
	return fit{}
}

type slip uint8

const (
	noSlip slip = iota
	insideSlip
	oddSlip
)

// oneLetter tells whether two spellings differ by one slip, and which.
func oneLetter(a, b string) slip {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) < shortestTypo || len(a)-len(b) > 1 || a[0] != b[0] || a == b {
		return noSlip
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	rest := len(b) - i // letters of the shorter one behind the difference
	switch {
	case len(a) > len(b):
		if a[i+1:] != b[i:] {
			return noSlip
		}
		if rest == 0 {
			return oddSlip
		}
		if i == 1 && a[0] == a[1] {
			return noSlip // an initial before the same letter
		}
		return insideSlip
	case rest > 1 && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]:
		return insideSlip
	case a[i+1:] == b[i+1:]:
		return oddSlip
	}
	return noSlip
}
