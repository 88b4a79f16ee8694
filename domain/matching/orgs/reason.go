package orgs

import (
	"slices"
	"strings"
)

// texts say in words how names differ; ~ stands for the word that it is about. Words
// that only one name has are put together, and some differences only change the score.
var texts = [differences]string{
	spacing: "other spaces in ~", order: "words in another order", plural: "~ in another form", spelling: "umlauts spelled out",
	abbreviation: "~ abbreviated", typo: "a letter of ~ missing, added or swapped", substitution: "a letter of ~ differs",
	shortTypo: "a letter of the short word ~ differs", typos: "two letters of ~ differ", acronym: "~ are the initials",
	selfAcronym: "the initials ~ beside the name", truncated: "cut off where systems cut names", cutElsewhere: "cut off",
	initial: "an initial for a name", part: "one of two names of the same business", alias: "another name of the same party",
	extension: "more than a whole company's name",
	conflict:  "each has a word that the other lacks", crossed: "each has something more", otherCommon: "different general words", otherTrade: "different trades",
	knownWord: "~ is a word of other customers", claimed: "another organization has this customer's name",
	script: "~ has letters of another alphabet",
	owner:  "a person's name before it", ownerAside: "a person's name before it",
}

// reason says in words why a customer is near.
func (r *rated) reason(o *organization) string {
	text := r.nameReason(o)
	if r.words == 0 && !r.equal && len(r.evidence) > 0 {
		text = "another name"
	}
	return strings.Join(append([]string{text}, r.evidence...), ", ")
}

func (r *rated) nameReason(o *organization) string {
	if r.equal {
		return sameName(&o.names[0], r.customer)
	}
	var parts []string
	var words [2][]string
	for _, n := range r.notes {
		text := strings.Replace(texts[n.what], "~", quoted(n.word), 1)
		switch {
		case n.what >= extraCode && n.what <= extraNumber:
			words[n.side] = append(words[n.side], quoted(n.word))
		case text != "" && !slices.Contains(parts, text):
			parts = append(parts, text)
		}
	}
	if extra := withAndWithout(words[0], words[1]); extra != "" {
		if len(parts) == 0 {
			extra = "same name " + extra
		}
		parts = append([]string{extra}, parts...)
	}
	if len(parts) == 0 {
		return "same words"
	}
	return strings.Join(parts, ", ")
}

func quoted(word string) string { return "“" + word + "”" }

func withAndWithout(with, without []string) string {
	var parts []string
	if len(with) > 0 {
		parts = append(parts, "with "+listed(with))
	}
	if len(without) > 0 {
		parts = append(parts, "without "+listed(without))
	}
	return strings.Join(parts, ", ")
}

// longestList is how many words a reason lists.
const longestList = 4

func listed(words []string) string {
	if len(words) > longestList {
		words = append(words[:longestList:longestList], "…")
	}
	return strings.Join(words, " ")
}

// sameName says which words of an equal name differ: its legal form and "the".
func sameName(n *name, c *customer) string {
	for i := range c.names {
		if c.names[i].key != n.key {
			continue
		}
		ours, theirs := strings.Fields(n.form), strings.Fields(c.names[i].form)
		extra := withAndWithout(lacking(ours, theirs), lacking(theirs, ours))
		text := "same name"
		if i > 0 {
			text = "the same as another name of the customer"
		}
		return strings.TrimSpace(text + " " + extra)
	}
	return "the same as another name of the organization"
}

// lacking are the words of a that b has not.
func lacking(a, b []string) []string {
	var words []string
	for _, word := range a {
		if !slices.Contains(b, word) {
			words = append(words, quoted(word))
		}
	}
	return words
}
