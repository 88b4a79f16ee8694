package people

import "math/bits"

// reach says where in an account a group of words, the given names or the surname,
// may have ended, by how they were written. Bit i: it may end before byte i.
type reach struct {
	full   uint64 // at least one main word in full
	nick   uint64 // the same, by a nickname
	middle uint64 // a main word in full, but not the first
	part   uint64 // the first letters of a word, two or more
	inits  uint64 // initials only
	leads  uint64 // particles only, in full or as initials
	none   uint64 // nothing of the group yet
}

// any is where the group may have ended having said anything.
func (r reach) any() uint64 { return r.full | r.nick | r.middle | r.part | r.inits | r.leads }

// follow reads a group of words from one place of an account on. Words may be left
// out, shortened to their initial, and the last one that is written may be cut.
func (b *body) follow(words []word, start int) reach {
	r := reach{none: 1 << start}
	skipped := false // a main word was left out with nothing before it
	for i := range words {
		w := &words[i]
		next := r
		for from := r.none | r.leads | r.full | r.nick | r.middle | r.inits; from != 0; from &= from - 1 {
			at := bits.TrailingZeros64(from)
			if at >= len(b.text) {
				break
			}
			if w.text[0] == b.text[at] {
				b.piece(&next, &r, w, w.text, at, skipped)
			}
			if w.spelled != "" {
				b.piece(&next, &r, w, w.spelled, at, skipped)
			}
			if (r.none|r.inits)>>at&1 == 1 {
				for _, nick := range w.nicks {
					if at+len(nick) <= b.limit(at) && b.text[at:at+len(nick)] == nick {
						next.nick |= 1 << (at + len(nick))
					}
				}
			}
		}
		skipped = skipped || w.kind == mainWord
		r = next
	}
	return r
}

// piece adds the ends that one word makes possible from one place.
func (b *body) piece(next, r *reach, w *word, text string, at int, skipped bool) {
	limit := b.limit(at)
	same := 0
	for same < len(text) && at+same < limit && b.text[at+same] == text[same] {
		same++
	}
	first := 1 // bytes of the initial
	for first < len(text) && text[first]&0xC0 == 0x80 {
		first++
	}
	if same < first {
		return
	}
	is := func(mask uint64) bool { return mask>>at&1 == 1 }
	one, whole := uint64(1)<<(at+first), same == len(text)
	switch w.kind {
	case particle:
		end := one
		if whole {
			end |= 1 << (at + same)
		}
		next.extend(r, at, end, false)
	case initial:
		if is(r.none | r.leads | r.inits) {
			next.inits |= one
		}
		next.extend(r, at, one, true)
	default:
		b.mainPiece(next, r, at, first, same, whole, skipped)
	}
}

// extend lets groups that already said a main word go on without changing their kind.
func (r *reach) extend(old *reach, at int, end uint64, mainToo bool) {
	if !mainToo && (old.none|old.leads)>>at&1 == 1 {
		r.leads |= end
	}
	if !mainToo && old.inits>>at&1 == 1 {
		r.inits |= end
	}
	if old.full>>at&1 == 1 {
		r.full |= end
	}
	if old.nick>>at&1 == 1 {
		r.nick |= end
	}
	if old.middle>>at&1 == 1 {
		r.middle |= end
	}
}

func (b *body) mainPiece(next, r *reach, at, first, same int, whole, skipped bool) {
	one := uint64(1) << (at + first)
	is := func(mask uint64) bool { return mask>>at&1 == 1 }
	// Every end behind the initial, as far as the word agrees; one byte within a letter
	// of several is never the end of an account's piece, since the next piece must agree, too.
	parts := (uint64(1)<<(at+same+1) - 1) &^ (uint64(1)<<(at+first+1) - 1)
	if whole {
		parts &^= 1 << (at + same)
	}
	next.extend(r, at, parts|one, true)
	if whole {
		next.extend(r, at, 1<<(at+same), true)
	}
	if is(r.none | r.leads | r.inits) {
		next.inits |= one
		next.part |= parts
		if is(r.leads) {
			next.part |= one // vanderh
		}
		switch {
		case !whole:
		case is(r.none) && skipped:
			next.middle |= 1 << (at + same)
		default:
			next.full |= 1 << (at + same)
		}
	}
}

// limit is where a piece that begins at a place must end at the latest: at the next
// punctuation.
func (b *body) limit(at int) int {
	if after := b.cuts >> (at + 1); after != 0 {
		return at + 1 + bits.TrailingZeros64(after)
	}
	return len(b.text)
}
