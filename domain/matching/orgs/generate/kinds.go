package generate

// kind is one way in which two lists differ. make adds what it needs to the
// customers and returns an organization and the name of its customer, "" for none.
type kind struct {
	name string
	make func(w *world) (org, expected string)
}

// kinds are all kinds, those of one business first.
var kinds = []kind{
	{"pos-exact", exact},
	{"pos-case", otherCase},
	{"pos-punctuation", punctuation},
	{"pos-accent", accent},
	{"pos-suffix-added", suffixAdded},
	{"pos-suffix-dropped", suffixDropped},
	{"pos-suffix-respelt", suffixRespelt},
	{"pos-suffix-other", suffixOther},
	{"pos-ampersand", ampersand},
	{"pos-the", leadingThe},
	{"pos-possessive", possessive},
	{"pos-plural", plural},
	{"pos-spacing", spacing},
	{"pos-order", order},
	{"pos-short", short},
	{"pos-acronym", acronym},
	{"pos-acronym-name", acronymWithName},
	{"pos-abbreviation", abbreviation},
	{"pos-typo", typo},
	{"pos-typo-two", twoTypos},
	{"pos-truncated", truncated},
	{"pos-code", trailingCode},
	{"pos-tag", remoteTag},
	{"pos-city", citySuffix},
	{"pos-dba", doingBusinessAs},
	{"pos-owner", ownerFirst},
	{"pos-domain", domainForm},
	{"pos-number-word", numberWord},
	{"pos-combined", combined},
	{"null-unit", units},
	{"null-branch", branches},
	{"null-number-company", numberedCompanies},
	{"null-extension", extension},
	{"null-sibling", siblings},
	{"null-rare-word", rareWord},
	{"null-trade", sameTrade},
	{"null-person", persons},
	{"null-default", bucket},
	{"null-ambiguous", ambiguous},
	{"null-absent", absent},
}

// pair retries until the two names suit; what it tried leaves no trace. write gets
// a business and its customer's name and returns that of the organization, "" where
// the business has not what the kind needs.
func (w *world) pair(p pattern, write func(b business, customer string) string) (org, expected string) {
	for {
		before := len(w.rare)
		b := w.business(p)
		name := w.name(b)
		org = write(b, name)
		if org != "" && w.fresh("organization "+org) && w.customer(name) != "" {
			return org, name
		}
		w.rare = w.rare[:before]
	}
}
