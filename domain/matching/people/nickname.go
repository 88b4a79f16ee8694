package people

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed nicknames.txt
var nicknameTable string

//go:embed nicknames_more.txt
var moreNicknames string

// nicknames holds, for a given name, what its bearers are called, and for a nickname
// whose it is, since a contact may be kept under either.
type nicknames map[string][]string

// parseNicknames reads the table: a name, a colon, its nicknames. Abbreviations with
// dots are no part of account names.
func parseNicknames(tables ...string) nicknames {
	n := make(nicknames, 2000)
	for line := range strings.Lines(strings.Join(tables, "\n")) {
		name, called, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for nick := range strings.FieldsSeq(called) {
			if len(nick) > 1 && !strings.Contains(nick, ".") {
				n.add(name, nick)
				n.add(nick, name)
			}
		}
	}
	return n
}

func (n nicknames) add(name, other string) {
	if !slices.Contains(n[name], other) {
		n[name] = append(n[name], other)
	}
}
