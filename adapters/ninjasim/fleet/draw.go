package fleet

// draw is a source of repeatable choices about one thing. Choices are
// addressed by a salt and not drawn in sequence, so that a new choice in a
// later version leaves all the others as they were.
type draw uint64

// mix is the finaliser of SplitMix64: every input bit moves every output bit.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

// drawFor gives the choices about thing number n of a kind.
func drawFor(seed uint64, kind salt, n int64) draw {
	return draw(mix(mix(seed^uint64(kind)<<48) ^ uint64(n)))
}

// bits gives 64 repeatable bits for a salt.
func (d draw) bits(s salt) uint64 { return mix(uint64(d) ^ uint64(s)*0xd6e8feb86659fd93) }

// n gives a number in [0,n).
func (d draw) n(s salt, n int) int {
	if n <= 1 {
		return 0
	}
	return int(d.bits(s) >> 11 % uint64(n))
}

// in gives a number in [lo,hi].
func (d draw) in(s salt, lo, hi int) int { return lo + d.n(s, hi-lo+1) }

// percent says yes in p of 100 cases.
func (d draw) percent(s salt, p int) bool { return d.n(s, 100) < p }

// permille says yes in p of 1,000 cases.
func (d draw) permille(s salt, p int) bool { return d.n(s, 1000) < p }

// sub gives an independent source, for things that come in numbers.
func (d draw) sub(s salt, i int) draw { return draw(mix(d.bits(s) ^ uint64(i))) }

// pick chooses one of a list.
func pick[T any](d draw, s salt, list []T) T { return list[d.n(s, len(list))] }

// weighted chooses an index by weight; weights must not all be zero.
func weighted(d draw, s salt, weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := d.n(s, total)
	for i, w := range weights {
		if at < w {
			return i
		}
		at -= w
	}
	return len(weights) - 1
}

// Alphabets of the serial numbers that makers print.
const (
	upperAlnum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	tagAlnum   = "123456789BCDFGHJKLMNPQRSTVWXYZ" // Dell leaves out vowels and 0
	appleAlnum = "0123456789CDFGHJKLMNPQRTVWXY"   // Apple leaves out what can be misread
	digits     = "0123456789"
	hexUpper   = "0123456789ABCDEF"
	hexLower   = "0123456789abcdef"
)

// chars appends n characters of an alphabet.
func (d draw) chars(dst []byte, s salt, alphabet string, n int) []byte {
	x := d.bits(s)
	for i := range n {
		if i%8 == 7 {
			x = mix(x)
		}
		dst = append(dst, alphabet[x%uint64(len(alphabet))])
		x >>= 7
	}
	return dst
}

// UUID gives the n-th version 4 UUID that belongs to nothing in the world.
func UUID(seed, n uint64) string { return drawFor(seed, saltChance, int64(n)).uuid(saltUID) }

// uuid gives a version 4 UUID.
func (d draw) uuid(s salt) string {
	hi, lo := d.bits(s), mix(d.bits(s)+1)
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(3<<62) | 2<<62
	var b [36]byte
	at := 0
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			b[at] = '-'
			at++
		}
		w := hi
		if i >= 16 {
			w = lo
		}
		b[at] = hexLower[w>>(60-4*uint(i%16))&15]
		at++
	}
	return string(b[:])
}
