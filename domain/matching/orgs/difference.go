package orgs

// difference is one way in which two names differ that may still be those of one party,
// or that shows that they are not.
type difference uint8

const (
	spacing      difference = iota // "KelliReyes", "Kelli Reyes"
	order                          // "Construction Marty Tabor"
	plural                         // also "Grp" for "Group", "Two" for "2"
	spelling                       // "Mueller" for "Müller"
	abbreviation                   // "Constr" for "Construction"
	typo                           // a letter missing, doubled or swapped
	substitution                   // another letter
	shortTypo                      // either of them in a short word
	typos                          // two of them
	acronym                        // "MUCA" for "Medexpress Urgent Care Arkansas"
	selfAcronym                    // a name with its own acronym
	truncated                      // cut at a length at which systems cut
	cutElsewhere                   // cut at another length
	initial                        // "J" for "James"
	part                           // one side of a "d/b/a"
	alias                          // another name of the customer
	extraCode                      // from here on: a word that only one of them has
	extraTag
	extraAside
	extraFiller
	further // one more word of a description, a place or a person
	extraPlain
	extraTail // an unknown word at the end
	extraCommon
	extraCorporate
	extraEntity
	extraTrade
	extraPlace
	extraPlaceAside
	extraTitle
	extraLetter
	extraRegion
	extraRare
	extraNumber
	extension // more behind a name that is complete
	owner     // a person before the name
	ownerAside
	inside      // a word of a description in the middle of the other name
	several     // another spelling, and more beside
	compound    // a slip or an acronym, and more beside
	conflict    // each has a word, number or place that the other lacks
	crossed     // each has something more, of another kind
	otherCommon // each has another general word
	otherTrade  // each has another trade
	knownWord   // a word that looks misspelt is another customer's
	claimed     // another organization fits the customer better
	script      // letters that look alike but are of another alphabet
	differences
)

var differenceNames = [differences]string{
	"spacing", "order", "plural", "spelling", "abbreviation", "typo", "substitution", "short_typo", "typos", "acronym", "self_acronym",
	"truncated", "cut_elsewhere", "initial", "part", "alias", "code", "tag", "aside", "filler", "further", "plain", "tail",
	"common", "corporate", "entity", "trade",
	"place", "place_aside", "title", "letter", "region", "rare", "number", "extension", "owner", "owner_aside",
	"inside", "several", "compound", "conflict", "crossed", "other_common", "other_trade",
	"known_word", "claimed", "script",
}
