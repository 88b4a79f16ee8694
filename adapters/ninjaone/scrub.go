package ninjaone

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// scrubber takes known secrets out of texts. Errors of this package are built
// without secrets; the scrubber is the second lock, for an answer or a library
// that repeats what was sent.
type scrubber struct {
	mu    sync.Mutex
	known []string
}

// maxKnown bounds how many secrets are remembered: the client secret, and some
// generations of tokens.
const maxKnown = 16

// minSecret is the length from which a value is taken out of texts; shorter ones
// would tear holes into ordinary words.
const minSecret = 6

// add remembers values to take out, plain and as they look in a form.
func (s *scrubber) add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		s.remember(v)
		if escaped := url.QueryEscape(v); escaped != v {
			s.remember(escaped)
		}
	}
	if over := len(s.known) - maxKnown; over > 0 {
		s.known = slices.Clone(s.known[over:])
	}
}

// remember puts one value last.
func (s *scrubber) remember(v string) {
	if len(v) < minSecret {
		return
	}
	s.known = slices.DeleteFunc(s.known, func(k string) bool { return k == v })
	s.known = append(s.known, v)
}

// scrub takes every known secret out of a text.
func (s *scrubber) scrub(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.known {
		text = strings.ReplaceAll(text, k, redacted)
	}
	return text
}
