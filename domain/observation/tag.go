package observation

import "bytes"

// TagSize is the length of a tag: sixteen bytes of what is digested and sixteen of
// what is sampled, so that one look tells which of the two differs.
const TagSize = 32

// Tag stands at the head of a row's stream in the log. It is made with the tenant's
// key and says nothing to who lacks it.
type Tag [TagSize]byte

// Tagger appends sixteen bytes that stand for data, such as eventstore.Tagger.
type Tagger func(dst, data []byte) []byte

// Tag makes the tag of the row that was read last.
func (r *Reader) Tag(tagger Tagger) Tag {
	r.tagged[0], r.tagged[1] = r.TagInputs(r.tagged[0][:0], r.tagged[1][:0])
	var t Tag
	half := tagger(t[:0:TagSize], r.tagged[0])
	copy(t[:], tagger(half, r.tagged[1]))
	return t
}

// TagOf reads a stored tag; ok is false for one that is empty, as after a row
// vanished, or of another length.
func TagOf(stored []byte) (t Tag, ok bool) {
	return t, copy(t[:], stored) == TagSize && len(stored) == TagSize
}

// sameDigest tells whether what is digested is the same.
func (t *Tag) sameDigest(other *Tag) bool { return bytes.Equal(t[:TagSize/2], other[:TagSize/2]) }
