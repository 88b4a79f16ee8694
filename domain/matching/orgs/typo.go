package orgs

import (
	"unicode"
	"unicode/utf8"
)

// longest is how many letters of a word are compared for slips.
const longest = 40

// slips counts the letters that are missing, added, swapped with their neighbour or
// replaced between two words, up to 2; 3 means more. others tells that one was replaced.
func slips(a, b string) (n int, others bool) {
	if d := len(a) - len(b); d > 8 || d < -8 || len(a) > 4*longest || len(b) > 4*longest {
		return 3, false
	}
	var bufferA, bufferB [longest]rune
	x, y := runes(a, bufferA[:0]), runes(b, bufferB[:0])
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	if d := len(x) - len(y); d > 2 || d < -2 {
		return 3, false
	}
	switch {
	case len(x) == 0 || len(y) == 0:
		return len(x) + len(y), false
	case len(x) == 1 && len(y) == 1:
		return 1, true
	case len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0]:
		return 1, false
	case len(x) == 3 && len(y) == 2 && x[0] == y[1] && x[2] == y[0], len(x) == 2 && len(y) == 3 && y[0] == x[1] && y[2] == x[0]:
		return 2, false // a letter missing between two that are swapped
	}
	return distance(x, y)
}

func runes(s string, into []rune) []rune {
	for _, c := range s {
		if len(into) == longest {
			break
		}
		into = append(into, c)
	}
	return into
}

// distance is the restricted Damerau-Levenshtein distance up to 2; 3 means more. The
// texts differ at both ends.
func distance(x, y []rune) (int, bool) {
	var rows [3][longest + 1]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(y) + 1 {
		last[j] = j
	}
	for i := range x {
		now[0] = i + 1
		least := now[0]
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			d := min(last[j]+cost, last[j+1]+1, now[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, before[j-1]+1)
			}
			now[j+1] = d
			least = min(least, d)
		}
		if least > 2 {
			return 3, false
		}
		before, last, now = last, now, before
	}
	return min(last[len(y)], 3), true
}

// isShortFor tells whether a word is written in short for another: its beginning, or
// some of its letters in order without most vowels ("mgmt").
func isShortFor(short, long string) bool {
	if len(short) < 2 || len(short) >= len(long) || short[0] != long[0] {
		return false
	}
	if len(short) >= 3 && len(long) > len(short)+1 && long[:len(short)] == short {
		return true
	}
	at, vowels := 0, 0
	for i := 0; i < len(long) && at < len(short); i++ {
		if long[i] == short[at] {
			if isVowel(short[at]) && at > 0 {
				vowels++
			}
			at++
		}
	}
	return at == len(short) && vowels == 0 && len(short) >= 3 && len(long) >= 5 && short[len(short)-1] == long[len(long)-1]
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// mixed tells whether two words have letters of different scripts.
func mixed(a, b string) bool { return scriptOf(a) != scriptOf(b) }

// scriptOf is the alphabet of a word's letters; 3 where it has several of those that
// look alike.
func scriptOf(s string) int {
	script := 0
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
			switch {
			case unicode.Is(unicode.Cyrillic, c):
				script |= 1
			case unicode.Is(unicode.Greek, c):
				script |= 2
			}
		} else if 'a' <= c && c <= 'z' {
			script |= 4
		}
		i += size
	}
	return script
}

// withoutUmlauts writes a for "ae" and so on.
func withoutUmlauts(word string) string {
	var buffer [longest]byte
	short := buffer[:0]
	for i := range len(word) {
		if c := word[i]; c != 'e' || i == 0 || word[i-1] != 'a' && word[i-1] != 'o' && word[i-1] != 'u' {
			short = append(short, c)
		}
	}
	return string(short)
}
