package people

import (
	"math/bits"
	"unicode/utf8"
)

// unwritten reads accounts that say more than the contact's name does: a second
// initial, another name between, the initials of a given name's syllables. Of a name
// whose order is unknown it tries both.
func (s *scorer) unwritten(b *body, n *name) fit {
	split := len(n.words) - 1
	if n.given > 0 {
		split = n.given
	}
	given, family := n.words[:split], n.words[split:]
	if b.cuts&(b.cuts-1) != 0 { // o.mahony, xiao_hua
		whole := body{text: b.text}
		if f := s.name(&whole, n); f.form == FirstLast || f.form == LastFirst {
			return f
		}
	}
	f := b.unwritten(given, family, n.hasInitial())
	if f.form == NoForm && len(n.words) == 2 && !n.sure {
		f = b.unwritten(family, given, false)
	}
	return f
}

func (b *body) unwritten(given, family []word, hasInitial bool) fit {
	if f := b.between(given, family); f.form != NoForm {
		return f
	}
	if f := b.syllables(given, family); f.form != NoForm {
		return f
	}
	x := b.follow(given[:1], 0)
	for at := 2; at <= 3 && at < len(b.text) && x.inits>>1&1 == 1; at++ {
		if b.follow(family, at).full>>len(b.text)&1 == 0 {
			continue
		}
		switch surname := len(b.text) - at; {
		case surname >= shortPart && inside(b.text[1:at], given[0].text[1:]):
			return fit{InitialLast, InnerInitial}
		case at == 2 && surname > longSurname && !hasInitial:
			return fit{InitialLast, NewInitial}
		}
	}
	return fit{}
}

// syllables reads zhaojg as Jiangu Zhao: the surname, then the initials of the given
// name's syllables.
func (b *body) syllables(given, family []word) fit {
	end := len(b.text)
	y := b.follow(family, 0)
	for at := max(end-3, shortPart); at <= end-2; at++ {
		if y.full>>at&1 == 1 && b.text[at] == given[0].text[0] && inside(b.text[at+1:], given[0].text[1:]) {
			return fit{LastInitial, InnerInitial}
		}
	}
	return fit{}
}

// between finds the given name in full at the beginning and the surname in full at
// the end, behind punctuation.
func (b *body) between(given, family []word) fit {
	if b.cuts == 0 {
		return fit{}
	}
	x := b.follow(given, 0)
	whole := x.full | x.nick
	if whole == 0 {
		return fit{}
	}
	last := bits.Len64(b.cuts) - 1
	for cuts := b.cuts; cuts != 0; cuts &= cuts - 1 {
		at := bits.TrailingZeros64(cuts)
		ends := whole & (1<<at - 1)
		if ends == 0 || b.follow(family, at).full>>len(b.text)&1 == 0 {
			continue
		}
		end := bits.Len64(ends) - 1
		switch {
		case b.cuts>>end&1 == 1 && !(at-end == 1 && initialOf(given) != 0 && initialOf(given) != b.text[end]):
			return fit{FirstLast, NewInitial}
		case end >= part && at == last:
			return fit{FirstLast, Glued}
		}
	}
	return fit{}
}

// initialOf is the middle initial that a name holds, 0 if none.
func initialOf(words []word) byte {
	for i := range words {
		if i > 0 && words[i].kind == initial {
			return words[i].text[0]
		}
	}
	return 0
}

func (n *name) hasInitial() bool { return initialOf(n.words) != 0 }

// inside tells that letters stand in a word in their order.
func inside(letters, word string) bool {
	for _, c := range letters {
		found := false
		for len(word) > 0 && !found {
			r, size := utf8.DecodeRuneInString(word)
			word, found = word[size:], r == c
		}
		if !found {
			return false
		}
	}
	return true
}

// oneSegment looks for a whole name in one part of a punctuated account, the rest
// being no name, as in jsmith-ext and wangchao.fnst; or in all parts but a short one.
func (s *scorer) oneSegment(b *body, n *name) fit {
	var best fit
	value := 0.0
	try := func(from, to int, whole bool) {
		part := body{text: b.text[from:to], cuts: b.cuts >> from & (1<<(to-from) - 1) &^ 1}
		if f := s.name(&part, n); f.form == FirstLast || f.form == LastFirst || !whole && f.form == InitialLast && f.notes == 0 {
			f.notes |= Extra
			s.better(&best, &value, f)
		}
	}
	first, last := b.limit(0), bits.Len64(b.cuts)-1
	for at := 0; at < len(b.text); at = b.limit(at) {
		if end := b.limit(at); end-at >= shortestTypo && (at == 0 || end == len(b.text)) {
			try(at, end, false)
		}
	}
	if first <= shortPart {
		try(first, len(b.text), true)
	}
	if len(b.text)-last <= shortPart {
		try(0, last, true)
	}
	return best
}
