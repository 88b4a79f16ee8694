package observation

import (
	"bytes"
	"cmp"
	"slices"
)

// fewMembers is up to how many members the plain insertion sort is the faster one.
const fewMembers = 40

// sortMembers orders members by name and keeps the order of those with one name,
// so that the last one can win.
func (r *Reader) sortMembers(members []node) {
	if len(members) > fewMembers {
		slices.SortStableFunc(members, func(a, b node) int { return r.compare(&a, &b) })
		return
	}
	for i := 1; i < len(members); i++ {
		if !r.less(&members[i], &members[i-1]) {
			continue
		}
		m, j := members[i], i
		for ; j > 0 && r.less(&m, &members[j-1]); j-- {
			members[j] = members[j-1]
		}
		members[j] = m
	}
}

func (r *Reader) less(a, b *node) bool {
	if a.prefix != b.prefix {
		return a.prefix < b.prefix
	}
	return r.compare(a, b) < 0
}

func (r *Reader) compare(a, b *node) int {
	if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
		return c
	}
	return bytes.Compare(r.bytes(a.name), r.bytes(b.name))
}

func (r *Reader) sameName(a, b *node) bool {
	return a.prefix == b.prefix && bytes.Equal(r.bytes(a.name), r.bytes(b.name))
}
