package matching

import "strings"

// longestForm is the greatest number of words of a legal form.
const longestForm = 6

// legalForms are legal forms of companies as split writes them, with the words
// that commonly stand for them. They are dropped at the end of a name.
var legalForms = []string{
	// English-speaking countries
	"inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lllp", "lp",
	"plc", "pllc", "pc", "pa", "pty", "pty ltd", "pty limited", "proprietary limited", "pte", "pte ltd",
	"private limited", "pvt", "pvt ltd", "public limited company", "public ltd co", "public ltd", "public limited", "limited liability company",
	"limited liability partnership", "limited partnership", "professional corporation", "cic", "cio", "ulc", "unlimited",
	"ltee", "limitee", "incorporee", "cc", "rf", "npc", "soc ltd",
	// German-speaking countries
	"gmbh", "gesellschaft mit beschrankter haftung", "mbh", "ggmbh", "ag", "aktiengesellschaft", "kg", "kgaa", "ohg",
	"gbr", "ug", "ug haftungsbeschrankt", "haftungsbeschrankt", "ug haftungsbeschraenkt", "haftungsbeschraenkt", "gesellschaft mit beschraenkter haftung", "eg", "ev", "e k", "ek", "ekfm", "e kfm", "partg",
	"partg mbb", "mbb", "aor", "ges m b h", "gesmbh",
	// Romance languages
	"sa", "sarl", "sarlu", "sas", "sasu", "sca", "scs", "snc", "sci", "scop", "eurl", "ei", "eirl", "gie", "societe anonyme",
	"societe a responsabilite limitee", "asbl", "aisbl", "spa", "srl", "srls", "sapa", "sas di", "societa per azioni",
	"societa a responsabilita limitata", "scarl", "soc coop", "sl", "slu", "sll", "slne", "slp", "sau", "sociedad limitada",
	"sociedad anonima", "sad", "sa de cv", "s de rl", "s de rl de cv", "sapi de cv", "sab de cv", "ltda", "limitada",
	"lda", "unipessoal lda", "eireli", "me", "epp", "cia ltda", "s c", "cv",
	// Benelux and the north
	"bv", "b v", "nv", "vof", "bvba", "sprl", "comm v", "vzw", "besloten vennootschap", "naamloze vennootschap",
	"ab", "aktiebolag", "hb", "kb", "a s", "as", "asa", "aps", "ivs", "i s", "k s", "p s", "ans", "da", "nuf",
	"oy", "oyj", "osakeyhtio", "ky", "ry", "hf", "ehf", "slf",
	// East and south-east of Europe
	"sp z oo", "spolka z oo", "sp zoo", "spzoo", "sp j", "sp k", "sp p", "spolka akcyjna", "spolka z ograniczona odpowiedzialnoscia",
	"sro", "spol sro", "as cz", "vos", "ks", "kft", "zrt", "nyrt", "bt", "kkt", "doo", "dd", "jdoo", "ood", "eood", "ad", "ead", "et",
	"ooo", "oao", "zao", "pao", "ao", "tov", "uab", "mb", "sia", "ou", "osauhing", "ike", "epe", "ae", "oe", "srl d",
	"as sti", "ltd sti", "limited sirketi", "anonim sirketi",
	"ооо", "оао", "зао", "пао", "ао", "тов",
	// Asia and the rest
	"kk", "gk", "yk", "co ltd", "corp ltd", "sdn bhd", "bhd", "berhad", "pt", "tbk", "jsc", "ojsc", "cjsc", "pjsc", "llp kz",
	"fzco", "fze", "fz llc", "wll", "saoc", "saog", "jv",
	// Europe as a whole
	"se", "sce", "eeig", "scpa",
	// Combinations whose parts don't stand alone
	"gmbh and co kg", "gmbh and co ohg", "gmbh and co", "gmbh and cie kg", "gmbh und co kg", "ag and co kg",
	"ug and co kg", "se and co kgaa", "and co", "and company", "and cie", "und co", "et cie",
}

// leadingForms stand before the name in some countries. They are few, since a short
// word at the beginning is more often part of a name.
var leadingForms = []string{"ooo", "oao", "zao", "pao", "ооо", "оао", "зао", "пао", "uab", "sia", "pt", "tov", "тов"}

// gluedForms are written without a space in scripts that have none.
var gluedForms = []string{"株式会社", "有限会社", "合同会社", "股份有限公司", "有限责任公司", "有限公司", "주식회사"}

// Rules are the rules of matching that a workspace may change. The zero value
// knows no legal form; start from DefaultRules.
type Rules struct {
	forms   map[string]struct{} // trailing, words joined by a space
	leading map[string]struct{}
	glued   []string
}

// DefaultRules are the rules of a new workspace.
func DefaultRules() Rules {
	return Rules{forms: set(legalForms), leading: set(leadingForms), glued: gluedForms}
}

func set(words []string) map[string]struct{} {
	s := make(map[string]struct{}, len(words))
	for _, w := range words {
		s[w] = struct{}{}
	}
	return s
}

// TrimForms drops legal forms, longest first and as often as there are any, but
// never the whole name. What it drops at the end is words[len(rest):] where no
// leading form was dropped.
func (r *Rules) TrimForms(words []string) []string {
	if len(words) > 1 {
		if _, ok := r.leading[words[0]]; ok {
			words = words[1:]
		}
	}
	for {
		n := r.trailingForm(words)
		if n == 0 {
			break
		}
		words = words[:len(words)-n]
	}
	if len(words) == 1 {
		for _, form := range r.glued {
			if rest := strings.TrimSuffix(strings.TrimPrefix(words[0], form), form); rest != "" {
				words = []string{rest}
			}
		}
	}
	return words
}

// trailingForm counts the words of the longest legal form at the end of a name
// that has more words than that.
func (r *Rules) trailingForm(words []string) int {
	var buffer [64]byte
	for n := min(longestForm, len(words)-1); n > 0; n-- {
		joined := buffer[:0]
		for i, w := range words[len(words)-n:] {
			if i > 0 {
				joined = append(joined, ' ')
			}
			joined = append(joined, w...)
		}
		if _, ok := r.forms[string(joined)]; ok {
			return n
		}
	}
	return 0
}

// IsForm tells whether words, joined by a space, are a legal form.
func (r *Rules) IsForm(words string) bool {
	_, ok := r.forms[words]
	return ok
}

// IsLeadingForm tells whether a word is a legal form that stands before names.
func (r *Rules) IsLeadingForm(word string) bool {
	_, ok := r.leading[word]
	return ok
}
