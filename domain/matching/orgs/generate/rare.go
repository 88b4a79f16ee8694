package generate

import (
	"slices"
	"strings"
)

// unique draws until the word is at least two edits from every other rare word of
// this provider; where a list has no more of them it coins one, three edits from the
// others, since nobody knows coined words to be two.
func (w *world) unique(draw func() string) string {
	const enough = 12
	for tries := 0; ; tries++ {
		s := draw()
		if tries > enough {
			s = w.coined()
		}
		low := strings.ToLower(s)
		near := oneSlip
		if tries > enough && tries < 2*enough {
			near = func(a, b string) bool { return edits(a, b) < 3 }
		}
		if !slices.ContainsFunc(w.rare, func(r string) bool { return near(r, low) }) {
			w.rare = append(w.rare, low)
			return s
		}
	}
}

// near tells whether another rare word of this provider is like a word but for a letter.
func (w *world) near(word string) bool {
	low := strings.ToLower(word)
	return slices.ContainsFunc(w.rare, func(r string) bool { return oneSlip(r, low) })
}

// oneSlip tells whether two words are equal but for one letter that is other, more or less.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 2 { // a letter may be two bytes
		return false
	}
	x, y := []rune(a), []rune(b)
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	x, y = x[i:], y[i:]
	return slices.Equal(x, y) || // nothing more
		len(y) == len(x)+1 && slices.Equal(x, y[1:]) || len(x) == len(y)+1 && slices.Equal(x[1:], y) ||
		len(x) == len(y) && slices.Equal(x[1:], y[1:])
}

// distance is how many edits the nearest rare word other than `but` is away.
func (w *world) distance(s, but string) int {
	nearest := len(s)
	for _, r := range w.rare {
		if r != but && max(len(r)-len(s), len(s)-len(r)) < nearest {
			nearest = min(nearest, edits(s, r))
		}
	}
	return nearest
}

// edits is the Levenshtein distance of two words.
func edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(y)]
}
