package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// spelled are letters that people write in two ways where only ASCII is allowed:
// without the mark, and spelled out. Unicode gives neither for ø, æ, ß and the like.
var spelled = map[rune][2]string{
	'ä': {"a", "ae"}, 'ö': {"o", "oe"}, 'ü': {"u", "ue"}, 'å': {"a", "aa"}, 'ø': {"o", "oe"},
	'æ': {"ae", "ae"}, 'œ': {"oe", "oe"}, 'ß': {"ss", "ss"}, 'þ': {"th", "th"}, 'ð': {"d", "d"},
	'đ': {"d", "dj"}, 'ł': {"l", "l"}, 'ı': {"i", "i"}, 'ħ': {"h", "h"}, 'ŧ': {"t", "t"}, 'ŋ': {"n", "ng"},
}

// canonical composes what was written with combining marks and turns wide and other
// compatible letters into the plain ones, so that one name has one spelling.
func canonical(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return norm.NFKC.String(strings.ToValidUTF8(s, ""))
		}
	}
	return s
}

// foldRune appends a letter in lower case without diacritics; spelledOut writes ü as
// ue. Marks that only join, direct or hide are dropped.
func foldRune(dst []byte, r rune, spelledOut bool) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	}
	r = unicode.ToLower(r)
	if both, ok := spelled[r]; ok {
		if spelledOut {
			return append(dst, both[1]...)
		}
		return append(dst, both[0]...)
	}
	if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
		return dst
	}
	if d := norm.NFD.PropertiesString(string(r)).Decomposition(); d != nil {
		for _, part := range string(d) {
			if !unicode.Is(unicode.Mn, part) {
				dst = utf8.AppendRune(dst, part)
			}
		}
		return dst
	}
	return utf8.AppendRune(dst, r)
}

// fold folds a whole string; see foldRune. Its argument is canonical.
func fold(s string, spelledOut bool) string {
	dst := make([]byte, 0, len(s)+4)
	for _, r := range s {
		dst = foldRune(dst, r, spelledOut)
	}
	return string(dst)
}

// isApostrophe tells the many ways of writing O'Brien; they vanish in accounts.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '`', '´', 'ʼ', '′':
		return true
	}
	return false
}
