package people

import (
	"fmt"
	"strings"
)

var formReasons = [forms]string{
	NoForm:             "no contact of this customer fits",
	Owner:              "NinjaOne's assigned owner, by e-mail address",
	OwnerName:          "NinjaOne's assigned owner, by name",
	Address:            "the account is the e-mail address",
	AliasAddress:       "the e-mail address at another domain of the same organization",
	LocalPart:          "the account is the e-mail address before the @",
	LocalPartAlike:     "the account is the e-mail address before the @, apart from punctuation",
	LocalPartElsewhere: "the account is the e-mail address before the @, but the address is not at the customer's domain",
	FirstLast:          "first name and surname",
	LastFirst:          "surname and first name",
	InitialLast:        "initial and surname",
	FirstInitial:       "first name and initial of the surname",
	LastInitial:        "surname and initial",
	InitialFirst:       "initial of one name and the other in full",
	FirstPart:          "first name and beginning of the surname",
	PartLast:           "beginning of the first name, and surname",
	LastPart:           "surname and beginning of the first name",
	PartFirst:          "beginning of the surname, and first name",
	Parts:              "beginnings of first name and surname",
	ShortParts:         "two letters of first name and surname each",
	InitialPart:        "initial and surname, cut off as old systems do",
	PartInitial:        "beginning of the surname and initial, cut off as old systems do",
	InitialPartOdd:     "initial and beginning of the surname",
	InitialPartShort:   "initial and a few letters of the surname",
	FirstOnly:          "first name only",
	LastOnly:           "surname only",
	MiddleOnly:         "a middle name only",
	Initials:           "initials only",
	LongInitials:       "initials only",
}

var noteReasons = [notes]string{
	"by a nickname", "one letter missing, doubled or swapped", "one letter differs", "digits left out",
	"without the sign of a second account", "by the second first name", "by a part of the surname",
	"as written in the e-mail address", "with a name or initial that the contact lacks",
	"with an initial from inside of the first name", "with letters that the contact lacks",
	"another part of the account left out", "umlauts spelled out", "the account's domain is not the customer's",
}

// Reason says in words why a contact fits. It names nobody, so it may be kept where
// names may not.
func (c Candidate) Reason() string {
	parts := []string{formReasons[c.Form]}
	for i, reason := range noteReasons {
		if c.Notes>>i&1 == 1 {
			parts = append(parts, reason)
		}
	}
	if c.Usual {
		parts = append(parts, "as most accounts of this customer")
	}
	text := strings.Join(parts, ", ")
	switch c.Others {
	case 0:
		return text
	case 1:
		return text + "; 1 other contact fits, too"
	}
	return fmt.Sprintf("%s; %d other contacts fit, too", text, c.Others)
}

// Reason says in words why a verdict is what it is.
func (v *Verdict) Reason() string {
	switch v.Kind {
	case Nobody:
		return "no account that names anybody"
	case Machine:
		return "a computer's own account"
	case BuiltIn:
		return "an account of the operating system"
	case Technician:
		return "one of your own technicians"
	case Shared:
		if v.Devices > 1 {
			return fmt.Sprintf("shared or service account, last user of %d devices", v.Devices)
		}
		return "shared or service account"
	}
	if len(v.Candidates) == 0 {
		return formReasons[NoForm]
	}
	best := v.Candidates[0]
	switch v.Outcome {
	case Tie:
		return fmt.Sprintf("%d contacts fit: %s", best.Others+1, Candidate{Form: best.Form, Notes: best.Notes}.Reason())
	case NoSuggestion:
		return "too little: " + best.Reason()
	}
	return best.Reason()
}
