package people

import "math/bits"

// letterSet is a set of letters; all that are none of a to z count as one.
type letterSet uint32

func (l letterSet) has(c byte) bool { return l&letterBit(c) != 0 }

func letterBit(c byte) letterSet {
	if c < 'a' || c > 'z' {
		return 1 << 31
	}
	return 1 << (c - 'a')
}

func letterSetOf(text string) letterSet {
	var set letterSet
	for i := range len(text) {
		set |= letterBit(text[i])
	}
	return set
}

// lacks is how many letters of another set a set doesn't have.
func (l letterSet) lacks(other letterSet) int { return bits.OnesCount32(uint32(other &^ l)) }
