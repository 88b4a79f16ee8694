package people

import "math/bits"

// fit is how well an account goes with a person's name or address.
type fit struct {
	form  Form
	notes Notes
}

// sizes that bound what counts as the beginning of a name: shorter ones agree with
// too many people.
const (
	shortPart   = 2 // letters of a name beside a full name
	part        = 3 // letters of each of two names
	longPart    = 4 // letters of a surname behind an initial
	oddPart     = 4 // the same where the account's length is no usual limit
	cutAt       = 8 // characters that old systems allow
	cutAtToo    = 20
	longSurname = 4
)

// scorer rates fits for one customer: rules and what the customer's habits add.
type scorer struct {
	rules *Rules
	habit *habit
}

// better keeps the fit that explains the account best.
func (s *scorer) better(best *fit, bestValue *float64, f fit) {
	if f.form == NoForm {
		return
	}
	percent, weight := s.worth(f)
	if value := float64(max(percent, 1)) * weight; value > *bestValue {
		*best, *bestValue = f, value
	}
}

// name finds the best way to read an account as made from a name.
func (s *scorer) name(b *body, n *name) fit {
	var best fit
	value := 0.0
	first, last := 1, len(n.words)-1
	if n.given > 0 {
		first, last = n.given, n.given
	}
	end := len(b.text)
	if len(n.words) == 1 {
		s.better(&best, &value, alone(b.follow(n.words, 0), end, FirstOnly))
		return best
	}
	for split := first; split <= last; split++ {
		given, family := n.words[:split], n.words[split:]
		x, y := b.follow(given, 0), b.follow(family, 0)
		s.oneWay(b, x, family, &best, &value, func(y reach, at int) fit { return forward(x, y, at, end) })
		s.oneWay(b, y, given, &best, &value, func(x reach, at int) fit { return backward(n, split, x, y, at, end) })
		s.better(&best, &value, alone(x, end, FirstOnly))
		onlyLast := alone(y, end, LastOnly)
		if onlyLast.form != NoForm && n.given == 0 && split < last {
			onlyLast.form = MiddleOnly
		}
		s.better(&best, &value, onlyLast)
	}
	if n.address && best.form != NoForm {
		best.notes |= ByAddress
	}
	return best
}

// oneWay tries every place where the first group may have ended and the second begins.
func (s *scorer) oneWay(b *body, front reach, back []word, best *fit, value *float64, form func(back reach, at int) fit) {
	end := len(b.text)
	for ends := front.any() &^ (1 << end); ends != 0; ends &= ends - 1 {
		at := bits.TrailingZeros64(ends)
		if !begins(back, b.text[at]) {
			continue
		}
		if r := b.follow(back, at); r.any()>>end&1 == 1 {
			s.better(best, value, form(r, at))
		}
	}
}

func begins(words []word, c byte) bool {
	for i := range words {
		if words[i].text[0] == c || words[i].spelled != "" && words[i].spelled[0] == c {
			return true
		}
		for _, nick := range words[i].nicks {
			if nick[0] == c {
				return true
			}
		}
	}
	return false
}

// how a group was written, from a reach and a place.
func (r *reach) at(place int) (full, partly, inits bool, notes Notes) {
	is := func(mask uint64) bool { return mask>>place&1 == 1 }
	switch {
	case is(r.full):
		return true, false, false, 0
	case is(r.nick):
		return true, false, false, Nickname
	case is(r.middle):
		full, notes = true, MiddleName
	}
	return full, is(r.part), is(r.inits | r.leads), notes
}

// forward names the form of an account that begins with the given name.
func forward(x, y reach, at, end int) fit {
	xFull, xPart, xInit, xNotes := x.at(at)
	yFull, yPart, yInit, yNotes := family(y, end)
	behind := end - at
	switch {
	case xFull && yFull:
		return fit{FirstLast, xNotes | yNotes}
	case xInit && yFull:
		return fit{InitialLast, yNotes}
	case xFull && yInit:
		return fit{FirstInitial, xNotes}
	case xFull && yPart && behind >= shortPart:
		return fit{FirstPart, xNotes}
	case xPart && yFull && at >= shortPart:
		return fit{PartLast, yNotes}
	case xPart && yPart:
		return fit{parts(at, behind), 0}
	case xInit && yPart:
		return fit{cutForm(end, behind), 0}
	case xPart && yInit && end == cutAt:
		return fit{PartInitial, 0}
	case xInit && yInit:
		return fit{initials(end), 0}
	}
	return fit{}
}

// family reads how a surname was written: nicknames are no matter, and a middle part
// is the second of a compound name.
func family(y reach, end int) (full, partly, inits bool, notes Notes) {
	y.nick = 0
	full, partly, inits, notes = y.at(end)
	if notes&MiddleName != 0 {
		notes = SecondName
	}
	return full, partly, inits, notes
}

// parts is the form of two names that are both cut.
func parts(a, b int) Form {
	switch {
	case a+b > 2*shortPart:
		return Parts
	case a == shortPart && b == shortPart:
		return ShortParts
	}
	return NoForm
}

func cutForm(end, behind int) Form {
	switch {
	case behind >= longPart && (end == cutAt || end == cutAtToo):
		return InitialPart
	case behind >= oddPart:
		return InitialPartOdd
	}
	return InitialPartShort
}

func initials(n int) Form {
	if n > 2 {
		return LongInitials
	}
	return Initials
}

// backward names the form of an account that begins with the surname.
func backward(n *name, split int, x, y reach, at, end int) fit {
	yFull, yPart, yInit, yNotes := family(y, at)
	xFull, xPart, xInit, xNotes := x.at(end)
	behind := end - at
	switch {
	case yFull && xFull:
		return fit{LastFirst, xNotes | yNotes}
	case yFull && xInit:
		return fit{LastInitial, yNotes}
	case yFull && xPart && behind >= shortPart:
		return fit{LastPart, yNotes}
	case yPart && xPart:
		return fit{parts(at, behind), 0}
	case yInit && xFull && at == 1 && n.mayBeTurned(split):
		return fit{InitialFirst, xNotes}
	case yPart && xFull && at >= part:
		return fit{Parts, xNotes &^ Nickname} // pam is the beginning of Pamela, too
	case yPart && xFull:
		return fit{PartFirst, xNotes}
	case yPart && xInit && at >= longPart && end == cutAt:
		return fit{PartInitial, 0}
	case yInit && xInit:
		return fit{initials(end), 0}
	}
	return fit{}
}

// mayBeTurned tells that a name may be kept surname first without saying so: nothing
// says otherwise, and its first word isn't known as a given name.
func (n *name) mayBeTurned(split int) bool {
	return n.turned || !n.sure && n.given == 0 && split == 1 && !n.words[0].nameLike
}

// alone names the form of an account that is one group only.
func alone(r reach, end int, form Form) fit {
	if form == LastOnly {
		if full, _, _, notes := family(r, end); full {
			return fit{form, notes}
		}
		return fit{}
	}
	full, _, _, notes := r.at(end)
	switch {
	case full && notes&MiddleName != 0:
		return fit{MiddleOnly, 0}
	case full:
		return fit{form, notes}
	}
	return fit{}
}

// spelledOut tells that a name fits only with ü as ue.
func (s *scorer) spelledOut(b *body, n *name, f fit) bool {
	var room [maxTokens]word
	plain, any := *n, false
	plain.words = append(room[:0], n.words...)
	for i := range plain.words {
		any = any || plain.words[i].spelled != ""
		plain.words[i].spelled = ""
	}
	return any && s.name(b, &plain).form != f.form
}
