package people

import "math/bits"

// few is how many contacts are gone through one by one; more are put in buckets.
const few = 24

// index finds the contacts whose account may begin in a given way: one bucket for the
// first three letters of an account, one for two of them. Its size grows with the
// number of contacts alone.
type index struct {
	all    int
	mask   uint32   // buckets less one, a power of two less one
	starts []uint32 // where each bucket begins in member; nil: there are few contacts
	member []int32
}

// start is how an account begins; c is 0 where only two letters count.
type start struct{ a, b, c byte }

func (x *index) bucket(s start) uint32 {
	h := uint32(s.a)<<16 | uint32(s.b)<<8 | uint32(s.c)
	h *= 2654435761
	return (h >> 15) & x.mask
}

// starts calls use for the beginnings of each account that a person may have, some
// of them more than once.
func (p *person) starts(use func(start)) {
	for _, n := range [...]*name{&p.name, &p.second} {
		for i := range n.words {
			w := &n.words[i]
			n.wordStarts(i, w.text, use)
			if w.spelled != "" {
				n.wordStarts(i, w.spelled, use)
			}
			for _, nick := range w.nicks { // always written in full
				n.nickStarts(i, nick, use)
			}
		}
	}
	for _, text := range [...]string{p.local, p.letters} {
		if len(text) > 1 {
			use(startOf(text))
		}
	}
}

func (n *name) nickStarts(i int, nick string, use func(start)) {
	use(startOf(nick))
	for j := range n.words {
		if i != j && len(nick) == 2 {
			use(start{nick[0], nick[1], n.words[j].text[0]})
		}
	}
}

// misspelt are the beginnings that an account may have been meant to have: as it is,
// and with one or two letters left out or swapped behind the first.
func misspelt(text string) []start {
	a := text[0]
	ways := []start{{a, text[1], text[2]}, {a, text[1], text[3]}, {a, text[2], text[3]}, {a, text[2], text[1]}}
	if len(text) > 4 {
		ways = append(ways, start{a, text[3], text[4]})
	}
	return ways
}

// startOf is the beginning of a text of two letters or more.
func startOf(text string) start {
	if len(text) == 2 {
		return start{text[0], text[1], 0}
	}
	return start{text[0], text[1], text[2]}
}

// wordStarts are the accounts that begin with a word of a name, its first letters or
// its initial.
func (n *name) wordStarts(i int, text string, use func(start)) {
	if len(text) > 1 {
		use(start{text[0], text[1], 0})
	}
	if len(text) > 2 {
		use(startOf(text))
	}
	if len(text) > 3 { // the second letter is missing, or stands behind the third
		use(start{text[0], text[2], text[3]})
	}
	for j := range n.words {
		if i == j {
			continue
		}
		other := n.words[j].text
		use(start{text[0], other[0], 0})
		if len(text) > 1 {
			use(start{text[0], text[1], other[0]})
		}
		if len(other) > 1 {
			use(start{text[0], other[0], other[1]})
		}
		if len(other) > 2 {
			use(start{text[0], other[0], other[2]})
		}
		for k := range n.words {
			if k != i && k != j {
				use(start{text[0], other[0], n.words[k].text[0]})
			}
		}
	}
}

// makeIndex puts persons in buckets, each once in any.
func makeIndex(persons []person) index {
	x := index{all: len(persons)}
	if len(persons) <= few {
		return x
	}
	count := uint32(1) << min(bits.Len(uint(8*len(persons))), 16)
	x.mask = count - 1
	x.starts = make([]uint32, count+1)
	last := make([]int32, count) // the last person of a bucket, so that nobody is in it twice
	each := func(do func(person int32, at uint32)) {
		clear(last)
		for i := range persons {
			me := int32(i) + 1
			persons[i].starts(func(s start) {
				if at := x.bucket(s); last[at] != me {
					last[at] = me
					do(int32(i), at)
				}
			})
		}
	}
	each(func(_ int32, at uint32) { x.starts[at+1]++ })
	for i := range count {
		x.starts[i+1] += x.starts[i]
	}
	x.member = make([]int32, x.starts[count])
	next := make([]uint32, count)
	copy(next, x.starts)
	each(func(i int32, at uint32) {
		x.member[next[at]] = i
		next[at]++
	})
	return x
}

// candidates calls use for each person whose account may begin in one of some ways,
// and for some others. It calls begin whenever persons may come by again.
func (x *index) candidates(use func(i int), begin func(), ways ...start) {
	if x.starts == nil {
		begin()
		for i := range x.all {
			use(i)
		}
		return
	}
	for k, way := range ways {
		at, again := x.bucket(way), false
		for _, former := range ways[:k] {
			again = again || x.bucket(former) == at
		}
		if again {
			continue
		}
		begin()
		for _, i := range x.member[x.starts[at]:x.starts[at+1]] {
			use(int(i))
		}
	}
}
