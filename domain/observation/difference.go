package observation

import (
	"slices"
	"strings"
)

// Difference is a leaf that two readings of one table have in different forms, or
// that only one of them has. A value is JSON text as it is stored, nil where there
// is none.
type Difference struct {
	Path     string
	Old, New []byte
	// OldBlank and NewBlank: there is no value, or one that says nothing (FLD-09).
	OldBlank, NewBlank bool
}

// Differences compares the digested leaves of two readings, in order of name. It is
// ChangedMembers with values: give it stored forms, which hold nothing personal.
func Differences(former, next *Reader) []Difference {
	before := make(map[string]Difference)
	former.eachLeaf(digestedForm, func(path string, n *node) {
		before[path] = Difference{Path: path, Old: former.filter(nil, n, digestedForm), OldBlank: former.blank(n), NewBlank: true}
	})
	var all []Difference
	next.eachLeaf(digestedForm, func(path string, n *node) {
		d, known := before[path]
		delete(before, path)
		d.Path, d.New, d.NewBlank = path, next.filter(nil, n, digestedForm), next.blank(n)
		if !known {
			d.OldBlank = true
		}
		if string(d.Old) != string(d.New) {
			all = append(all, d)
		}
	})
	for _, d := range before {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Difference) int { return strings.Compare(a.Path, b.Path) })
	return all
}
