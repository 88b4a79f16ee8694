package matching

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Gap is what stands between two words of a name, as bits.
type Gap uint16

// What may stand before a word. A hyphen inside a word is Dash alone; a dash
// between parts of a name is Dash and Space.
const (
	GapSpace Gap = 1 << iota
	GapDash
	GapComma
	GapOpen  // an opening bracket of any kind
	GapClose // a closing one
	GapSlash // also \ and |
	GapDot
	GapNumber // #
	GapSign   // the word itself stands for a sign, as "and" for &
	GapOther
)

// Word is one word of a name, folded: no case, diacritics or apostrophes.
type Word struct {
	Text string
	Gap  Gap // what stood before it
}

// Words folds a name into its words and keeps what stood between them. Letters
// with dots between make one word, as in S.p.A. and J.B. Hunt.
func Words(name string) []Word {
	if !isASCII(name) {
		name = norm.NFKD.String(strings.ToLower(name))
	}
	s := scanner{words: make([]Word, 0, 6)}
	for _, c := range name {
		s.rune(c)
	}
	s.end()
	return joinInitials(s.words)
}

func isASCII(name string) bool {
	for i := range len(name) {
		if name[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// scanner collects the letters of a word and the gap before it.
type scanner struct {
	words []Word
	word  []byte
	gap   Gap
	wide  bool // the word has characters beyond ASCII and must be composed
}

func (s *scanner) rune(c rune) {
	switch {
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		s.word = append(s.word, byte(c))
	case 'A' <= c && c <= 'Z':
		s.word = append(s.word, byte(c)+'a'-'A')
	case c == ' ':
		s.end()
		s.gap |= GapSpace
	case c >= 0x300 && c <= 0x36F, isApostrophe(c):
		// part of its word: é is e, O'Brien is obrien
	case c < utf8.RuneSelf:
		s.sign(c)
	case unicode.Is(unicode.M, c):
		s.letter(c) // a mark that tells words apart, as in kana
	case folded[c] != "":
		s.word = append(s.word, folded[c]...)
	case unicode.IsLetter(c), unicode.IsDigit(c):
		s.letter(c)
	default:
		s.sign(c)
	}
}

func (s *scanner) letter(c rune) {
	s.word = utf8.AppendRune(s.word, c)
	s.wide = true
}

// sign ends the word; & and + are a word of their own.
func (s *scanner) sign(c rune) {
	s.end()
	if c == '&' || c == '+' {
		s.words = append(s.words, Word{"and", s.gap | GapSign})
		s.gap = 0
		return
	}
	s.gap |= gapOf(c)
}

func gapOf(c rune) Gap {
	switch c {
	case '.':
		return GapDot
	case ',', ';':
		return GapComma
	case '(', '[', '{', '<':
		return GapOpen
	case ')', ']', '}', '>':
		return GapClose
	case '/', '\\', '|':
		return GapSlash
	case '#':
		return GapNumber
	}
	switch {
	case unicode.Is(unicode.Pd, c):
		return GapDash
	case unicode.IsSpace(c):
		return GapSpace
	}
	return GapOther
}

func (s *scanner) end() {
	if len(s.word) == 0 {
		return
	}
	text := string(s.word)
	if s.wide {
		text = norm.NFC.String(text)
	}
	s.words = append(s.words, Word{text, s.gap})
	s.word, s.gap, s.wide = s.word[:0], 0, false
}

// joinInitials makes one word of letters with dots between, so that S.p.A. is spa
// and J.B. Hunt is "jb hunt".
func joinInitials(words []Word) []Word {
	out := words[:0]
	open := false // the last word of out is initials that may go on
	for _, w := range words {
		single := isSingle(w.Text)
		if open && single && w.Gap&GapDot != 0 {
			out[len(out)-1].Text += w.Text
			continue
		}
		out = append(out, w)
		open = single
	}
	return out
}

func isSingle(word string) bool {
	_, size := utf8.DecodeRuneInString(word)
	return size == len(word)
}

// folded are letters that have no decomposition in Unicode.
var folded = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h",
}

func isApostrophe(c rune) bool {
	return c == '\'' || c == '’' || c == '‘' || c == '`' || c == '´' || c == 'ʼ'
}
