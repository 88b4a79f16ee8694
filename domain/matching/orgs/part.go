package orgs

import "coresync/domain/matching"

// begins tells whether a part of the name begins at a word: in brackets, behind them, or
// behind a dash or slash that is no part of a word.
func begins(words []matching.Word, i int) bool {
	gap := words[i].Gap
	switch {
	case gap&(matching.GapOpen|matching.GapClose) != 0:
		return true
	case gap&matching.GapDash != 0:
		return gap&matching.GapSpace != 0 && !isAnd(words[i].Text) // not in "Hals- und Beinbruch"
	case gap&matching.GapSlash != 0:
		return gap&matching.GapSpace != 0 || i == len(words)-1
	}
	return false
}

func isAnd(word string) bool {
	return word == "and" || word == "und" || word == "en" || word == "et" || word == "y" || word == "e" || word == "og" || word == "och"
}

// closes tells whether the name goes on at a word behind brackets.
func closes(words []matching.Word, i int) bool {
	return words[i].Gap&matching.GapClose != 0 && words[i].Gap&(matching.GapOpen|matching.GapDash|matching.GapSlash) == 0
}

// described tells whether a word is the first behind a legal form in the middle of the
// name, as in "Acme Inc. Common Stock".
func (l *lexicon) described(tokens []token, i int) bool {
	if tokens[i].class == form || tokens[i].class == filler || tokens[i-1].class != form {
		return false
	}
	_, ok := l.forms[tokens[i-1].raw]
	return ok
}
