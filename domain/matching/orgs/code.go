package orgs

import "strings"

// isCode tells whether a word is an identifier that somebody added: letters, then
// digits, or in brackets a long number.
func isCode(word string, aside bool) bool {
	letters, digits := 0, 0
	for i := range len(word) {
		switch c := word[i]; {
		case 'a' <= c && c <= 'z':
			letters++
			if digits > 0 && !aside {
				return false
			}
		case '0' <= c && c <= '9':
			digits++
		default:
			return false
		}
	}
	if aside {
		return digits >= 3 || digits > 0 && letters > 0
	}
	return letters >= 2 && digits >= 2
}

// promote makes what stands aside the name where nothing else does.
func promote(tokens []token) {
	for i := range tokens {
		if !tokens[i].aside && tokens[i].class < filler {
			return
		}
	}
	for i := range tokens {
		tokens[i].aside = false
	}
}

// cutForm marks the beginning of a legal form at the end of a name that may have been cut.
func (l *lexicon) cutForm(r *reading) {
	n := len(r.tokens)
	if n < 2 || r.length < shortestCut || r.tokens[n-1].class >= filler {
		return
	}
	end := &r.tokens[n-1]
	for _, full := range l.cutForms {
		if len(end.raw) < len(full) && strings.HasPrefix(full, end.raw) {
			end.class = form
			return
		}
	}
}

// shortestCut is the length of the shortest names that systems cut, in characters.
const shortestCut = 19
