package people

import "fmt"

// Form is a way in which an account can be made from a person: the rule that a
// suggestion rests on (CON-04…07). Its number means nothing outside this process;
// its name, of String, is kept.
type Form uint8

// Forms, from the surest to the weakest. "Part" is two letters or more of a name.
const (
	NoForm Form = iota
	// Owner is the owner that NinjaOne names, by address or by full name.
	Owner
	OwnerName
	// Address is a whole e-mail address; AliasAddress the same person's local part at
	// another domain of the organization, as in onmicrosoft.com; LocalPart the local part alone.
	Address
	AliasAddress
	LocalPart
	// LocalPartAlike differs from the local part in dots and the like; LocalPartElsewhere
	// belongs to an address that is not at the customer's domain.
	LocalPartAlike
	LocalPartElsewhere
	FirstLast
	LastFirst
	InitialLast
	FirstInitial
	LastInitial
	// InitialFirst is the surname's initial before the given name, or a name kept in the wrong order.
	InitialFirst
	FirstPart
	PartLast
	LastPart
	PartFirst
	// Parts are the first letters of each name, ShortParts four letters in all.
	Parts
	ShortParts
	// InitialPart and PartInitial are cut at the length that old systems allow.
	InitialPart
	PartInitial
	// InitialPartOdd is cut at a length that no system cuts at, InitialPartShort after two or three letters.
	InitialPartOdd
	InitialPartShort
	FirstOnly
	LastOnly
	MiddleOnly
	Initials
	LongInitials
	forms
)

var formNames = [forms]string{
	NoForm: "none", Owner: "owner", OwnerName: "owner-name", Address: "address", AliasAddress: "alias-address",
	LocalPart: "local-part", LocalPartAlike: "local-part-alike", LocalPartElsewhere: "local-part-elsewhere",
	FirstLast: "first-last", LastFirst: "last-first", InitialLast: "initial-last", FirstInitial: "first-initial",
	LastInitial: "last-initial", InitialFirst: "initial-first", FirstPart: "first-part", PartLast: "part-last",
	LastPart: "last-part", PartFirst: "part-first", Parts: "parts", ShortParts: "short-parts", InitialPart: "initial-part", PartInitial: "part-initial",
	FirstOnly: "first", LastOnly: "last", MiddleOnly: "middle", Initials: "initials",
	LongInitials: "long-initials", InitialPartOdd: "initial-part-odd", InitialPartShort: "initial-part-short",
}

// String is the form's name in rule sets and read models.
func (f Form) String() string {
	if f < forms {
		return formNames[f]
	}
	return fmt.Sprintf("form-%d", uint8(f))
}

// named tells whether a form is made from names, and so can be an organization's habit.
func (f Form) named() bool { return f >= FirstLast }

// Notes say what had to be overlooked for a form to fit.
type Notes uint16

// Each note lowers percentage and weight as the rule set says.
const (
	Nickname     Notes = 1 << iota // the given name as its bearers shorten it
	Typo                           // one letter is missing, doubled or swapped
	OddTypo                        // one letter is another one, or stands at the end
	Digits                         // digits at the end were left out
	AdminName                      // a sign of a second account for administration was left out
	MiddleName                     // the second given name instead of the first
	SecondName                     // not all parts of a compound surname
	ByAddress                      // the name is read from the e-mail address
	NewInitial                     // an initial, or a name, that nobody wrote down
	InnerInitial                   // an initial from inside of the given name, as of its second syllable
	Glued                          // letters behind the given name that nobody wrote down
	Extra                          // a part of the account beside the name
	SpelledOut                     // ü is written ue
	Stranger                       // the account's domain isn't the customer's
	notes        = iota
)

var noteNames = [notes]string{
	"nickname", "typo", "odd-typo", "digits", "admin", "middle-name", "second-name", "by-address",
	"new-initial", "inner-initial", "glued", "extra", "spelled-out", "stranger",
}
