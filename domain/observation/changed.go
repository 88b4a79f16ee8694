package observation

import "slices"

// ChangedMembers names the digested leaves that differ between two readings of one
// table, in order of name. Of personal members it gives the names as well, never a
// value.
func ChangedMembers(former, next *Reader) []string {
	before := make(map[string]string)
	former.eachLeaf(digestedForm, func(path string, n *node) {
		before[path] = string(former.filter(nil, n, digestedForm))
	})
	var changed []string
	var text []byte
	next.eachLeaf(digestedForm, func(path string, n *node) {
		text = next.filter(text[:0], n, digestedForm)
		if was, known := before[path]; !known || was != string(text) {
			changed = append(changed, path)
		}
		delete(before, path)
	})
	for path := range before {
		changed = append(changed, path)
	}
	slices.Sort(changed)
	return changed
}
